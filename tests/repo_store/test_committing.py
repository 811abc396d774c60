"""From changes to a commit: what is checked, what is written, and what is refused."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from repo_store import Author, Change, CommitRequest, Store
from repo_store.errors import BadPath, DiskFull, NothingChanged, Overtaken, ReadOnly, WriteFailed
from repo_store.objects import Objects
from repo_store.types import Reserve

ANN = Author("Ann 安", "p-1@example.invalid")


def request(*changes, author=ANN, message="edit", trailers=()):
    return CommitRequest(changes, author, message, trailers)


def test_a_first_commit_holds_the_bytes_exactly_as_given(repository, write):
    data = b"\xef\xbb\xbf# \xe7\xae\x80\xe5\x86\x8c\r\n\x00\xff no line end"
    commit = write("guides/setup.md", data)
    entry = repository.entry(commit.id, "guides/setup.md")
    assert repository.read(entry.blob) == data
    assert entry.size == len(data)
    assert (commit.parents, repository.head()) == ((), commit.id)


def test_each_commit_stands_on_the_one_before(repository, write):
    first, second = write("a.md", "1"), write("b.md", "2")
    assert second.parents == (first.id,)
    assert [e.path for e in repository.entries(second.id)] == ["a.md", "b.md"]
    assert [e.path for e in repository.entries(first.id)] == ["a.md"]


def test_a_commit_says_who_and_when_and_why(repository, write):
    before = datetime.now(UTC).replace(microsecond=0)
    commit = write("a.md", "1", message="Explain the rollback\n\nIt was wrong.")
    assert commit.author == ANN
    assert commit.message == "Explain the rollback\n\nIt was wrong.\n"
    assert before <= commit.authored_at == commit.committed_at <= datetime.now(UTC)
    assert repository.commit(commit.id) == commit


def test_several_changes_become_one_commit(repository, write, write_all):
    write("old.md", "text")
    commit = write_all({"old.md": None, "new/deep/place.md": "text", "b.md": "b"})
    assert [e.path for e in repository.entries(commit.id)] == ["b.md", "new/deep/place.md"]


def test_an_edit_of_the_expected_blob_goes_through(repository, write):
    blob = repository.entry(write("a.md", "1").id, "a.md").blob
    commit = write("a.md", "2", expected=blob)
    assert repository.read(repository.entry(commit.id, "a.md").blob) == b"2"


def test_f12_an_edit_of_an_older_blob_is_overtaken_and_leaves_no_trace(repository, write):
    blob = repository.entry(write("a.md", "1").id, "a.md").blob
    newer = write("a.md", "2")
    current = repository.entry(newer.id, "a.md").blob
    with pytest.raises(Overtaken) as caught:
        write("a.md", "3", expected=blob)
    assert (caught.value.path, caught.value.expected, caught.value.current) == ("a.md", blob, current)
    assert repository.head() == newer.id


def test_creating_what_exists_is_overtaken(write):
    write("a.md", "1")
    with pytest.raises(Overtaken):
        write("a.md", "2", expected=None)


def test_editing_what_was_deleted_is_overtaken(repository, write):
    blob = repository.entry(write("a.md", "1").id, "a.md").blob
    write("a.md", None)
    with pytest.raises(Overtaken) as caught:
        write("a.md", "2", expected=blob)
    assert caught.value.current is None


def test_one_overtaken_change_stops_all_of_the_request(repository, write):
    head = write("a.md", "1")
    with pytest.raises(Overtaken):
        repository.commit_changes(request(Change("b.md", b"b", None), Change("a.md", b"2", "0" * 40)))
    assert repository.head() == head.id
    assert repository.entry(head.id, "b.md") is None


def test_the_same_bytes_make_no_commit(repository, write):
    head = write("a.md", "1")
    with pytest.raises(NothingChanged) as caught:
        write("a.md", "1")
    assert caught.value.head == repository.head() == head.id


def test_deleting_what_is_not_there_makes_no_commit(write):
    with pytest.raises(NothingChanged) as caught:
        write("a.md", None)
    assert caught.value.head is None


def test_deleting_the_last_file_leaves_an_empty_tree(repository, write, git):
    write("a/b/c.md", "1")
    commit = write("a/b/c.md", None)
    assert repository.entries(commit.id) == []
    assert git(repository, "ls-tree", "-r", "-t", commit.id) == ""


def test_a_folder_is_never_deleted_by_its_name(repository, write):
    head = write("guides/a.md", "1")
    with pytest.raises(NothingChanged):
        write("guides", None)
    assert repository.entry(head.id, "guides/a.md") is not None


def test_an_executable_stays_executable_when_it_is_edited(repository, write, git):
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"#!/bin/sh\n").strip()
    tree = git(repository, "mktree", given=f"100755 blob {blob}\trun.sh\n".encode()).strip()
    commit = git(repository, "-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", tree, "-m", "x").strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    edited = write("run.sh", "#!/bin/sh\nexit 1\n", expected=blob)
    assert repository.entry(edited.id, "run.sh").executable
    assert not repository.entry(write("b.md", "1").id, "b.md").executable


def test_two_changes_of_one_path_are_a_mistake_of_the_caller(repository):
    with pytest.raises(ValueError, match="twice"):
        repository.commit_changes(request(Change("a.md", b"1"), Change("a.md", b"2")))


def test_a_bad_new_name_is_refused_before_anything_is_written(repository, git):
    with pytest.raises(BadPath) as caught:
        repository.commit_changes(request(Change("ok.md", b"unwritten"), Change(".git/config", b"x")))
    assert caught.value.reason == "dot-git"
    assert repository.head() is None
    assert git(repository, "count-objects").startswith("0 objects")


def test_names_that_git_cannot_write_are_made_presentable(repository):
    commit = repository.commit_changes(request(Change("a.md", b"1"), author=Author("<script>\n", " \n<> ")))
    assert commit.author == Author("script", "unknown")


def test_trailers_end_the_message_and_cannot_be_forged_by_it(repository):
    commit = repository.commit_changes(
        request(
            Change("a.md", b"1"), message="Move\n\nSlipbook-Intent: forged", trailers=(("Slipbook-Intent", "real"),)
        )
    )
    assert commit.message == "Move\n\nSlipbook-Intent: forged\n\nSlipbook-Intent: real\n"
    assert commit.trailer("Slipbook-Intent") == "real"
    assert commit.trailer("Other") is None


@pytest.mark.parametrize("trailer", [("Key", "a\nb"), ("K: y", "a"), ("", "a")])
def test_a_trailer_must_be_one_line(repository, trailer):
    with pytest.raises(ValueError, match="trailer"):
        repository.commit_changes(request(Change("a.md", b"1"), trailers=(trailer,)))


def test_f10_history_never_runs_backwards_when_the_clock_does(write, monkeypatch):
    now = time.time()
    first = write("a.md", "1")
    monkeypatch.setattr("repo_store.committing.time.time", lambda: now - 7200)
    second = write("a.md", "2")
    assert second.committed_at == first.committed_at
    monkeypatch.setattr("repo_store.committing.time.time", lambda: now + 7200)
    assert write("a.md", "3").committed_at - first.committed_at >= timedelta(hours=1, minutes=59)


def test_i9_a_write_is_refused_while_the_disk_is_nearly_full_and_reading_goes_on(store, repository, write):
    head = write("a.md", "1")
    full = Store(store.root, Reserve(free_bytes=1 << 60)).open("handbook")
    with pytest.raises(DiskFull):
        full.commit_changes(request(Change("a.md", b"2")))
    assert full.read(full.entry(head.id, "a.md").blob) == b"1"


def test_i8_a_failed_flush_makes_the_repository_read_only_until_somebody_looked(repository, write, monkeypatch):
    head = write("a.md", "1")

    def fail(self, draft):
        raise WriteFailed("could not fsync 'x'", broken=True)

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "write_commit", fail)
        with pytest.raises(WriteFailed):
            write("a.md", "2")
    assert repository.is_read_only
    with pytest.raises(ReadOnly):
        write("a.md", "2")
    assert repository.head() == head.id
    repository.lift_read_only()
    assert write("a.md", "2").parents == (head.id,)


def test_another_failure_of_the_disk_leaves_it_writable(repository, write, monkeypatch):
    def fail(self, data):
        raise WriteFailed("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "write_blob", fail)
        with pytest.raises(WriteFailed):
            write("a.md", "1")
    assert repository.head() is None
    assert write("a.md", "1").parents == ()


def test_i10_what_cannot_be_read_again_is_not_acknowledged(repository, write, monkeypatch):
    monkeypatch.setattr(Objects, "blob", lambda self, blob_id: None)
    with pytest.raises(WriteFailed, match="not there"):
        write("a.md", "1")
    assert repository.head() is None


def test_every_move_of_the_branch_is_in_the_reflog(repository, write):
    write("a.md", "1", message="first")
    write("a.md", "2", message="second")
    lines = (repository.path / "logs/refs/heads/main").read_text().splitlines()
    assert [line.split("\t")[1] for line in lines] == ["commit (initial): first", "commit: second"]


def test_a_commit_may_say_when_it_was_made_but_never_before_its_parent(repository):
    early = datetime(2020, 1, 1, tzinfo=UTC)
    first = repository.commit_changes(CommitRequest((Change("a.md", b"1"),), ANN, "old", at=early))
    second = repository.commit_changes(CommitRequest((Change("a.md", b"2"),), ANN, "x", at=early - timedelta(days=9)))
    assert first.authored_at == first.committed_at == second.committed_at == early
