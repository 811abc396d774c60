"""A conflict as choices that a person makes, and the text that follows from them. Pure: it reads and saves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from repo_store.merging import Chunk, merge
from repo_store.words import Span, Spans, compare_lines

Pick = Literal["ours", "theirs", "both"]
PICKS: tuple[Pick, ...] = ("ours", "theirs", "both")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]{1,200})", re.M)
_LONG = 4_000
LONGEST_FOLD = 500
"""Lines; a longer stretch without a choice is only counted."""


@dataclass(frozen=True)
class Choice:
    """One place where both changed the same lines; the pieces of each wording, those that are new marked.

    ``heading`` is the last heading above it, "" at the beginning of the page.
    """

    number: int
    heading: str
    ours: Spans
    theirs: Spans


@dataclass(frozen=True)
class Settled:
    """What stands before, between and after the choices and needs none: so many lines, and their text unless too long.

    Among them may be changes of both that went together by themselves.
    """

    count: int
    text: str


@dataclass(frozen=True)
class Texts:
    """The three texts of a merge, whole files."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Arrangement:
    """How many places differ; the page from top to bottom as choices and what needs none."""

    changes: int
    parts: tuple[Choice | Settled, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The places that somebody must decide."""
        return tuple(one for one in self.parts if isinstance(one, Choice))

    @property
    def settled(self) -> int:
        return self.changes - len(self.choices)


def arrangement(texts: Texts) -> Arrangement:
    """What there is to choose between the two texts."""
    chunks = merge(texts.base, texts.ours, texts.theirs).chunks
    return Arrangement(sum(one.kind != "same" for one in chunks), tuple(_parts(chunks)))


def arranged(texts: Texts, picks: Mapping[int, Pick]) -> str:
    """The text with each conflict decided; one without a pick keeps ours."""
    written: list[str] = []
    number = 0
    for chunk in merge(texts.base, texts.ours, texts.theirs).chunks:
        if chunk.merged is not None:
            written.append(chunk.merged)
        else:
            written.append(_picked(chunk, picks.get(number, "ours")))
            number += 1
    return "".join(written)


def _picked(chunk: Chunk, pick: Pick) -> str:
    if pick == "theirs":
        return chunk.theirs
    if pick == "ours":
        return chunk.ours
    gap = "" if not chunk.ours or chunk.ours.endswith("\n") else "\n"
    return chunk.ours + gap + chunk.theirs


def _parts(chunks: tuple[Chunk, ...]) -> Iterator[Choice | Settled]:
    heading, number = "", 0
    for is_conflict, run in groupby(chunks, key=lambda one: one.merged is None):
        some = list(run)
        if not is_conflict:
            yield from _settled("".join(one.merged or "" for one in some))
        for chunk in some:
            if is_conflict:
                yield Choice(number, heading, _marked(chunk.base, chunk.ours), _marked(chunk.base, chunk.theirs))
                number += 1
            headings = _HEADING.findall(chunk.theirs if chunk.merged is None else chunk.merged)
            heading = headings[-1].strip(" \t#") if headings else heading


def _settled(text: str) -> Iterator[Settled]:
    """A stretch that needs no choice; empty lines alone are nothing to show."""
    lines = text.strip("\n").split("\n")
    if text.strip():
        yield Settled(len(lines), _sound("\n".join(lines)) if len(lines) <= LONGEST_FOLD else "")


def _marked(base: str, text: str) -> Spans:
    if len(text) + len(base) > _LONG:
        return (Span(_sound(text), False),) if text else ()
    return tuple(Span(_sound(one.text), one.changed) for one in compare_lines(base, text)[1])


def _sound(text: str) -> str:
    """Text for a screen: the bytes of a broken file, which travel as halves of characters, become signs."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
