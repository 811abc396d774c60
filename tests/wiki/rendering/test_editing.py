"""Editing keeps what was not edited, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering import FrontMatterUnreadable, parse_page, replace_body, with_front_matter

FRONT = """---
# ours
title:   "旧标题"   # shown on top
weird: {b: 1,   a: 2}

tags:
    - one
    - two
# about the owner
owner: chenli
note: |
  # not a comment

  text
---
body
"""


def test_one_value_changes_and_its_quotes_and_comment_stay() -> None:
    assert with_front_matter(FRONT.encode(), {"title": "新标题"}).decode() == FRONT.replace("旧标题", "新标题")


def test_a_list_changes_and_the_comment_of_the_next_key_stays() -> None:
    changed = with_front_matter(FRONT.encode(), {"tags": ["three"]}).decode()
    assert changed == FRONT.replace("    - one\n    - two\n", "  - three\n")


def test_a_key_goes_without_its_neighbours() -> None:
    changed = with_front_matter(FRONT.encode(), {"tags": None, "note": None, "absent": None}).decode()
    assert changed == FRONT[: FRONT.index("tags:")] + "# about the owner\nowner: chenli\n---\nbody\n"


def test_a_new_key_comes_last() -> None:
    changed = with_front_matter(FRONT.encode(), {"review_on": "2026-09-30"}).decode()
    assert changed == FRONT.replace("\n---\nbody", "\nreview_on: 2026-09-30\n---\nbody")


def test_line_ends_and_byte_order_mark_stay() -> None:
    before = b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nbody\r\n"
    assert with_front_matter(before, {"tags": ["x"]}) == before.replace(b"A\r\n", b"A\r\ntags:\r\n  - x\r\n")
    assert replace_body(before, "new\nlines\n") == before.replace(b"body\r\n", b"new\r\nlines\r\n")
    assert with_front_matter(b"\xef\xbb\xbfbody\r\n", {"title": "A"}) == (
        b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n\r\nbody\r\n"
    )


def test_a_page_without_front_matter_gets_some_and_loses_it_with_its_last_key() -> None:
    made = with_front_matter(b"body\n", {"title": "A: b"})
    assert made == b"---\ntitle: 'A: b'\n---\n\nbody\n"
    assert with_front_matter(made, {"title": None}) == b"\nbody\n"


def test_bytes_that_are_no_text_survive_a_change_beside_them() -> None:
    before = b"---\n# caf\xe9\ntitle: A\n---\nb\xffdy\n"
    assert with_front_matter(before, {"title": "B"}) == before.replace(b"A", b"B")


def test_nothing_to_change_changes_nothing() -> None:
    assert with_front_matter(FRONT.encode(), {}) == FRONT.encode()
    assert with_front_matter(FRONT.encode(), {"owner": "chenli"}) == FRONT.encode()


@pytest.mark.parametrize("front", ["a: [1", "{a: 1, b: 2}", "a: &x 1\nb: *y"])
def test_front_matter_that_cannot_be_edited_says_so(front: str) -> None:
    with pytest.raises(FrontMatterUnreadable):
        with_front_matter(f"---\n{front}\n---\nbody".encode(), {"title": "A"})


@given(st.text(max_size=40).filter(lambda text: text.strip() == text and text), st.sampled_from(["title", "mine"]))
def test_what_is_written_is_what_is_read(value: str, key: str) -> None:
    for before in (b"body", FRONT.encode(), b"---\ntitle: 'a'\nmine: plain\n---\nbody"):
        after = parse_page(with_front_matter(before, {key: value}))
        assert str(after.front.values[key]) == value
        assert after.text.endswith(parse_page(before).text)


def test_mixed_line_ends_and_broken_characters_stay_in_lines_that_were_not_touched() -> None:
    before = b"---\ntitle: A\n---\none\r\ntw\xffo\nthree\nfour\r\n"
    shown = parse_page(before).text
    assert replace_body(before, shown) == before
    assert replace_body(before, shown.replace("three", "3")) == before.replace(b"three", b"3")
    assert replace_body(before, "one\r\nfour\r\n") == b"---\ntitle: A\n---\none\r\nfour\r\n"


@given(st.text(alphabet="ab\n中", max_size=30), st.text(alphabet="ab\n中", max_size=30))
def test_a_replaced_body_is_the_new_body(old: str, new: str) -> None:
    for newline in ("\n", "\r\n"):
        before = "---\ntitle: A\n---\n" + old
        assert parse_page(replace_body(before.replace("\n", newline).encode(), new)).text == new
