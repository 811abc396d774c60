"""Two texts compared by lines, words and characters."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_store.diffing import MOST_ROWS, compare
from repo_store.words import compare_lines, likeness

texts = st.text("ab简册 。\r\n", max_size=60)


def marked(spans):
    return "".join(f"[{span.text}]" if span.changed else span.text for span in spans)


def rows(comparison):
    return [(line.kind, marked(line.old), marked(line.new)) for hunk in comparison.hunks for line in hunk.lines]


def numbers(hunk):
    return [(line.old_number, line.new_number) for line in hunk.lines]


def lines(count, **changed):
    return "".join(changed.get(f"at{n}", f"line {n}") + "\n" for n in range(1, count + 1))


def test_equal_texts_have_no_hunks():
    for text in ("", "a", "a\n", lines(20)):
        comparison = compare(text, text)
        assert (comparison.hunks, comparison.places) == ((), 0)
    assert comparison.skipped_after == 20


def test_a_changed_line_stands_between_three_lines_of_context():
    comparison = compare(lines(20), lines(20, at10="line X"))
    (hunk,) = comparison.hunks
    assert [line.kind for line in hunk.lines] == ["same"] * 3 + ["changed"] + ["same"] * 3
    assert numbers(hunk) == [(n, n) for n in range(7, 14)]
    assert (hunk.old_start, hunk.new_start, hunk.skipped_before, comparison.skipped_after) == (7, 7, 6, 7)


def test_numbers_shift_after_an_insertion():
    comparison = compare(lines(20), "new\n" + lines(20, at12="line X"))
    first, second = comparison.hunks
    assert numbers(first) == [(None, 1), (1, 2), (2, 3), (3, 4)]
    assert numbers(second)[0] == (9, 10)
    assert (second.old_start, second.new_start, second.skipped_before) == (9, 10, 5)
    assert comparison.places == 2


def test_places_that_are_near_share_a_hunk():
    assert len(compare(lines(30), lines(30, at10="x", at17="y")).hunks) == 1
    assert len(compare(lines(30), lines(30, at10="x", at18="y")).hunks) == 2


def test_english_is_compared_by_words():
    assert rows(compare("Roll back the old version\n", "Roll back the new version\n")) == [
        ("changed", "Roll back the [old] version", "Roll back the [new] version")
    ]


def test_neighbouring_words_are_one_change():
    old, new = compare_lines("keep the old text here", "keep the new words here")
    assert (marked(old), marked(new)) == ("keep the [old text] here", "keep the [new words] here")


def test_chinese_is_compared_by_words():
    old, new = compare_lines("先通知值班人员，再回滚部署。", "先通知值班经理，再回滚发布。")
    assert (marked(old), marked(new)) == ("先通知值班[人员]，再回滚[部署]。", "先通知值班[经理]，再回滚[发布]。")


def test_chinese_words_that_changed_are_compared_by_characters():
    old, new = compare_lines("请联系值班工程师", "请联系值班工程部")
    assert (marked(old), marked(new)) == ("请联系值班工程[师]", "请联系值班工程[部]")


def test_an_inserted_character_is_all_that_is_new():
    comparison = compare("然后重启服务\n", "然后重启了服务\n")
    assert rows(comparison) == [("changed", "然后重启服务", "然后重启[了]服务")]
    assert (comparison.added_chars, comparison.removed_chars) == (1, 0)


def test_lines_without_likeness_are_removed_and_added():
    assert rows(compare("alpha beta\n", "完全不同\n")) == [("removed", "[alpha beta]", ""), ("added", "", "[完全不同]")]


def test_a_line_is_paired_with_the_version_of_itself():
    old = "check the database\nrestart the web server\n"
    new = "first tell everybody\ncheck the database twice\nrestart the web server now\n"
    assert [(kind, new) for kind, _, new in rows(compare(old, new))] == [
        ("added", "[first tell everybody]"),
        ("changed", "check the database[ twice]"),
        ("changed", "restart the web server[ now]"),
    ]


def test_a_carriage_return_is_part_of_the_line():
    assert rows(compare("some text\r\n", "some text\n")) == [("changed", "some text[\r]", "some text")]


def test_other_line_separators_do_not_split_lines():
    text = "a\u2028b\x0cc\x85d\n"
    assert len(compare(text, text + "x\n").hunks[0].lines) == 2


def test_a_missing_line_end_is_seen():
    assert rows(compare("a", "a\n")) == [("same", "a", "a"), ("added", "", "")]
    assert rows(compare("", "a\n")) == [("added", "", "[a]")]


def test_characters_and_places_are_counted():
    comparison = compare("same\nold\nsame2\n", "same\n新的\nsame2\nmore\n")
    assert (comparison.added_chars, comparison.removed_chars, comparison.places) == (6, 3, 2)


@given(texts, texts)
def test_both_texts_can_be_put_together_again(old, new):
    comparison = compare(old, new)
    old_lines, new_lines = {}, {}
    for line in (line for hunk in comparison.hunks for line in hunk.lines):
        if line.old_number:
            old_lines[line.old_number] = "".join(span.text for span in line.old)
        if line.new_number:
            new_lines[line.new_number] = "".join(span.text for span in line.new)
    for text, seen in ((old, old_lines), (new, new_lines)):
        for number, content in seen.items():
            assert (text.split("\n"))[number - 1] == content
    assert (comparison.places == 0) == (old == new)


@given(texts, texts)
def test_spans_alternate_and_join_to_the_line(old, new):
    left, right = compare_lines(old, new)
    assert "".join(s.text for s in left) == old
    assert "".join(s.text for s in right) == new
    assert "".join(s.text for s in left if not s.changed) == "".join(s.text for s in right if not s.changed)
    assert all(a.changed != b.changed for side in (left, right) for a, b in pairwise(side))


def test_likeness_goes_from_nothing_to_the_same():
    assert likeness("", "") == likeness("a", "b") == 0
    assert likeness("重启服务", "重启服务") == 1
    assert 0.4 < likeness("重启服务器", "重启网关") < 0.9


SIZE = 2 * 1024 * 1024


def vocabulary(seed):
    chosen = random.Random(seed)
    words = ["".join(chosen.choices("abcdefgh", k=5)) for _ in range(2000)]
    return [" ".join(chosen.choices(words, k=8)) for _ in range(SIZE // 48)]


def edited(original):
    chosen = random.Random(3)
    return [line if chosen.random() < 0.5 else line.replace("a", "e") for line in original]


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(lambda: ("x" * SIZE, "x" * (SIZE - 1) + "y"), id="one long line"),
        pytest.param(lambda: ("ab " * (SIZE // 3), "ba " * (SIZE // 3)), id="one long line of other words"),
        pytest.param(lambda: ("简册" * (SIZE // 6), "册简" * (SIZE // 6)), id="one long line of Chinese"),
        pytest.param(lambda: ("\n" * SIZE, "\n" * (SIZE - 9) + "x\n"), id="empty lines"),
        pytest.param(lambda: ("a\nb\n" * (SIZE // 4), "b\na\na\n" * (SIZE // 6)), id="two lines again and again"),
        pytest.param(lambda: ("\n".join(vocabulary(1)), "\n".join(vocabulary(2))), id="rewritten"),
        pytest.param(lambda: ("\n".join(vocabulary(1)), "\n".join(edited(vocabulary(1)))), id="half of it edited"),
        pytest.param(lambda: ("\n".join(vocabulary(1)), "\r\n".join(vocabulary(1))), id="line ends changed"),
    ],
)
def test_two_mebibytes_of_anything_are_compared_in_bounded_time(pair):
    old, new = pair()
    started = time.process_time()
    comparison = compare(old, new)
    assert time.process_time() - started < 2
    assert comparison.places >= 1


def test_a_place_beyond_the_rows_becomes_one_row_on_each_side():
    old, new = "a\n" * MOST_ROWS, "b\n" * MOST_ROWS
    (hunk,) = compare(old, new).hunks
    assert [line.kind for line in hunk.lines] == ["removed", "added"]
    assert hunk.lines[0].old[0].text == old.rstrip("\n")
