"""The tree in the sidebar as HTML: a folder's closed lines are drawn once for a version and put together for a page."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup, escape

from auth.actor import Actor
from wiki.pages.addresses import page_address
from wiki.pages.sidebar import SIDEBAR_ROWS, Level, Sidebar
from wiki.pages.sights import sight_of
from wiki.pages.tree_shape import TreeNode
from wiki.spaces.models import Space
from wiki.web.screens import macro

LINES = "macros/lines.html"
_NOTHING = escape("")


def branches(actor: Actor, space: Space, shown: Sidebar) -> Markup:
    """The lines of ``shown`` from the top, open on the way to the page."""
    sight, html, is_page = sight_of(actor, space), _NOTHING, True
    for level in reversed(shown.levels):
        draw = partial(_closed, space.key, level.nodes)
        lines = sight.kept(("closed lines", level.key), draw)
        html = _joined(lines, level, _NOTHING if level.way is None else _way(space.key, level, html, is_page=is_page))
        is_page = is_page and level.way is None
    return html


def _closed(space_key: str, nodes: tuple[TreeNode, ...]) -> tuple[Markup, ...]:
    draw = macro(LINES, "twig")
    return tuple(draw(node.title, _url(space_key, node), node.has_children) for node in nodes[: SIDEBAR_ROWS + 1])


def _way(space_key: str, level: Level, inner: Markup, *, is_page: bool) -> Markup:
    """The line that leads to the page or is the page, with what lies below it."""
    node = level.nodes[level.way or 0]
    return macro(LINES, "twig")(node.title, _url(space_key, node), node.has_children, is_page, inner)


def _joined(lines: tuple[Markup, ...], level: Level, way: Markup) -> Markup:
    if level.way is None:
        return _NOTHING.join(lines[: level.shown])
    return _NOTHING.join((*lines[: min(level.way, level.shown)], way, *lines[level.way + 1 : level.shown]))


def _url(space_key: str, node: TreeNode) -> str | None:
    return None if node.is_heading else page_address(space_key, node.path)
