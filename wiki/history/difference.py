"""What the comparison of two texts looks like: changed places, unchanged lines around and between them, headings for
orientation; cut where nobody would read on. Pure: how a part is drawn is for the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from repo_store.diffing import Comparison, Hunk, Line, Span, compare
from wiki.history.lines import Outline, heading_in, outline, visible, visible_blanks
from wiki.history.weaving import Piece, weave

MOST_LINES: Final = 2_000
"""Lines of one comparison that are shown; unchanged ones that are folded have the same allowance of their own."""

MOST_CHARACTERS: Final = 400_000
LONGEST_FOLD: Final = 500
"""A longer run of unchanged lines is only counted."""


@dataclass(frozen=True)
class Passage:
    """Unchanged text in a fold: a line of prose, or the lines of some code."""

    text: str
    is_code: bool


@dataclass(frozen=True)
class Fold:
    """A run of unchanged lines; without passages it is too long to be opened."""

    count: int
    passages: tuple[Passage, ...]
    kind: Literal["fold"] = "fold"


@dataclass(frozen=True)
class Heading:
    """The heading above what follows."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Row:
    """One line of both texts. ``place`` is the number of the changed place (from 1) that begins with this row."""

    kind: Literal["same", "added", "removed", "changed"]
    old: tuple[Span, ...]
    new: tuple[Span, ...]
    is_code: bool = False
    place: int | None = None

    @property
    def woven(self) -> tuple[Piece, ...]:
        """Both lines in one."""
        return tuple(weave(self.old, self.new))


Part = Fold | Heading | Row


@dataclass(frozen=True)
class Difference:
    """Everything that a screen shows of a comparison. ``shown_places`` is less than ``places`` when it was cut."""

    parts: tuple[Part, ...]
    added: int
    removed: int
    places: int
    shown_places: int
    shown_lines: int
    is_cut: bool


@dataclass
class _Allowance:
    """What may still be shown."""

    lines: int = MOST_LINES
    characters: int = MOST_CHARACTERS
    folded: int = MOST_LINES


@dataclass
class _Drawing:
    """A comparison while it is being laid out, from top to bottom."""

    old: Sequence[str]
    new: Sequence[str]
    old_outline: Outline
    new_outline: Outline
    left: _Allowance = field(default_factory=_Allowance)
    parts: list[Part] = field(default_factory=list)
    place: int = 0
    heading: int = 0
    is_cut: bool = False


def differ(old: str, new: str) -> Difference:
    """Lay out the comparison of two texts. Two equal texts have no parts."""
    comparison = compare(old, new)
    sides = old.split("\n"), new.split("\n")
    drawing = _Drawing(*sides, outline(sides[0]), outline(sides[1]))
    for hunk in comparison.hunks:
        _draw(drawing, hunk)
        if drawing.is_cut:
            break
    if comparison.hunks and not drawing.is_cut:
        _fold_the_end(drawing, comparison)
    return Difference(
        parts=tuple(drawing.parts),
        added=comparison.added_chars,
        removed=comparison.removed_chars,
        places=comparison.places,
        shown_places=drawing.place,
        shown_lines=MOST_LINES - drawing.left.lines,
        is_cut=drawing.is_cut,
    )


def _draw(drawing: _Drawing, hunk: Hunk) -> None:
    _fold(drawing, hunk.new_start - hunk.skipped_before, hunk.skipped_before)
    _orient(drawing, hunk)
    for is_same, run in groupby(hunk.lines, key=lambda line: line.kind == "same"):
        lines = list(run)
        rows: Iterator[Part] = _context(drawing, lines) if is_same else _changed(drawing, lines)
        for part in rows:
            if drawing.left.lines <= 0 or drawing.left.characters <= 0:
                drawing.is_cut = True
                return
            _add(drawing, part)


def _orient(drawing: _Drawing, hunk: Hunk) -> None:
    """The heading above a hunk, unless it stands in the hunk before the first change or was shown already."""
    before: list[Line] = []
    for line in hunk.lines:
        if line.kind != "same":
            break
        before.append(line)
    if any(line.new_number in dict(drawing.new_outline.headings) for line in before):
        return
    above = drawing.new_outline.heading_above(hunk.new_start)
    if above and above[0] > drawing.heading:
        drawing.heading = above[0]
        drawing.parts.append(Heading(above[1]))


def _context(drawing: _Drawing, lines: Sequence[Line]) -> Iterator[Part]:
    for line in lines:
        number, text = line.new_number or 0, "".join(span.text for span in line.new)
        if number not in drawing.new_outline.code and (words := heading_in(text)):
            drawing.heading = number
            yield Heading(words)
        elif text.strip():
            yield Row("same", line.old, line.new, number in drawing.new_outline.code)


def _changed(drawing: _Drawing, lines: Sequence[Line]) -> Iterator[Row]:
    """The rows of one place. Empty lines are shown only where nothing else changed."""
    told = [line for line in lines if _has_text(line)] or lines[:1]
    drawing.place += 1
    for at, line in enumerate(told):
        is_code = line.old_number in drawing.old_outline.code or line.new_number in drawing.new_outline.code
        old = line.old or _emptied(line, "removed")
        new = line.new or _emptied(line, "added")
        yield Row(line.kind, old, new, is_code, drawing.place if at == 0 else None)


def _emptied(line: Line, kind: str) -> tuple[Span, ...]:
    """An empty line that came or went is a change, too."""
    return (Span("", changed=True),) if line.kind == kind else ()


def _has_text(line: Line) -> bool:
    return any(span.text.strip() for span in (*line.old, *line.new))


def _add(drawing: _Drawing, part: Part) -> None:
    """Take one more part up, as much of it as is still allowed."""
    left = drawing.left
    if isinstance(part, Row):
        old, new = _clipped(part.old, left), _clipped(part.new, left)
        is_many = any("\n" in span.text for span in (*old, *new))
        drawing.is_cut = drawing.is_cut or _size(old) < _size(part.old) or _size(new) < _size(part.new)
        part = Row(part.kind, _signed(old), _signed(new), part.is_code or is_many, part.place)
        left.characters -= _size(old) + _size(new)
        left.lines -= max(sum(span.text.count("\n") for span in side) for side in (old, new))
    left.lines -= 1
    drawing.parts.append(part)


def _clipped(spans: Sequence[Span], left: _Allowance) -> tuple[Span, ...]:
    kept: list[Span] = []
    lines, characters = left.lines, left.characters
    for span in spans:
        if lines <= 0 or characters <= 0:
            break
        text = "\n".join(span.text[:characters].split("\n")[:lines])
        kept.append(Span(text, span.changed))
        lines, characters = lines - text.count("\n"), characters - len(text)
    return tuple(kept)


def _signed(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(Span(_signs(span), span.changed) for span in spans)


def _signs(span: Span) -> str:
    return visible_blanks(span.text) if span.changed and span.text.isspace() else visible(span.text)


def _size(spans: Sequence[Span]) -> int:
    return sum(len(span.text) for span in spans)


def _fold_the_end(drawing: _Drawing, comparison: Comparison) -> None:
    skipped = comparison.skipped_after
    end = len(drawing.new) - (1 if drawing.new and not drawing.new[-1] else 0)
    _fold(drawing, end - skipped + 1, skipped)


def _fold(drawing: _Drawing, first: int, count: int) -> None:
    lines = drawing.new[first - 1 : first - 1 + count]
    told = [at for at, line in enumerate(lines, first) if line.strip()]
    if len(told) < 2:
        drawing.parts += [_single(drawing, at) for at in told]
        return
    size = sum(len(line) for line in lines)
    is_open = count <= min(LONGEST_FOLD, drawing.left.folded) and size <= drawing.left.characters
    if is_open:
        drawing.left.folded -= count
        drawing.left.characters -= size
    drawing.parts.append(Fold(count, tuple(_passages(drawing, first, lines)) if is_open else ()))


def _single(drawing: _Drawing, number: int) -> Part:
    """One unchanged line by itself: opening it would take as much room as showing it."""
    text, is_code = drawing.new[number - 1], number in drawing.new_outline.code
    if not is_code and (words := heading_in(text)):
        drawing.heading = number
        return Heading(words)
    spans = _signed(_clipped((Span(text, changed=False),), drawing.left))
    drawing.left.characters -= _size(spans)
    return Row("same", spans, spans, is_code)


def _passages(drawing: _Drawing, first: int, lines: Sequence[str]) -> Iterator[Passage]:
    numbered = enumerate(lines, first)
    for is_code, run in groupby(numbered, key=lambda one: one[0] in drawing.new_outline.code):
        texts = [visible(text) for _number, text in run]
        if is_code:
            yield Passage("\n".join(texts), is_code=True)
        else:
            yield from (Passage(text, is_code=False) for text in texts if text.strip())
