"""The tree of a space as one actor sees it: branches, the sidebar, the trail above a page, the pages beside it.

The rows of a space are read once per process and version (``sights``); what an actor sees is cut out of them by area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from auth.actor import Actor
from wiki.pages.models import Page
from wiki.pages.paths import name_of, parent_of, path_key
from wiki.pages.sights import tree_for
from wiki.pages.tree_shape import TreeNode, TreeShape
from wiki.paging import Slice, bounded, cut
from wiki.spaces.models import Space

SIDEBAR_ROWS = 200


@dataclass(frozen=True)
class Crumb:
    """A step above a page; ``is_heading`` where the folder has no page of its own."""

    title: str
    path: str
    is_heading: bool


@dataclass(frozen=True)
class SidebarRow:
    """A line of the sidebar with the lines below it."""

    title: str
    path: str
    is_heading: bool
    is_open: bool
    is_current: bool
    has_children: bool
    children: tuple[SidebarRow, ...] = ()


@dataclass(frozen=True)
class Sidebar:
    """What the sidebar shows of a space. ``more`` is the number of all pages where some rows were left out, else 0."""

    rows: tuple[SidebarRow, ...]
    more: int


def children_of(actor: Actor, space: Space, parent_path: str = "", limit: int = 200) -> list[TreeNode]:
    """What stands directly below a path, in order, headings included."""
    return list(tree_for(actor, space).below(path_key(parent_path))[:limit])


@dataclass(frozen=True)
class Stretch:
    """Which lines of a tree: ``after`` is the path of the last line already seen, ``depth`` counts levels."""

    under: str = ""
    depth: int | None = None
    limit: int = 200
    after: str | None = None


def tree(actor: Actor, space: Space, stretch: Stretch = Stretch()) -> Slice[TreeNode]:
    """The lines of the tree below a path, from top to bottom."""
    nodes = tree_for(actor, space).walk(path_key(stretch.under), stretch.depth)
    if stretch.after is not None:
        nodes = _after(nodes, path_key(stretch.after))
    limit = bounded(stretch.limit)
    return cut(list(islice(nodes, limit + 1)), limit, lambda node: node.path)


def count_pages(actor: Actor, space: Space) -> int:
    """How many pages of the space the actor sees."""
    return len(tree_for(actor, space).pages)


def sidebar(actor: Actor, space: Space, page: Page | None) -> Sidebar:
    """The top of the space, opened down to the page: its ancestors with their siblings, itself, its children.

    At most 200 rows in all, what lies nearest to the page first.
    """
    shape = tree_for(actor, space)
    current = page.path_key if page else ""
    line = _line(current)
    kept = _nearest(shape, line)
    rows = _rows(shape, "", set(line), kept)
    is_cut = len(kept) < sum(len(shape.below(key)) for key in line)
    return Sidebar(rows, len(shape.pages) if is_cut else 0)


def trail(actor: Actor, page: Page) -> list[Crumb]:
    """The steps above a page, from the top, headings included, the page itself left out."""
    shape = tree_for(actor, page.space)
    crumbs = []
    path = parent_of(page.path)
    while path:
        node = shape.find(path_key(path))
        title, is_heading = (node.title, node.is_heading) if node else (name_of(path), True)
        crumbs.append(Crumb(title, node.path if node else path, is_heading))
        path = parent_of(path)
    return crumbs[::-1]


def neighbours(actor: Actor, page: Page) -> tuple[TreeNode | None, TreeNode | None]:
    """The pages before and after this one in reading order."""
    return tree_for(actor, page.space).beside(page.path_key)


def _line(key: str) -> list[str]:
    """The keys from the top ("") down to ``key``."""
    parts = key.split("/") if key else []
    return ["", *("/".join(parts[:count]) for count in range(1, len(parts) + 1))]


def _nearest(shape: TreeShape, line: list[str]) -> set[str]:
    """The keys of the rows to show: the line itself always, then what is nearest to its end."""
    kept = set(line) - {""}
    for key in reversed(line):
        for node in shape.below(key):
            if len(kept) >= SIDEBAR_ROWS:
                return kept
            kept.add(node.key)
    return kept


def _rows(shape: TreeShape, key: str, line: set[str], kept: set[str]) -> tuple[SidebarRow, ...]:
    current = max(line, key=len)
    rows = []
    for node in shape.below(key):
        if node.key in kept:
            children = _rows(shape, node.key, line, kept) if node.key in line else ()
            state = (node.is_heading, bool(children), node.key == current, node.has_children)
            rows.append(SidebarRow(node.title, node.path, *state, children))
    return tuple(rows)


def _after(nodes: Iterator[TreeNode], key: str) -> Iterator[TreeNode]:
    for node in nodes:
        if node.key == key:
            return nodes
    return iter(())
