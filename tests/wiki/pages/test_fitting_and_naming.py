"""Typed text back into its file, byte for byte where nothing was touched; and sentences for names that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.actor import Actor
from repo_store.paths import REASONS
from tests.cast import Cast
from wiki import db
from wiki.errors import Invalid
from wiki.pages import naming
from wiki.pages.errors import NameTaken
from wiki.pages.fitting import fitted, text_of
from wiki.pages.models import Page
from wiki.pages.naming import file_to_create

LINES = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"\xff\xfe\n", "é中\n".encode(), b"\r\n", b"c\r"]), max_size=12)


@given(LINES, st.booleans())
def test_what_nobody_touched_comes_back_byte_for_byte(lines: list[bytes], with_bom: bool) -> None:
    original = (b"\xef\xbb\xbf" if with_bom else b"") + b"".join(lines)
    if b"c\r" not in lines:  # a carriage return alone is an end of line to a form, so nobody can send it back
        assert fitted(original, text_of(original)) == original
        assert fitted(original, text_of(original).replace("\n", "\r\n")) == original


def test_new_lines_get_the_usual_end_and_old_ones_keep_theirs() -> None:
    assert fitted(b"a\r\nb\r\n", "a\nnew\nb\n") == b"a\r\nnew\r\nb\r\n"
    assert fitted(b"a\r\nb\nc\n", "a\nnew\nb\nc\n") == b"a\r\nnew\nb\nc\n"
    shown = b"x \xff\ny\n".decode("utf-8", "replace")
    assert fitted(b"x \xff\ny\n", shown + "z\n") == b"x \xff\ny\nz\n"
    assert fitted(b"", "a\r\nb") == b"a\nb"
    assert fitted(b"a\n", "half \ud800\n") == b"half ?\n"


def test_every_reason_has_a_sentence() -> None:
    assert set(naming._SENTENCES) == set(REASONS)


@pytest.mark.parametrize(
    "path",
    [
        "a//b",
        "../x",
        "a/.git/b",
        "a\tb",
        "a\\b",
        "a\u202eb",
        "a:b",
        "nul",
        "a. /b",
        "x" * 300,
        "-/a",
        "a/_files/b",
        ".x/y",
    ],
)
def test_a_name_that_cannot_be_is_told_at_its_field(cast: Cast, ben: Actor, path: str) -> None:
    with db.fresh(), pytest.raises(Invalid) as caught:
        file_to_create(ben, cast.handbook, path)
    assert set(caught.value.fields) == {"path"}


def test_names_become_files(cast: Cast, ben: Actor) -> None:
    with db.fresh():
        names = {path: file_to_create(ben, cast.handbook, path) for path in ("a", "/a/b/", "a/B.md", "中文/页", "")}
    assert names == {"a": "a.md", "/a/b/": "a/b.md", "a/B.md": "a/B.md", "中文/页": "中文/页.md", "": "index.md"}


def test_the_name_of_a_hidden_page_is_not_told(cast: Cast, setup: Page) -> None:
    with db.fresh(), pytest.raises(NameTaken) as caught:
        file_to_create(cast.actor("dora"), cast.handbook, "guides/setup")
    assert "Set up" not in str(caught.value.fields["path"])
