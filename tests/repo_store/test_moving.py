"""Many changes in one commit: moves of subtrees, files without reading them, all of it or nothing."""

import pytest

from repo_store import Author, Change, CommitRequest, moved
from repo_store.errors import BadPath, NothingChanged, Overtaken, UnknownBlob

ANN = Author("Ann", "p-1@example.invalid")


def commit(repository, *changes):
    return repository.commit_changes(CommitRequest(changes, ANN, "move"))


def paths(repository):
    return [entry.path for entry in repository.entries(repository.head())]


def move_all(repository, under, to):
    entries = repository.entries(repository.head(), under)
    return commit(repository, *(change for e in entries for change in moved(e, to + e.path.removeprefix(under))))


def test_a_subtree_with_pictures_moves_in_one_commit_and_git_sees_renames(repository, write, write_all):
    picture = bytes(range(256)) * 20
    write("guides/setup/_files/plan.png", picture)
    write_all({"guides/setup.md": "setup", "guides/setup/a.md": "a", "other.md": "o"})
    found = move_all(repository, "guides/setup", "manual/start")
    assert paths(repository) == ["guides/setup.md", "manual/start/_files/plan.png", "manual/start/a.md", "other.md"]
    assert repository.read(repository.entry(found.id, "manual/start/_files/plan.png").blob) == picture
    assert {(change.kind, change.old_path) for change in repository.changes(found.id)} == {
        ("renamed", "guides/setup/_files/plan.png"),
        ("renamed", "guides/setup/a.md"),
    }


def test_a_move_and_an_edit_of_other_files_are_one_commit(repository, write_all):
    write_all({"a.md": "a", "links.md": "[a](a.md)"})
    entry = repository.entry(repository.head(), "a.md")
    links = repository.entry(repository.head(), "links.md")
    found = commit(repository, *moved(entry, "b.md"), Change("links.md", b"[a](b.md)", links.blob))
    assert [change.kind for change in repository.changes(found.id)] == ["renamed", "modified"]


def test_a_move_onto_something_changes_nothing(repository, write_all):
    head = write_all({"a.md": "a", "b.md": "b"})
    with pytest.raises(Overtaken) as caught:
        commit(repository, *moved(repository.entry(head.id, "a.md"), "b.md"))
    assert caught.value.path == "b.md"
    assert repository.head() == head.id


def test_a_move_of_what_was_edited_meanwhile_changes_nothing(repository, write):
    entry = repository.entry(write("a.md", "old").id, "a.md")
    head = write("a.md", "new")
    with pytest.raises(Overtaken):
        commit(repository, Change("c.md", b"c"), *moved(entry, "b.md"))
    assert (repository.head(), paths(repository)) == (head.id, ["a.md"])


def test_one_bad_name_among_many_moves_stops_all_of_them(repository, write_all):
    head = write_all({f"{n}.md": str(n) for n in range(20)})
    changes = [change for entry in repository.entries(head.id) for change in moved(entry, "to/" + entry.path)]
    with pytest.raises(BadPath):
        commit(repository, *changes, Change("to/.git/x", b"x"))
    assert repository.head() == head.id


def test_a_file_moves_into_the_folder_of_its_own_name_and_out_again(repository, write):
    entry = repository.entry(write("a.md", "text").id, "a.md")
    commit(repository, *moved(entry, "a.md/index.md"))
    assert paths(repository) == ["a.md/index.md"]
    commit(repository, *moved(repository.entry(repository.head(), "a.md/index.md"), "a.md"))
    assert paths(repository) == ["a.md"]


def test_a_name_may_change_its_case_only(repository, write):
    entry = repository.entry(write("Setup.md", "text").id, "Setup.md")
    commit(repository, *moved(entry, "setup.md"))
    assert paths(repository) == ["setup.md"]


def test_an_executable_stays_one_when_it_moves(repository, write):
    write("plain.md", "1")
    commit(repository, Change("run.sh", b"#!/bin/sh\n", executable=True))
    found = commit(repository, *moved(repository.entry(repository.head(), "run.sh"), "bin/run.sh"))
    assert repository.entry(found.id, "bin/run.sh").executable
    assert not repository.entry(found.id, "plain.md").executable
    again = commit(repository, Change("bin/run.sh", b"#!/bin/sh\n", executable=False))
    assert not repository.entry(again.id, "bin/run.sh").executable


@pytest.mark.parametrize("blob", ["0" * 40, "1" * 40, "not an id", ""])
def test_a_blob_that_is_not_there_is_refused(repository, write, blob):
    head = write("a.md", "1")
    with pytest.raises(UnknownBlob):
        commit(repository, Change("b.md", None, blob=blob))
    assert repository.head() == head.id


def test_a_tree_is_no_blob(repository, write):
    head = write("a.md", "1")
    with pytest.raises(UnknownBlob):
        commit(repository, Change("b.md", None, blob=head.tree))


def test_the_blob_that_is_there_already_makes_no_commit(repository, write):
    entry = repository.entry(write("a.md", "1").id, "a.md")
    with pytest.raises(NothingChanged):
        commit(repository, Change("a.md", None, blob=entry.blob))
