"""Which files moved."""

import time

from repo_store import renames

TEXT = "".join(f"line {n} of a page\n" for n in range(20))


def pair(deleted, added):
    """Like renames.pair, with texts in place of blob ids."""
    files = renames.Files(deleted, added, lambda text: text.encode())
    return renames.pair(files)


def test_the_same_text_under_another_name_is_a_move():
    assert pair({"a.md": TEXT}, {"b/c.md": TEXT}) == {"b/c.md": "a.md"}


def test_half_of_the_text_is_enough_and_less_is_not():
    half, less = "same 1\nsame 2\nnew 3\nnew 4\n", "same 1\nnew 2\nnew 3\nnew 4\n"
    old = "same 1\nsame 2\nold\nold\n"
    assert pair({"a.md": old}, {"b.md": half}) == {"b.md": "a.md"}
    assert pair({"a.md": old}, {"b.md": less}) == {}


def test_the_most_similar_file_wins():
    close, far = TEXT + "one more\n", TEXT + "many more\n" * 10
    assert pair({"close.md": close, "far.md": far}, {"new.md": TEXT}) == {"new.md": "close.md"}


def test_one_old_file_becomes_one_new_file_only():
    moved = pair({"a.md": TEXT}, {"b.md": TEXT, "c.md": TEXT})
    assert list(moved.values()) == ["a.md"]


def test_equal_files_keep_their_place_when_their_folder_moves():
    # Two pages with the same text must not swap their identities.
    old = {f"old/{name}/README.md": TEXT for name in ("ann", "ben", "cem")}
    new = {f"new/{name}/README.md": TEXT for name in ("cem", "ben", "ann")}
    assert pair(old, new) == {path: path.replace("new", "old") for path in new}


def test_empty_files_move_by_identity_and_are_like_nothing_else():
    assert pair({"a.md": ""}, {"b.md": ""}) == {"b.md": "a.md"}
    assert pair({"a.md": ""}, {"b.md": "x"}) == {}


def test_a_huge_move_is_bounded_and_still_finds_every_file_that_kept_text_or_name():
    old = {f"old/{n}.md": f"page {n}\n" + TEXT for n in range(1500)}
    new = {f"new/{n}.md": f"page {n}\n" + TEXT + ("edited\n" if n % 2 else "") for n in range(1500)}
    started = time.perf_counter()
    moved = pair(old, new)
    assert moved == {path: path.replace("new", "old") for path in new}
    assert time.perf_counter() - started < 10


def test_a_huge_commit_of_equal_files_is_bounded():
    moved = pair({f"old/{n:04}": "x" for n in range(2000)}, {f"new/{n:04}": "x" for n in range(2000)})
    assert moved["new/0007"] == "old/0007"
    assert len(moved) == 2000


def test_very_large_files_are_matched_by_identity_only():
    large = TEXT * (renames.LARGEST_FILE // len(TEXT) + 1)
    assert pair({"a.bin": large}, {"b.bin": large}) == {"b.bin": "a.bin"}
    assert pair({"a.bin": large}, {"b.bin": large + "x"}) == {}


def test_a_move_with_an_edit_is_seen_in_a_repository(repository, write_all):
    write_all({"a.md": TEXT, "b.md": "other"})
    commit = write_all({"a.md": None, "deep/a.md": TEXT + "and more\n", "b.md": None, "c.md": "else"})
    seen = [(c.kind, c.old_path, c.path) for c in repository.changes(commit.id)]
    assert seen == [("deleted", "b.md", "b.md"), ("added", None, "c.md"), ("renamed", "a.md", "deep/a.md")]
