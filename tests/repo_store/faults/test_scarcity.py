"""No process may be started, memory is short, children die: what is on main stays, and the next one may try again."""

import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from repo_store import Change, CommitRequest, history, maintenance, plumbing
from repo_store.errors import GitFailed, LockBusy, StoreError
from tests.repo_store.faults.watching import ANN, assert_whole, page, save, unreserved

NOBODY = 65534


def told(wire, work):
    try:
        answer = work()
    except (StoreError, MemoryError, AssertionError) as error:
        answer = f"{type(error).__name__} {error}"
    wire.send(json.dumps(answer))


def in_a_child(work):
    """What the work answers, or the name of its error, in a process whose limits nobody else feels."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=told, args=(theirs, work))
    child.start()
    theirs.close()
    assert ours.poll(60)
    answer = json.loads(ours.recv())
    child.join(10)
    return answer


@pytest.fixture
def open_root():
    """A folder for spaces that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


def test_f17_without_another_process_saving_works_and_history_says_why_not(open_root):
    if os.geteuid():
        pytest.skip("only root can become somebody who may start nothing")
    repository = unreserved(open_root).create("handbook")
    save(open_root, "start")
    subprocess.run(["chown", "-R", str(NOBODY), open_root], check=True)

    def limited():
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
        os.setuid(NOBODY)
        commit = save(open_root, "alone")
        refused = 0
        for ask in (
            lambda: history.log(repository, "a.md", until=commit, limit=1),
            lambda: maintenance.check(repository),
        ):
            try:
                ask()
            except GitFailed:
                refused += 1
        return [commit, refused]

    assert in_a_child(limited) == [repository.head(), 2]
    assert page(repository) == "alone"


def test_f17_a_file_that_memory_has_no_room_for_is_refused_and_the_next_save_works(handbook, root):
    def limited():
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        data = os.urandom(1 << 24)
        resource.setrlimit(resource.RLIMIT_AS, (used + (18 << 20), -1))
        return handbook.commit_changes(CommitRequest((Change("big.bin", data),), ANN, "big")).id

    answer = in_a_child(limited)
    assert answer.split()[0] in ("MemoryError", "WriteFailed", "Damaged") or answer == handbook.head()
    assert_whole(handbook, {"start"})
    assert save(root, "after") == handbook.head()


def test_f2_a_git_child_that_is_killed_leaves_a_sound_repository(handbook, root, monkeypatch, strace, tmp_path):
    for number in range(30):
        save(root, str(number))
    wrapped = tmp_path / "bin" / "git"
    wrapped.parent.mkdir()
    inject = "inject=rename:signal=SIGKILL:when=1"
    wrapped.write_text(f'#!/bin/sh\nexec {strace} -f -o /dev/null -e {inject} {shutil.which("git")} "$@"\n')
    wrapped.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(wrapped.parent), prepend=os.pathsep)
        with pytest.raises(GitFailed):
            maintenance.collect(handbook)
    assert list(handbook.path.rglob("*.lock")) == []
    assert_whole(handbook, {"29"})
    maintenance.collect(handbook)
    assert save(root, "after") == handbook.head()
    assert_whole(handbook, {"after"})


def test_f2_a_parent_killed_while_its_git_child_packs_keeps_others_out_until_the_child_ends(
    handbook, root, monkeypatch, tmp_path
):
    wrapped = tmp_path / "bin" / "git"
    wrapped.parent.mkdir()
    wrapped.write_text(f'#!/bin/sh\ntouch {tmp_path}/started\ncat {tmp_path}/gate\nexec {shutil.which("git")} "$@"\n')
    wrapped.chmod(0o755)
    os.mkfifo(tmp_path / "gate")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(wrapped.parent), prepend=os.pathsep)
        parent = multiprocessing.get_context("fork").Process(target=maintenance.collect, args=(handbook,))
        parent.start()
        while not (tmp_path / "started").exists():
            parent.join(0.01)
    parent.kill()
    parent.join(10)
    with pytest.raises(LockBusy), handbook.hold(wait=0.1):
        pass
    (tmp_path / "gate").write_text("")
    assert save(root, "after") == handbook.head()
    assert list((handbook.path / "objects/pack").glob("*.pack")) != [], "the child ended its work"
    assert_whole(handbook, {"after"})


def test_f17_a_git_that_cannot_be_started_is_an_error_of_ours(handbook, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitFailed):
        plumbing.fsck(handbook.path)
    assert page(unreserved(handbook.path.parent).open("handbook")) == "start"
