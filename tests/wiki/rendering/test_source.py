"""From bytes to text and front matter: nothing raises, nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering import parse_page, render, split_front_matter

PAGE = """---
title: 灰度发布
tags: [发布, 回滚]
owner: '@chenli'
review_on: 2026-09-30
depends_on: 变更窗口
---
# 别的
"""


def codes(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [problem.code for problem in parse_page(data).problems]


def test_front_matter_is_read_into_the_fields_we_know() -> None:
    front = parse_page(PAGE.encode()).front
    assert (front.title, front.tags, front.owner) == ("灰度发布", ("发布", "回滚"), "chenli")
    assert (front.review_on, front.depends_on, front.kind) == (date(2026, 9, 30), ("变更窗口",), "page")
    assert front.raw.startswith("title: 灰度发布\n")


def test_both_parts_of_a_page_together_are_the_page() -> None:
    for data in (PAGE.encode(), b"\xef\xbb\xbf" + PAGE.encode(), PAGE.replace("\n", "\r\n").encode(), b"plain", b""):
        head, body = split_front_matter(data)
        assert head + body == data
    assert split_front_matter(PAGE.encode())[1] == "# 别的\n".encode()


def test_text_has_unix_line_ends_whatever_the_file_has() -> None:
    source = parse_page(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\none\r\ntwo\rthree")
    assert (source.text, source.newline, source.had_bom, source.front.title) == ("one\ntwo\nthree", "\r\n", True, "A")
    assert parse_page(b"one\n").newline == "\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("---\ntitle: [a\n---\nbody", "front-matter-invalid", 3),
        ("---\na: &x 1\nb: *x\n---\nbody", "front-matter-invalid", None),
        ("---\nday: 2026-99-99\n---\nbody", "front-matter-invalid", None),
        ("---\ntitle: half typed\n\nbody", "front-matter-unclosed", 1),
        ("---\n- a\n- b\n---\nbody", "front-matter-not-a-mapping", 2),
        ("---\nkind: poem\n---\nbody", "field-wrong-type", 2),
        ("---\na: 1\ntags: {b: c}\n---\nbody", "field-wrong-type", 3),
        ("---\nreview_on: soon\n---\nbody", "field-wrong-type", 2),
    ],
)
def test_what_is_wrong_in_front_matter_is_named_with_its_line(text: str, code: str, line: int | None) -> None:
    problems = parse_page(text.encode()).problems
    assert [(problem.code, problem.line) for problem in problems] == [(code, line)]
    assert "body" in render(text.encode()).plain_text


def test_a_wrong_field_leaves_the_others_as_they_are() -> None:
    front = parse_page(b"---\ntitle: A\ntags: {b: c}\nmine: kept\n---\n").front
    assert (front.title, front.tags, front.values["mine"]) == ("A", (), "kept")


def test_prose_between_two_rules_is_text_and_not_front_matter() -> None:
    text = "---\njust a line\n---\nmore"
    assert parse_page(text.encode()).text == text
    assert "just a line" in render(text.encode()).plain_text
    long = "---\n" + "word: and more words\n" * 5000 + "---\n"
    assert parse_page(long.encode()).front.raw == ""


def test_a_rule_at_the_top_is_no_half_typed_front_matter() -> None:
    assert codes("---\n\nHello") == []


def test_broken_utf8_is_named_with_its_line_and_the_rest_is_read() -> None:
    source = parse_page("# 标题\n".encode() + b"ab\xffcd\n")
    assert not source.encoding_ok
    assert [(problem.code, problem.line) for problem in source.problems] == [("broken-utf8", 2)]
    assert "ab\ufffdcd" in render("# 标题\n".encode() + b"ab\xffcd\n").plain_text


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
        "a: " + "[" * 5000,
        "a: !!python/object/new:os.system [x]",
        "? [x]\n: y",
    ],
)
def test_yaml_that_is_built_to_hurt_is_refused(bomb: str) -> None:
    assert codes(f"---\n{bomb}\n---\nbody") == ["front-matter-invalid"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Front\n---\n# Body", "Front"),
        ("intro\n\n# `One` **two** [three](x)\n", "One two three"),
        ("Under\n===\n", "Under"),
        ("```\n# comment\n```\n## two\n# 真的\n", "真的"),
        ("no heading", None),
    ],
)
def test_the_title_is_found_without_rendering(text: str, title: str | None) -> None:
    assert parse_page(text.encode()).title == title
    assert render(text.encode()).title == (title or "")


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for prefix in (b"", b"---\n", b"---\ntitle: "):
        head, body = split_front_matter(prefix + data)
        assert head + body == prefix + data
        assert parse_page(prefix + data).text is not None
