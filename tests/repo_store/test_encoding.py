"""The bytes of trees and commits are what Git itself would write."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_store import Author, Change, CommitRequest, encoding
from repo_store.items import EXECUTABLE, FILE, FOLDER, Draft, Item

ANN = Author("Ann 安", "p-1@example.invalid")
EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6)
entries = st.dictionaries(
    names.filter(lambda n: n not in (".", "..", ".git")), st.sampled_from([FILE, EXECUTABLE, FOLDER]), max_size=8
)

anything = st.text(st.characters(), max_size=20)  # halves of characters too


def items(kinds):
    return {name: Item(EMPTY_TREE if mode == FOLDER else EMPTY_BLOB, mode) for name, mode in kinds.items()}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=entries)
def test_a_tree_is_what_git_mktree_makes_of_the_same_items(repository, git, kinds):
    git(repository, "hash-object", "-w", "-t", "tree", "--stdin")
    git(repository, "hash-object", "-w", "--stdin")
    types = {FILE: "100644 blob", EXECUTABLE: "100755 blob", FOLDER: "040000 tree"}
    listing = "".join(f"{types[item.mode]} {item.id}\t{name}\0" for name, item in items(kinds).items())
    expected = git(repository, "mktree", "-z", given=listing.encode()).strip()
    assert encoding.object_id("tree", encoding.tree_with(b"", items(kinds))) == expected


@given(entries, entries)
def test_edits_leave_the_rest_of_a_tree_alone(before, edits):
    wanted = {name: item if item.mode != EXECUTABLE else None for name, item in items(edits).items()}
    tree = encoding.tree_with(encoding.tree_with(b"", items(before)), wanted)
    expected = {**items(before), **wanted}
    found = {name.decode(): item for name, item in encoding.raw_items(tree)}
    assert found == {name: item for name, item in expected.items() if item is not None}
    assert tree == encoding.tree_with(b"", dict(reversed(found.items())))


def test_names_that_are_not_utf_8_survive_an_edit_beside_them():
    raw = b"100644 \xff.md\0" + bytes.fromhex(EMPTY_BLOB)
    tree = encoding.tree_with(raw, {"a.md": Item(EMPTY_BLOB, FILE)})
    assert encoding.raw_names(tree) == [b"a.md", b"\xff.md"]
    assert encoding.tree_with(tree, {"a.md": None}) == raw


@pytest.mark.parametrize("parent", [None, "1" * 40])
def test_a_commit_is_what_git_reads_back(repository, git, parent):
    draft = Draft(EMPTY_TREE, parent, ANN, 1_700_000_000, "Title 标题\n\nBody\n")
    raw = encoding.commit_bytes(draft)
    written = git(repository, "hash-object", "--literally", "-w", "-t", "commit", "--stdin", given=raw).strip()
    assert written == encoding.object_id("commit", raw)
    lines = git(repository, "cat-file", "-p", written).split("\n")
    assert lines[0] == f"tree {EMPTY_TREE}"
    assert [line for line in lines if line.startswith("parent")] == ([f"parent {parent}"] if parent else [])
    assert "committer Ann 安 <p-1@example.invalid> 1700000000 +0000" in lines
    assert lines[-4:] == ["Title 标题", "", "Body", ""]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=anything, email=anything, message=anything)
def test_whatever_people_are_called_and_write_git_finds_the_commit_sound(repository, git, name, email, message):
    head = repository.head()
    data = (head or "").encode()
    request = CommitRequest((Change("a.md", data),), Author(name, email), message)
    commit = repository.commit_changes(request)
    assert repository.commit(commit.id) == commit
    assert git(repository, "fsck", "--strict", "--no-dangling", commit.id) == ""
