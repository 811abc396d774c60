"""Fences, headings, decoding, and both versions of a line woven into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_store.diffing import Span
from repo_store.words import compare_lines
from wiki.history.lines import decoded, heading_in, outline, visible
from wiki.history.weaving import weave


def test_line_ends_and_the_byte_order_mark_do_not_count() -> None:
    assert decoded(b"\xef\xbb\xbfone\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


def test_broken_bytes_are_marked_not_lost() -> None:
    assert decoded(b"a\xffb") == "a\ufffdb"


@pytest.mark.parametrize(
    ("line", "words"),
    [("# One", "One"), ("### 回滚 ###", "回滚"), ("## Two {#two}", "Two"), ("#no", None), ("text", None), ("#", None)],
)
def test_a_heading_is_known_by_its_marks(line: str, words: str | None) -> None:
    assert heading_in(line) == words


def test_lines_between_fences_are_code_and_a_longer_fence_needs_a_longer_end() -> None:
    found = outline(["# A", "````", "```", "# not", "````", "# B"])
    assert found.code == {2, 3, 4, 5}
    assert found.headings == ((1, "A"), (6, "B"))
    assert found.heading_above(6) == (1, "A")
    assert found.heading_above(1) is None


def test_a_fence_with_a_language_does_not_end_another() -> None:
    assert outline(["```", "```python", "x", "```", "after"]).code == {1, 2, 3, 4}


def test_plain_text_stays_as_it_is() -> None:
    assert visible("naïve 文字 👩‍💻 \t") == "naïve 文字 👩‍💻 \t"


@given(st.text(alphabet="ab 发布回滚.，", max_size=40), st.text(alphabet="ab 发布回滚.，", max_size=40))
def test_a_woven_line_holds_both_lines(old: str, new: str) -> None:
    pieces = list(weave(*compare_lines(old, new)))
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_a_line_that_was_cut_short_does_not_stop_the_other() -> None:
    pieces = list(weave([Span("ab", changed=False)], [Span("abcd", changed=False), Span("x", changed=True)]))
    assert [(piece.kind, piece.text) for piece in pieces] == [("same", "ab"), ("same", "cd"), ("added", "x")]
