"""Laying out a comparison: places, folds, headings, and where it is cut."""

from __future__ import annotations

from wiki.history.difference import LONGEST_FOLD, MOST_CHARACTERS, MOST_LINES, Difference, Fold, Heading, Row, differ


def rows(difference: Difference) -> list[Row]:
    return [part for part in difference.parts if isinstance(part, Row)]


def changed(difference: Difference) -> list[Row]:
    return [row for row in rows(difference) if row.kind != "same"]


def folds(difference: Difference) -> list[Fold]:
    return [part for part in difference.parts if isinstance(part, Fold)]


def headings(difference: Difference) -> list[str]:
    return [part.text for part in difference.parts if isinstance(part, Heading)]


def paragraphs(count: int) -> list[str]:
    return [f"Paragraph {number}." for number in range(count)]


def prose(lines: list[str]) -> str:
    return "".join(f"{line}\n\n" for line in lines)


def test_two_equal_texts_have_no_parts() -> None:
    difference = differ("# One\n\ntext\n", "# One\n\ntext\n")
    assert difference.parts == ()
    assert (difference.places, difference.added, difference.removed, difference.is_cut) == (0, 0, 0, False)


def test_the_first_text_is_all_new() -> None:
    difference = differ("", "one\n\ntwo\n")
    assert [row.kind for row in rows(difference)] == ["added", "added"]
    assert difference.places == 1
    assert difference.removed == 0


def test_a_changed_word_is_marked_inside_its_line() -> None:
    row = changed(differ("错误率超过 1% 时发出提醒。\n", "错误率超过 0.5% 时发出提醒。\n"))[0]
    assert [(piece.kind, piece.text) for piece in row.woven if piece.kind != "same"] == [
        ("removed", "1"),
        ("added", "0.5"),
    ]
    assert "".join(piece.text for piece in row.woven if piece.kind != "added") == "错误率超过 1% 时发出提醒。"


def test_each_place_has_one_row_that_carries_its_number() -> None:
    old = paragraphs(40)
    new = [*old]
    new[3], new[20], new[35] = "Another third.", "Another twentieth.", "Another one near the end."
    difference = differ(prose(old), prose(new))
    assert difference.places == 3
    assert [row.place for row in changed(difference) if row.place] == [1, 2, 3]
    assert difference.shown_places == 3


def test_unchanged_runs_are_folded_and_hold_their_lines() -> None:
    old = paragraphs(40)
    difference = differ(prose(old), prose([*old[:-1], "The end."]))
    [fold] = folds(difference)
    assert fold.passages[0].text == "Paragraph 0."
    shown = [passage.text for passage in fold.passages] + ["".join(s.text for s in row.old) for row in rows(difference)]
    assert set(old) <= set(shown)


def test_a_fold_at_the_end_holds_the_last_line() -> None:
    old = paragraphs(40)
    difference = differ(prose(old), prose(["The beginning.", *old[1:]]))
    assert folds(difference)[-1].passages[-1].text == "Paragraph 39."


def test_one_unchanged_line_is_shown_rather_than_folded() -> None:
    old = ["# Title", *paragraphs(4)]
    difference = differ(prose(old), prose([*old[:-1], "The end."]))
    assert not any(fold.count <= 2 for fold in folds(difference))
    two = differ("# Title\n\na\n\nb\n\nold\n", "# Title\n\na\n\nb\n\nnew\n")
    assert folds(two)[0].passages[0].text == "# Title"
    one = differ("# Title\n\n\na\n\nold\n", "# Title\n\n\na\n\nnew\n")
    assert folds(one) == []
    assert headings(one) == ["Title"]


def test_a_very_long_run_is_only_counted() -> None:
    old = paragraphs(LONGEST_FOLD)
    [fold] = folds(differ(prose(old), prose([*old, "One more."])))
    assert fold.passages == ()
    assert fold.count > LONGEST_FOLD


def test_the_heading_above_a_change_is_shown_once() -> None:
    body = [f"Line {number}." for number in range(20)]
    old = "# Page\n\n## Roll out\n\n" + prose(body)
    new = old.replace("Line 8.", "Line eight.").replace("Line 19.", "Line nineteen.")
    assert headings(differ(old, new)) == ["Roll out"]


def test_a_heading_next_to_a_change_is_not_repeated() -> None:
    assert headings(differ("## Watch\n\nold\n", "## Watch\n\nnew\n")) == ["Watch"]


def test_a_comment_in_code_is_no_heading() -> None:
    old = "```\n# not a heading\n" + "x\n" * 10 + "one\n```\n"
    difference = differ(old, old.replace("one", "two"))
    assert headings(difference) == []
    assert all(row.is_code for row in rows(difference) if row.kind == "changed")


def test_empty_lines_are_shown_only_where_nothing_else_changed() -> None:
    assert [row.kind for row in changed(differ("a\n", "a\n\nb\n"))] == ["added"]
    [row] = changed(differ("a\nb\n", "a\n\nb\n"))
    assert [(piece.kind, piece.text) for piece in row.woven] == [("added", "")]


def test_blanks_that_changed_by_themselves_can_be_seen() -> None:
    [row] = changed(differ("one two\n", "one  two\n"))
    assert any("·" in piece.text for piece in row.woven if piece.kind == "added")


def test_marks_that_turn_text_around_can_be_seen() -> None:
    [row] = changed(differ("access = user\n", "access = \u202euser\u0000\n"))
    text = "".join(span.text for span in row.new)
    assert "[U+202E]" in text
    assert "[U+0000]" in text
    assert "\u202e" not in text


def test_a_long_comparison_is_cut_after_so_many_lines() -> None:
    difference = differ("", "\n".join(f"line {number}" for number in range(MOST_LINES + 500)))
    assert difference.is_cut
    assert difference.shown_lines == MOST_LINES
    assert len(rows(difference)) == MOST_LINES


def test_one_endless_line_is_cut_as_well() -> None:
    difference = differ("short\n", "a" * (MOST_CHARACTERS * 2) + "\n")
    assert difference.is_cut
    assert sum(len(span.text) for row in rows(difference) for span in row.new) <= MOST_CHARACTERS


def test_a_comparison_that_holds_many_lines_in_one_row_is_cut_by_lines() -> None:
    difference = differ("", "x\n" * 50_000)
    assert difference.is_cut
    assert sum(span.text.count("\n") + 1 for row in rows(difference) for span in row.new) <= MOST_LINES + 1


def test_a_comparison_that_just_fits_is_not_cut() -> None:
    difference = differ("", "\n".join(f"line {number}" for number in range(MOST_LINES)))
    assert not difference.is_cut
