"""A conflict as choices, and the text that follows from them."""

from __future__ import annotations

import pytest

from wiki.writing.arranging import Pick, Texts, arranged, arrangement

BASE = "# A\n\none\n\n## Rolling back\n\nStop first.\n\nlast\n"
OURS = "# A\n\none!\n\n## Rolling back\n\nStop first. No approval is needed.\n\nlast\n"
THEIRS = "# A\n\none\n\n## Rolling back\n\nStop first. Post the reason.\n\nlast, really\n"
TEXTS = Texts(BASE, OURS, THEIRS)


def test_what_goes_together_by_itself_is_counted_and_the_rest_is_a_choice() -> None:
    found = arrangement(TEXTS)
    assert (found.changes, found.settled, len(found.choices)) == (3, 2, 1)


def test_a_choice_names_the_heading_above_it_and_marks_what_is_new() -> None:
    (choice,) = arrangement(TEXTS).choices
    assert choice.heading == "Rolling back"
    assert "".join(span.text for span in choice.ours) == "Stop first. No approval is needed.\n"
    assert "approval" in "".join(span.text for span in choice.ours if span.changed)
    assert "Stop" not in "".join(span.text for span in choice.theirs if span.changed)


@pytest.mark.parametrize(
    ("pick", "line"),
    [
        ("ours", "Stop first. No approval is needed.\n"),
        ("theirs", "Stop first. Post the reason.\n"),
        ("both", "Stop first. No approval is needed.\nStop first. Post the reason.\n"),
    ],
)
def test_the_text_follows_the_pick_and_keeps_what_both_did_elsewhere(pick: Pick, line: str) -> None:
    assert arranged(TEXTS, {0: pick}) == f"# A\n\none!\n\n## Rolling back\n\n{line}\nlast, really\n"


def test_a_choice_that_was_not_made_keeps_what_the_writer_wrote() -> None:
    assert arranged(TEXTS, {}) == arranged(TEXTS, {0: "ours"})


def test_both_wordings_at_the_end_of_a_file_stand_on_lines_of_their_own() -> None:
    assert arranged(Texts("a", "b", "c"), {0: "both"}) == "b\nc"


def test_two_conflicts_are_decided_apart() -> None:
    texts = Texts("a\n\nm\n\nb\n", "a1\n\nm\n\nb1\n", "a2\n\nm\n\nb2\n")
    assert [one.number for one in arrangement(texts).choices] == [0, 1]
    assert arranged(texts, {0: "theirs", 1: "ours"}) == "a2\n\nm\n\nb1\n"


def test_a_very_long_wording_is_shown_without_marks() -> None:
    (choice,) = arrangement(Texts("x", "y " * 3000, "z")).choices
    assert [span.changed for span in choice.ours] == [False]
