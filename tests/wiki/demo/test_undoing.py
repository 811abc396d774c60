"""Taking a change back: what must hold of a history, and what is said where it does not."""

import re

import pytest

from wiki.demo.undoing import Change, Edit, Move, StoryError, undo


def test_an_edit_that_does_not_occur_once_is_refused_with_its_page_and_count() -> None:
    for text, times in ((b"none", 0), (b"new new", 2)):
        change = Change("ann", 3, 600, "Reword", edits=(Edit("a.md", "old", "new"),))
        with pytest.raises(StoryError, match=rf"“Reword” \(3 days ago\): a.md holds 'new' {times} times"):
            undo(change, {"a.md": text})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change("ann", 1, 1, "x", creates=("b.md",)), "there is no file b.md"),
        (Change("ann", 1, 1, "x", edits=(Edit("b.md", "", "b"),)), "there is no file b.md"),
        (Change("ann", 1, 1, "x", edits=(Edit("a.md", "a", ""),)), "a.md holds '' 0 times"),
        (Change("ann", 1, 1, "x", moves=(Move("a.md", "a.md"),)), "there is a file a.md already"),
        (Change("ann", 1, 1, "x", deleted={"a.md": "a"}), "there is a file a.md already"),
        (Change("ann", 1, 1, "x"), "changes nothing"),
    ],
)
def test_a_change_that_cannot_have_happened_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(StoryError, match=re.escape(reason)):
        undo(change, {"a.md": b"a"})


def test_a_move_a_deletion_and_an_edit_are_taken_back_together() -> None:
    change = Change(
        "ann",
        1,
        1,
        "Tidy",
        creates=("new.md",),
        moves=(Move("old/a.md", "a.md"),),
        edits=(Edit("a.md", "one", "two"),),
        deleted={"gone.md": "bye\n"},
    )
    after = {"a.md": b"two three\n", "new.md": b"hi\n"}
    assert undo(change, after) == {"old/a.md": b"one three\n", "gone.md": b"bye\n"}
    assert after == {"a.md": b"two three\n", "new.md": b"hi\n"}
