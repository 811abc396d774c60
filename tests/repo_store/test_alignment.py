"""What two sequences have in common."""

import time
from difflib import SequenceMatcher

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


@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
def test_without_anchors_no_longer_common_part_is_missed_than_difflib_finds(old, new):
    # Only two letters: anchors are rare, so the shortest edit decides.
    if any((old + new).count(c) == 2 for c in "ab"):
        return
    matched = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    assert sum(block.size for block in align(old, new)) >= matched


def test_effort_is_bounded_where_everything_repeats():
    old, new = "ab" * 40_000, "ba" * 40_000 + "aab" * 1000
    started = time.perf_counter()
    align(old, new, effort=100_000)
    assert time.perf_counter() - started < 2
