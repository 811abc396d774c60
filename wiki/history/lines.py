"""The lines of a page's source in a comparison: what is code, what is a heading, what no eye would see. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_OWN_ID = re.compile(r"\s*\{#[^}]*\}$")
# Controls, and marks that turn the direction of text around: as they are, they make one text look like another.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Outline:
    """Which lines of one text (from 1) are inside fenced code, and its headings as (line, text)."""

    code: frozenset[int]
    headings: tuple[tuple[int, str], ...]

    def heading_above(self, line: int) -> tuple[int, str] | None:
        """The nearest heading before ``line``."""
        return next((one for one in reversed(self.headings) if one[0] < line), None)


def decoded(data: bytes) -> str:
    """The text of a version, with line ends evened out and without a byte order mark; broken bytes are marked."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def outline(lines: Sequence[str]) -> Outline:
    """Read fences and headings; good enough to show where a change stands."""
    code: set[int] = set()
    headings: list[tuple[int, str]] = []
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence or mark:
            code.add(number)
        if mark and fence:
            fence = "" if mark[1].startswith(fence) and line.strip() == mark[1] else fence
        elif mark:
            fence = mark[1]
        elif not fence and (text := heading_in(line)):
            headings.append((number, text))
    return Outline(frozenset(code), tuple(headings))


def heading_in(line: str) -> str | None:
    """The words of a heading without its marks; None when the line is none."""
    found = _HEADING.match(line)
    return visible(_OWN_ID.sub("", found[1])).strip() or None if found else None


def visible(text: str) -> str:
    """The text with a sign in the place of every character that nobody could see."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def visible_blanks(text: str) -> str:
    """Blanks that were added or removed by themselves, as signs."""
    return text.replace(" ", "·").replace("\t", "→")
