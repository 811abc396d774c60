"""The tree in the sidebar as HTML: a folder's closed lines are drawn once for a version and put together for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from auth.actor import Actor
from wiki.pages.addresses import listing_address, page_address
from wiki.pages.sidebar import SIDEBAR_ROWS, Sidebar
from wiki.pages.sights import sight_of
from wiki.pages.tree_shape import TreeNode
from wiki.spaces.models import Space
from wiki.web.screens import macro

LINES = "macros/lines.html"


@dataclass(frozen=True)
class Branches:
    """Drawn lines that a template puts in one after the other."""

    parts: Sequence[str]

    def __html__(self) -> str:
        """Every part is a drawn line or a tag, so it is markup already."""
        return "".join(self.parts)


def branches(actor: Actor, space: Space, shown: Sidebar) -> Branches:
    """The lines of ``shown`` from the top, open on the way to the page."""
    sight = sight_of(actor, space)
    parts: list[str] = []
    ends: list[Sequence[str]] = []
    for place, level in enumerate(shown.levels):
        lines = sight.kept(("closed lines", level.key), partial(_closed, space.key, level.nodes))
        if level.way is None:
            parts += lines[: level.shown]
            break
        below = shown.levels[place + 1]
        is_page, is_open = below.way is None, bool(below.shown) or below.way is not None
        parts += lines[: min(level.way, level.shown)]
        parts += (_drawn(space.key, level.nodes[level.way], is_page=is_page, is_open=is_open), "<ul>" * is_open)
        ends.append(("</ul>" * is_open, "</li>", *lines[level.way + 1 : level.shown]))
    for end in reversed(ends):
        parts += end
    return Branches(parts)


def _closed(space_key: str, nodes: Sequence[TreeNode]) -> tuple[str, ...]:
    """Each line as it stands beside the way to a page; more of them than a sidebar has are never asked for."""
    return tuple(_drawn(space_key, node) + "</li>" for node in nodes[: SIDEBAR_ROWS + 1])


def _drawn(space_key: str, node: TreeNode, *, is_page: bool = False, is_open: bool = False) -> str:
    url = (listing_address if node.is_heading else page_address)(space_key, node.path)
    return str(macro(LINES, "twig")(node.title, url, node.has_children, is_page, is_open))
