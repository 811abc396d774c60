"""The sections of a page's source: a heading with what stands below it, up to the next heading that is not deeper.

Headings are those that readers see, as the parser finds them: none in code, in quotes or in lists. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from wiki.rendering.budget import Budget
from wiki.rendering.grammar import parse
from wiki.rendering.headings import Anchors
from wiki.rendering.source import MAX_BYTES, parse_page, split_front_matter

_END = "\n"
# What reading hostile text can stumble over; TooSlow and RecursionError are RuntimeErrors.
_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True)
class Section:
    """A section of a text. ``text`` is all of it, ``own`` only what stands before the first heading inside it.

    ``key`` names it among the sections of its page: it follows from the words of the heading and how often they came
    before. ``start`` and ``end`` are lines of the whole file, from 0, the last one not included.
    """

    key: str
    title: str
    level: int
    start: int
    end: int
    text: str
    own: str


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a whole file in order, those inside others too; its lines end with ``\\n``.

    Front matter is counted but never a section. A text that cannot be read as Markdown has none.
    """
    data = text.encode("utf-8", "surrogateescape")
    if len(data) > MAX_BYTES:
        return ()
    try:
        tokens, _is_too_deep = parse(parse_page(data).text, Budget())
    except _FAILURES:
        return ()
    lines = text.split("\n")
    above = split_front_matter(data)[0].count(b"\n")
    return tuple(_cut(lines, above, list(_headings(tokens))))


def find_section(text: str, wanted: str) -> Section | None:
    """The section of this key, or else the first one with these words as its heading."""
    found = sections(text)
    named = next((one for one in found if one.key == wanted), None)
    return named or next((one for one in found if one.title == wanted), None)


def with_section(text: str, section: Section) -> str:
    """``text`` with ``section`` in the place of its own section of that key; at the end, where it has none.

    The empty lines around it stay, and what it stands between cannot run into it.
    """
    there = next((one for one in sections(text) if one.key == section.key), None)
    if there is None:
        return f"{text.rstrip(_END)}\n\n{section.text}" if text.strip() else section.text
    lines = text.split("\n")
    before, here, after = (
        "\n".join(part) for part in (lines[: there.start], lines[there.start : there.end], lines[there.end :])
    )
    gap = here[len(here.rstrip(_END)) :] + ("\n" if there.end < len(lines) else "")
    lead = "\n" if there.start else ""
    if there.start and lines[there.start - 1].strip() and not section.text.startswith("#"):
        lead = "\n\n"  # the line above would become a part of an underlined heading
    if after.strip() and gap == "\n":
        gap = "\n\n"
    return before + lead + section.text.rstrip(_END) + gap + after


@dataclass(frozen=True)
class _Heading:
    line: int
    level: int
    title: str
    key: str


def _headings(tokens: Sequence[Token]) -> Iterator[_Heading]:
    anchors = Anchors()
    for token, words in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            title = _plain(words)
            yield _Heading(token.map[0], int(token.tag[1:]), title, anchors.claim(title))


def _plain(words: Token) -> str:
    """What a reader sees of a heading, without its marks."""
    shown = (one.content if one.type in ("text", "code_inline", "text_special") else "" for one in words.children or ())
    return " ".join("".join(shown).split()) or words.content.strip()


def _cut(lines: Sequence[str], above: int, headings: Sequence[_Heading]) -> Iterator[Section]:
    for at, one in enumerate(headings):
        later = headings[at + 1 :]
        start = above + one.line
        end = next((above + other.line for other in later if other.level <= one.level), len(lines))
        own_end = above + later[0].line if later else len(lines)
        text, own = ("\n".join(lines[start:until]).rstrip("\n") + "\n" for until in (end, own_end))
        yield Section(one.key, one.title, one.level, start, end, text, own)
