"""The sidebar of a space: its tree opened down to one page, at most 200 lines, those nearest to the page first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from auth.actor import Actor
from wiki.pages.sights import tree_for
from wiki.pages.tree_shape import TreeNode
from wiki.spaces.models import Space

SIDEBAR_ROWS = 200


@dataclass(frozen=True, slots=True)
class Level:
    """The lines below ``key``. Of ``nodes`` the first ``shown`` stand there, and always the one at ``way``.

    ``way`` is the place of the line that leads to the page or is the page; None below the page itself.
    """

    key: str
    nodes: tuple[TreeNode, ...]
    shown: int
    way: int | None

    def lines(self) -> list[TreeNode]:
        """What stands there."""
        return [node for place, node in enumerate(self.nodes) if place < self.shown or place == self.way]


@dataclass(frozen=True)
class Sidebar:
    """The levels from the top down. ``more`` is the number of all pages where some lines were left out, else 0."""

    levels: tuple[Level, ...]
    more: int


def sidebar(actor: Actor, space: Space, opened: str) -> Sidebar:
    """The top of the space, opened down to the page or folder with the key ``opened``.

    Its ancestors stand there with their siblings, itself, its children. What this actor does not see opens nothing.
    """
    shape = tree_for(actor, space)
    line = _line(opened if shape.find(opened) else "")
    left = max(0, SIDEBAR_ROWS - (len(line) - 1))
    levels: list[Level] = []
    for key, below in reversed([*pairwise(line), (line[-1], None)]):
        nodes = shape.below(key)
        way = None if below is None else shape.place_of(below)
        shown = _fitting(len(nodes), way, left)
        levels.append(Level(key, nodes, shown, way))
        left -= shown - (way is not None and way < shown)
    is_cut = any(level.shown < len(level.nodes) for level in levels)
    return Sidebar(tuple(reversed(levels)), len(shape.pages) if is_cut else 0)


def _fitting(count: int, way: int | None, left: int) -> int:
    """How many of the first lines fit when ``left`` lines are left for all but the one at ``way``."""
    if way is None or way >= left:
        return min(count, left)
    return min(count, left + 1)


def _line(key: str) -> list[str]:
    """The keys from the top ("") down to ``key``."""
    parts = key.split("/") if key else []
    return ["", *("/".join(parts[:count]) for count in range(1, len(parts) + 1))]
