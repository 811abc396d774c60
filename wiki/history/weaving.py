"""Both versions of a changed line in one: what stayed, what went, what came, in reading order. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from repo_store.diffing import Span


@dataclass(frozen=True)
class Piece:
    """A stretch of the woven line."""

    kind: Literal["same", "added", "removed"]
    text: str


def weave(old: Sequence[Span], new: Sequence[Span]) -> Iterator[Piece]:
    """What stayed is in both lines, but may be cut into spans differently; what went comes before what came."""
    left, right = list(old), list(new)
    while left or right:
        if left and left[0].changed:
            yield Piece("removed", left.pop(0).text)
        elif right and right[0].changed:
            yield Piece("added", right.pop(0).text)
        else:
            yield Piece("same", _common(left, right))


def _common(left: list[Span], right: list[Span]) -> str:
    """Take what both lines have next; where one was cut short, the other goes on alone."""
    size = min(len(side[0].text) for side in (left, right) if side)
    taken = ""
    for side in (left, right):
        if side:
            first = side.pop(0)
            taken = first.text[:size]
            if first.text[size:]:
                side.insert(0, Span(first.text[size:], changed=False))
    return taken
