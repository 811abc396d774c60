"""The kernel lock of a repository, and lock files that dead writers left."""

import contextlib
import multiprocessing
import os
import time

import pytest

from repo_store import locking
from repo_store.errors import LockBusy

STALE = ["refs/heads/main.lock", "HEAD.lock", "packed-refs.lock", "config.lock", "index.lock"]


def age(path, seconds):
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)


def hold_until_told(lock, wire):
    with locking.hold(lock):
        wire.send("held")
        wire.poll(20)


@pytest.fixture
def other_process():
    """Starts a process that holds a lock; it ends with the test, or when it is told."""
    context = multiprocessing.get_context("fork")
    started = []

    def start(lock):
        ours, theirs = context.Pipe()
        process = context.Process(target=hold_until_told, args=(lock, theirs), daemon=True)
        process.start()
        theirs.close()
        assert ours.recv() == "held"
        started.append((process, ours))
        return process, ours

    yield start
    for process, wire in started:
        with contextlib.suppress(BrokenPipeError):
            wire.send("let go")
        process.join(10)


def test_the_lock_keeps_others_out_and_is_free_afterwards(tmp_path):
    lock = tmp_path / "x.lock"
    with locking.hold(lock), pytest.raises(LockBusy), locking.hold(lock, wait=0):
        pass
    with locking.hold(lock, wait=0):
        assert lock.exists()


def test_f9_a_lock_of_a_live_process_is_waited_for_but_never_stolen(repository, write, other_process):
    head = write("a.md", "1")
    age(repository.location.lock, 7200)
    other_process(repository.location.lock)
    with pytest.raises(LockBusy), repository.hold(wait=0.05):
        pass
    assert repository.head() == head.id


def test_i5_the_lock_vanishes_with_a_killed_process_though_the_file_stays(tmp_path, other_process):
    lock = tmp_path / "x.lock"
    process, _ = other_process(lock)
    process.kill()
    process.join(10)
    assert lock.exists()
    with locking.hold(lock, wait=1):
        pass


def test_a_writer_waits_for_its_turn(repository, write, other_process):
    _, wire = other_process(repository.location.lock)
    wire.send("let go")
    assert write("a.md", "1").parents == ()


@pytest.mark.parametrize("seconds", [61, -4000])
@pytest.mark.parametrize("name", STALE)
def test_f9_what_a_dead_writer_left_blocks_nobody(repository, write, name, seconds):
    write("a.md", "1")
    left = repository.path / name
    age(left, seconds)
    write("a.md", "2")
    assert not left.exists()


def test_f9_a_young_lock_file_is_left_alone(repository, write):
    write("a.md", "1")
    young = repository.path / "packed-refs.lock"
    age(young, 5)
    write("a.md", "2")
    assert young.exists()


def test_f9_the_log_names_the_repair(repository, caplog):
    age(repository.path / "HEAD.lock", 100)
    removed = locking.clear_stale_locks(repository.path)
    assert removed == [repository.path / "HEAD.lock"]
    assert str(removed[0]) in caplog.text


def test_f9_a_stale_lock_on_our_own_ref_is_cleared_too(repository, write):
    commit = write("a.md", "1")
    repository.set_ref(commit.id)
    age(repository.path / "refs/internal/taken-in.lock", 100)
    second = write("a.md", "2")
    repository.set_ref(second.id)
    assert repository.get_ref() == second.id
    age(repository.path / "refs/internal/taken-in.lock", 100)
    repository.set_ref(commit.id)
    assert repository.get_ref() == commit.id


def test_f9_a_lock_on_our_own_ref_is_cleared_at_once_when_its_writer_died(repository, write):
    commit = write("a.md", "1")
    (repository.path / "refs/internal").mkdir(exist_ok=True)
    (repository.path / "refs/internal/taken-in.lock").touch()
    repository.location.lock.write_text("4711\n")  # what a writer leaves who dies with the lock
    began = time.monotonic()
    repository.set_ref(commit.id)
    assert repository.get_ref() == commit.id
    assert time.monotonic() - began < 5
