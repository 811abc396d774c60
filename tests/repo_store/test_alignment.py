"""What two sequences have in common."""

import time

from hypothesis import given
from hypothesis import strategies as st

from repo_store.alignment import Block, align

few_letters = st.text("abcd", max_size=25)


def test_equal_and_empty_sequences():
    assert align("abc", "abc") == [Block(0, 0, 3)]
    assert align("", "abc") == align("abc", "") == align("", "") == []


def test_an_insertion_and_a_deletion():
    assert align("abcd", "abXcd") == [Block(0, 0, 2), Block(2, 3, 2)]
    assert align("abXcd", "abcd") == [Block(0, 0, 2), Block(3, 2, 2)]


def test_items_that_occur_once_hold_the_rest_in_place():
    old = ["{", "one", "}", "{", "two", "}"]
    new = ["{", "one", "}", "{", "between", "}", "{", "two", "}"]
    assert [(b.old, b.size) for b in align(old, new)] in ([(0, 3), (3, 3)], [(0, 4), (4, 2)])


@given(few_letters, few_letters)
def test_blocks_are_common_in_order_and_joined(old, new):
    i = j = 0
    for number, block in enumerate(align(old, new)):
        assert block.size > 0
        assert old[block.old : block.old + block.size] == new[block.new : block.new + block.size]
        assert block.old >= i
        assert block.new >= j
        assert number == 0 or (block.old, block.new) != (i, j)
        i, j = block.old + block.size, block.new + block.size


@given(few_letters, st.integers(0, 25), few_letters)
def test_what_was_put_in_at_one_place_is_all_that_differs(text, place, inserted):
    new = text[:place] + inserted + text[place:]
    assert sum(block.size for block in align(text, new)) == len(text)


@given(st.text("aab", max_size=12), st.text("abb", max_size=12))
def test_without_anchors_nothing_that_is_common_is_missed(old, new):
    # Each letter several times on both sides: only the shortest edit can decide.
    old, new = f"ab{old}ab", f"ba{new}ba"
    assert sum(block.size for block in align(old, new)) == longest_common(old, new)


def longest_common(old, new):
    """The textbook table, slow and plain."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def test_effort_is_bounded_where_everything_repeats():
    old, new = "ab" * 40_000, "ba" * 40_000 + "aab" * 1000
    started = time.perf_counter()
    align(old, new, effort=100_000)
    assert time.perf_counter() - started < 2
