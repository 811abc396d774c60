"""What differs between two texts, as data: hunks of lines, and words inside a changed line. Pure.

How it looks is decided by whoever shows it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from repo_store.alignment import Block, align
from repo_store.words import Span, Spans, compare_ends, compare_lines, shared, units

__all__ = ["Comparison", "Hunk", "Line", "Span", "compare"]

CONTEXT: Final = 3
ALIKE: Final = 0.4
"""Two lines that share less than this are not two versions of one line."""

MOST_ROWS: Final = 20_000
"""Changed lines in one comparison; a place that goes beyond is one row for all its old and one for its new lines."""

_MOST_PAIRS: Final = 2_500  # pairs of lines in one changed place that are compared with each other
_ALL_PAIRS: Final = 10_000  # and in the whole text
_ALL_CHARACTERS: Final = 200_000  # of changed lines that are compared word by word in one text


@dataclass(frozen=True)
class Line:
    """One row of a comparison; line numbers count from 1, and the side that has no such line is empty.

    "changed" pairs an old line with a new one. A "\\r" before the line end is part of the text. Beyond
    MOST_ROWS a row holds many lines, with the line ends between them.
    """

    kind: Literal["same", "added", "removed", "changed"]
    old_number: int | None
    new_number: int | None
    old: Spans
    new: Spans


@dataclass(frozen=True)
class Hunk:
    """Changed lines with up to CONTEXT unchanged ones around them.

    `old_start` and `new_start` are the numbers of the first lines; `skipped_before` counts the unchanged
    lines between the hunk before (or the beginning) and this one.
    """

    old_start: int
    new_start: int
    lines: tuple[Line, ...]
    skipped_before: int


@dataclass(frozen=True)
class Comparison:
    """All differences of two texts. Characters are those of changed spans; `places` are runs of changed lines."""

    hunks: tuple[Hunk, ...]
    added_chars: int
    removed_chars: int
    places: int
    skipped_after: int = 0


@dataclass(frozen=True)
class _Place:
    """A run of changed lines, and where its first line would stand on either side (from 0)."""

    old: int
    new: int
    old_end: int
    new_end: int
    lines: tuple[Line, ...]


@dataclass
class _Allowance:
    rows: int = MOST_ROWS
    pairs: int = _ALL_PAIRS
    characters: int = _ALL_CHARACTERS


def compare(old: str, new: str) -> Comparison:
    """Compare two texts by lines (split at "\\n" only) and, inside changed lines, by words.

    Takes well under two seconds for 2 MiB of anything: where the effort would grow beyond that, lines are
    compared as wholes.
    """
    old_lines, new_lines = _lines(old, new)
    places = list(_places(old_lines, new_lines))
    rows = [line for place in places for line in place.lines]
    hunks, end = _hunks(old_lines, places)
    return Comparison(
        hunks=tuple(hunks),
        added_chars=sum(len(span.text) for row in rows for span in row.new if span.changed),
        removed_chars=sum(len(span.text) for row in rows for span in row.old if span.changed),
        places=len(places),
        skipped_after=len(old_lines) - end,
    )


def _lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """Both texts in lines. The empty rest behind a last line end is a line only if one text lacks that end."""
    sides = [text.split("\n") if text else [] for text in (old, new)]
    if all(not side or not side[-1] for side in sides):
        return sides[0][:-1], sides[1][:-1]
    return sides[0], sides[1]


def _places(old: Sequence[str], new: Sequence[str]) -> Iterator[_Place]:
    allowance = _Allowance()
    i = j = 0
    for block in [*align(old, new), Block(len(old), len(new), 0)]:
        if i < block.old or j < block.new:
            gap = (old[i : block.old], new[j : block.new])
            yield _Place(i, j, block.old, block.new, tuple(_rows(gap, (i, j), allowance)))
        i, j = block.old + block.size, block.new + block.size


def _rows(gap: tuple[Sequence[str], Sequence[str]], start: tuple[int, int], allowance: _Allowance) -> Iterator[Line]:
    old, new = gap
    allowance.rows -= len(old) + len(new)
    if allowance.rows < 0:
        yield from _as_a_whole(old, new, start)
        return
    i = j = 0
    for x, y in [*_pairs(old, new, allowance), (len(old), len(new))]:
        for at in range(i, x):
            yield Line("removed", start[0] + at + 1, None, _whole(old[at], True), ())
        for at in range(j, y):
            yield Line("added", None, start[1] + at + 1, (), _whole(new[at], True))
        if x < len(old) and y < len(new):
            spans = _spans(old[x], new[y], allowance)
            yield Line("changed", start[0] + x + 1, start[1] + y + 1, *spans)
        i, j = x + 1, y + 1


def _as_a_whole(old: Sequence[str], new: Sequence[str], start: tuple[int, int]) -> Iterator[Line]:
    if old:
        yield Line("removed", start[0] + 1, None, _whole("\n".join(old), True), ())
    if new:
        yield Line("added", None, start[1] + 1, (), _whole("\n".join(new), True))


def _pairs(old: Sequence[str], new: Sequence[str], allowance: _Allowance) -> list[tuple[int, int]]:
    """Which old line became which new line, in order, so that what the pairs share is the most."""
    size = len(old) * len(new)
    if size > min(_MOST_PAIRS, allowance.pairs):
        return [(at, at) for at in range(len(old))] if len(old) == len(new) else []
    allowance.pairs -= size
    return _best_pairs([units(line) for line in old], [units(line) for line in new])


def _best_pairs(old: Sequence[Counter[str]], new: Sequence[Counter[str]]) -> list[tuple[int, int]]:
    # best[x][y] is the most that the lines from x and from y on can share.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[score if (score := shared(a, b)) >= ALIKE else 0.0 for b in new] for a in old]
    for x in range(len(old) - 1, -1, -1):
        for y in range(len(new) - 1, -1, -1):
            together = alike[x][y] + best[x + 1][y + 1] if alike[x][y] else 0.0
            best[x][y] = max(together, best[x + 1][y], best[x][y + 1])
    pairs: list[tuple[int, int]] = []
    x = y = 0
    while x < len(old) and y < len(new):
        if alike[x][y] and best[x][y] == alike[x][y] + best[x + 1][y + 1]:
            pairs.append((x, y))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return pairs


def _spans(old: str, new: str, allowance: _Allowance) -> tuple[Spans, Spans]:
    allowance.characters -= len(old) + len(new)
    return compare_lines(old, new) if allowance.characters >= 0 else compare_ends(old, new)


def _whole(text: str, changed: bool) -> Spans:
    return (Span(text, changed),) if text else ()


def _hunks(old: Sequence[str], places: Sequence[_Place]) -> tuple[list[Hunk], int]:
    """The hunks, and the old line (from 0) behind the last of them."""
    hunks: list[Hunk] = []
    end = 0
    at = 0
    while at < len(places):
        last = at
        while last + 1 < len(places) and places[last + 1].old - places[last].old_end <= 2 * CONTEXT:
            last += 1
        first_line = max(end, places[at].old - CONTEXT)
        shift = places[at].new - places[at].old
        lines: list[Line] = []
        position = first_line
        for place in places[at : last + 1]:
            lines += _context(old, position, place.old, place.new - place.old)
            lines += place.lines
            position = place.old_end
        stop = min(len(old), position + CONTEXT)
        lines += _context(old, position, stop, places[last].new_end - places[last].old_end)
        hunks.append(Hunk(first_line + 1, first_line + shift + 1, tuple(lines), first_line - end))
        end, at = stop, last + 1
    return hunks, end


def _context(old: Sequence[str], start: int, stop: int, shift: int) -> list[Line]:
    return [
        Line("same", at + 1, at + shift + 1, _whole(old[at], False), _whole(old[at], False))
        for at in range(start, stop)
    ]
