"""Checking, packing and measuring a repository."""

import functools
import threading

import pytest

from repo_store import maintenance
from repo_store.errors import Damaged, LockBusy


def test_a_sound_repository_has_no_complaints(repository, write):
    assert maintenance.check(repository) == []
    write("a.md", "1")
    assert maintenance.check(repository) == []


def test_a_lost_object_is_named(repository, write):
    commit = write("a.md", "1")
    blob = repository.entry(commit.id, "a.md").blob
    (repository.path / "objects" / blob[:2] / blob[2:]).unlink()
    assert any("missing" in line and blob in line for line in maintenance.check(repository))


def test_an_emptied_ref_is_named(repository, write):
    write("a.md", "1")
    (repository.path / "refs/heads/main").write_text("")
    assert maintenance.check(repository) != []
    with pytest.raises(Damaged):
        repository.head()


def test_packing_keeps_everything_and_writes_the_commit_graph(repository, write):
    line = [write("a.md", f"{n}\n" * 100) for n in range(30)]
    before = maintenance.size(repository)
    maintenance.collect(repository)
    assert maintenance.size(repository) < before
    assert (repository.path / "objects/info/commit-graph").exists()
    assert repository.first_parents(after=None, until=repository.head()) == line
    assert repository.read(repository.entry(line[7].id, "a.md").blob) == b"7\n" * 100
    assert maintenance.check(repository) == []
    assert write("a.md", "after").parents == (line[-1].id,)


def test_i11_packing_never_runs_beside_a_writer(repository, write, monkeypatch):
    write("a.md", "1")
    impatient = functools.partial(repository.hold, wait=0.05)
    monkeypatch.setattr(repository, "hold", impatient)
    with repository.hold(), pytest.raises(LockBusy):
        maintenance.collect(repository)
    assert not (repository.path / "objects/info/commit-graph").exists()


def test_f20_reading_and_writing_go_on_while_it_packs(repository, write):
    first = write("a.md", "start")
    failures = []
    stop = threading.Event()

    def keep_reading():
        while not stop.is_set():
            if repository.read(repository.entry(first.id, "a.md").blob) != b"start":
                failures.append("another text")

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for number in range(3):
        write(f"{number}.md", "x")
        maintenance.collect(repository)
    stop.set()
    reader.join()
    assert failures == []
    assert len(repository.entries(repository.head())) == 4
