"""Lists that come in pages: ``{items, next}`` at every door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Other = TypeVar("Other")

MOST = 200


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Some items of a list, and the cursor after which the next ones come (None at the end)."""

    items: tuple[Item, ...]
    next: str | None = None

    def map(self, change: Callable[[Item], Other]) -> Slice[Other]:
        return Slice(tuple(change(item) for item in self.items), self.next)


def cut(rows: Sequence[Item], limit: int, cursor: Callable[[Item], str]) -> Slice[Item]:
    """Make a slice of ``rows`` that were asked for with one more than ``limit``."""
    kept = tuple(rows[:limit])
    return Slice(kept, cursor(kept[-1]) if len(rows) > limit and kept else None)


def bounded(limit: int | None, usual: int = 50) -> int:
    """A limit between 1 and ``MOST``, ``usual`` when none was given."""
    return max(1, min(limit or usual, MOST))
