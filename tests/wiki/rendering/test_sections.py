"""Sections of a source: where each begins and ends, what is no heading, and one put in the place of another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.rendering import render
from wiki.rendering.sections import find_section, sections, with_section
from wiki.rendering.source import MAX_BYTES

TEXT = """---
title: 'Roll back'
---

# Roll back

Before.

## 步骤

One.

### Look

Two.

## Who can help

```sh
# no heading
```

> ## no heading either

- ## nor this

Underlined
----------

Last."""


def test_a_section_goes_from_its_heading_to_the_next_that_is_not_deeper() -> None:
    found = {one.title: one for one in sections(TEXT)}
    assert list(found) == ["Roll back", "步骤", "Look", "Who can help", "Underlined"]
    assert found["步骤"].text == "## 步骤\n\nOne.\n\n### Look\n\nTwo.\n"
    assert found["步骤"].own == "## 步骤\n\nOne.\n"
    assert found["Who can help"].text.count("no heading") == 2
    assert found["Underlined"].text == "Underlined\n----------\n\nLast.\n"
    assert found["Roll back"].text.endswith("Last.\n")


def test_marks_in_a_heading_do_not_count_and_equal_headings_are_told_apart() -> None:
    keys = [one.key for one in sections("## The `code` of *it*\n\na\n\n## Twice\n\nb\n\n## Twice\n\nc\n")]
    assert keys == ["h-the-code-of-it", "h-twice", "h-twice-2"]
    again = find_section("## Twice\n\nb\n\n## Twice\n\nc\n", "h-twice-2")
    assert again is not None
    assert again.text == "## Twice\n\nc\n"


def test_a_section_is_found_by_its_words_too() -> None:
    found = find_section(TEXT, "步骤")
    assert found is not None
    assert found.key == "h-步骤"
    assert find_section(TEXT, "No heading") is None


def test_another_wording_takes_the_place_of_the_section_and_nothing_else_changes() -> None:
    old = find_section(TEXT.replace("One.", "Another one.").replace("Before.", "Not this."), "步骤")
    assert old is not None
    assert with_section(TEXT, old) == TEXT.replace("One.", "Another one.")


def test_a_section_that_is_missing_comes_at_the_end() -> None:
    old = find_section(TEXT, "Look")
    assert old is not None
    assert with_section("# Roll back\n\nBefore.", old) == "# Roll back\n\nBefore.\n\n### Look\n\nTwo.\n"
    assert with_section("", old) == "### Look\n\nTwo.\n"


def test_what_stands_around_a_section_cannot_run_into_it() -> None:
    old = find_section("B\n-\n\nold", "B")
    assert old is not None
    assert with_section("## A\na\n## B\nnew\nC\n-\nc\n", old).startswith("## A\na\n\nB\n-\n\nold\n\n")


@pytest.mark.parametrize("text", ["", "no heading", "```\n# a", "\x00", "x" * (MAX_BYTES + 1), "> " * 3000 + "# a"])
def test_a_text_without_headings_or_beyond_reading_has_no_sections(text: str) -> None:
    assert sections(text) == ()


def test_bytes_that_are_no_text_stay_in_a_section() -> None:
    broken = b"## A\n\ncaf\xe9\n".decode("utf-8", "surrogateescape")
    section = find_section(broken, "A")
    assert section is not None
    assert with_section(broken.replace("caf", "tea"), section) == broken


BLOCKS = st.sampled_from(
    ["# One\n", "## Two\n", "### 三\n", "text\n", "\n", "```\n", "- item\n", "> # quoted\n", "Set\n===\n"]
)


@settings(max_examples=150)
@given(st.lists(BLOCKS, max_size=14).map("".join))
def test_putting_a_section_back_where_it_is_shows_the_same_page(text: str) -> None:
    shown = render(text.encode()).parts
    for one in sections(text):
        assert render(with_section(text, one).encode()).parts == shown
