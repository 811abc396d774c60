"""The tree of a space as one actor sees it: branches, the trail above a page, the pages beside it.

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
from wiki.pages.tree_shape import TreeNode
from wiki.paging import Slice, bounded, cut
from wiki.spaces.models import Space


@dataclass(frozen=True)
class Crumb:
    """A step above a page; ``is_heading`` where the folder has no page of its own."""

    title: str
    path: str
    is_heading: bool


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


def trail(actor: Actor, page: Page) -> list[Crumb]:
    """The steps above a page, from the top, headings included, the page itself left out."""
    return trail_to(actor, page.space, page.path)


def find_line(actor: Actor, space: Space, path: str) -> TreeNode | None:
    """The page or heading at a path, as this actor sees it."""
    return tree_for(actor, space).find(path_key(path))


def trail_to(actor: Actor, space: Space, path: str) -> list[Crumb]:
    """The steps above a path, from the top, headings included."""
    shape = tree_for(actor, space)
    crumbs = []
    path = parent_of(path)
    while path:
        node = shape.find(path_key(path))
        title, is_heading = (node.title, node.is_heading) if node else (name_of(path), True)
        crumbs.append(Crumb(title, node.path if node else path, is_heading))
        path = parent_of(path)
    return crumbs[::-1]


def neighbours(actor: Actor, page: Page) -> tuple[TreeNode | None, TreeNode | None]:
    """The pages before and after this one in reading order."""
    return tree_for(actor, page.space).beside(page.path_key)


def _after(nodes: Iterator[TreeNode], key: str) -> Iterator[TreeNode]:
    for node in nodes:
        if node.key == key:
            return nodes
    return iter(())
