"""Several writers at once, with and without our lock."""

import multiprocessing
import sys
import threading
import time
from pathlib import Path

import pytest

from repo_store import Author, Change, CommitRequest, Store, committing, maintenance
from repo_store.errors import LockBusy, Overtaken
from repo_store.types import Reserve

ROUNDS = 50


def keep_committing(root: Path, name: str, same_file: bool) -> None:
    repository = Store(root, Reserve(0, 0.0)).open("handbook")
    for number in range(ROUNDS):
        path = "shared.md" if same_file else f"{name}/{number}.md"
        change = Change(path, f"{name} {number}".encode())
        repository.commit_changes(CommitRequest((change,), Author(name, name), f"{name} {number}"))


def run_two(root: Path, same_file: bool) -> None:
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=keep_committing, args=(root, name, same_file), daemon=True) for name in ("ann", "ben")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]


@pytest.mark.parametrize("same_file", [False, True])
def test_i5_two_processes_lose_no_commit(store, repository, write, git, same_file):
    # The parent has the repository open: its handle must not be the one that the children use.
    first = write("a.md", "1")
    run_two(store.root, same_file)
    line = repository.first_parents(after=first.id, until=repository.head())
    said = [commit.message.strip() for commit in line]
    assert sorted(said) == sorted(f"{name} {number}" for name in ("ann", "ben") for number in range(ROUNDS))
    assert [m for m in said if m.startswith("ann")] == [f"ann {number}" for number in range(ROUNDS)]
    assert git(repository, "rev-list", "--count", "--all").strip() == str(2 * ROUNDS + 1)
    assert maintenance.check(repository) == []
    assert list(repository.path.rglob("*.lock")) == []


def test_f12_of_two_writers_with_one_base_exactly_one_wins(repository, write):
    rounds = 20
    blob = repository.entry(write("a.md", "start").id, "a.md").blob
    for number in range(rounds):
        outcomes: list[str] = []

        def save(name: str, base: str = blob, number: int = number, outcomes: list[str] = outcomes) -> None:
            change = Change("a.md", f"{name} {number}".encode(), base)
            try:
                repository.commit_changes(CommitRequest((change,), Author(name, name), "edit"))
                outcomes.append(name)
            except Overtaken:
                outcomes.append("overtaken")

        threads = [threading.Thread(target=save, args=(name,)) for name in ("ann", "ben")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("overtaken") == 1
        winner = next(name for name in outcomes if name != "overtaken")
        blob = repository.entry(repository.head(), "a.md").blob
        assert repository.read(blob) == f"{winner} {number}".encode()


def move_head_behind_our_back(repository, git, path):
    """A commit by somebody who does not take our lock."""
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"foreign").strip()
    tree = git(repository, "mktree", given=f"100644 blob {blob}\t{path}\n".encode()).strip()
    head = repository.head()
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    commit = git(repository, *identity, "commit-tree", tree, "-p", head, "-m", "foreign").strip()
    git(repository, "update-ref", "refs/heads/main", commit, head)
    return commit


@pytest.fixture
def interrupted(repository, git, monkeypatch):
    """Lets a foreign commit slip in after the checks of ours and before its ref moves."""

    def arm(path):
        foreign = []
        original = committing._read_again

        def slip_in(*arguments):
            if not foreign:
                foreign.append(move_head_behind_our_back(repository, git, path))
            return original(*arguments)

        monkeypatch.setattr(committing, "_read_again", slip_in)
        return foreign

    return arm


def test_a_writer_without_our_lock_is_noticed_and_built_upon(repository, write, interrupted):
    write("a.md", "1")
    foreign = interrupted("theirs.md")
    commit = write("ours.md", "2", expected=None)
    assert commit.parents == (foreign[0],)
    assert [e.path for e in repository.entries(commit.id)] == ["ours.md", "theirs.md"]


def test_a_writer_without_our_lock_who_took_our_file_overtakes_us(repository, write, interrupted):
    write("a.md", "1")
    foreign = interrupted("ours.md")
    with pytest.raises(Overtaken):
        write("ours.md", "2", expected=None)
    assert repository.head() == foreign[0]


def test_f9_a_fresh_lock_file_is_waited_for_and_never_stolen(repository, write):
    write("a.md", "1")
    foreign = repository.path / "refs/heads/main.lock"
    foreign.touch()
    threading.Timer(0.2, foreign.unlink).start()
    started = time.monotonic()
    write("a.md", "2")
    assert 0.15 < time.monotonic() - started < 5


def test_f9_a_lock_file_that_stays_ends_the_wait_with_lock_busy(repository, write, monkeypatch):
    head = write("a.md", "1")
    foreign = repository.path / "refs/heads/main.lock"
    foreign.touch()
    clock = iter(range(0, 10_000, 3))
    monkeypatch.setattr("repo_store.committing.time.monotonic", lambda: float(next(clock)))
    with pytest.raises(LockBusy):
        write("a.md", "2")
    assert foreign.exists()
    assert repository.head() == head.id


def test_a_commit_among_ten_thousand_files_costs_milliseconds(repository, write, write_all, capsys):
    write_all({f"{n % 100:02}/{n:05}.md": f"page {n % 10}" for n in range(10_000)})
    taken = []
    for number in range(20):
        started = time.perf_counter()
        commit = write(f"{number:02}/new.md", f"text {number}")
        taken.append((time.perf_counter() - started) * 1000)
    with capsys.disabled():
        sys.stdout.write(
            f"\na commit among 10,000 files: median {sorted(taken)[10]:.1f} ms, worst {max(taken):.1f} ms\n"
        )
    assert len(repository.entries(commit.id)) == 10_020
