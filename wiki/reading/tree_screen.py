"""Everything that stands on the list of all pages of a space, or of those in one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from wiki.access.gate import may
from wiki.errors import NotFound
from wiki.pages.addresses import listing_address, page_address, space_address
from wiki.pages.tree import Stretch, find_line, trail_to, tree
from wiki.pages.tree_shape import TreeNode
from wiki.spaces.models import Space


@dataclass(frozen=True)
class Row:
    """A line of the list; ``depth`` counts from the folder that is listed."""

    title: str
    url: str
    depth: int
    is_folder: bool


@dataclass(frozen=True)
class TreeScreen:
    """What the template is given. ``under`` is the path of what is listed, "" for the space itself; ``is_folder``: it
    has no page of its own.
    """

    space: Space
    under: str
    title: str
    is_folder: bool
    steps: Sequence[tuple[str, str | None]]
    rows: Sequence[Row]
    after: str | None
    may_write: bool


def tree_screen(actor: Actor, space: Space, under: str, after: str | None) -> TreeScreen:
    """The pages below ``under`` from top to bottom. NotFound where this actor sees nothing at that path."""
    folder = find_line(actor, space, under) if under else None
    if under and folder is None:
        raise NotFound
    path, depth = (folder.path, folder.depth + 1) if folder else ("", 0)
    branch = tree(actor, space, Stretch(path, after=after))
    above = [(one.title, _address(space, one.path, is_folder=one.is_heading)) for one in trail_to(actor, space, path)]
    return TreeScreen(
        space=space,
        under=path,
        title=folder.title if folder else "",
        is_folder=folder is not None and folder.is_heading,
        steps=[(space.name, space_address(space.key)), *above],
        rows=[_row(space, node, depth) for node in branch.items],
        after=branch.next,
        may_write=may(actor, Action.PAGE_CREATE, Facts(space.area_id, space.id)),
    )


def _row(space: Space, node: TreeNode, depth: int) -> Row:
    return Row(node.title, _address(space, node.path, is_folder=node.is_heading), node.depth - depth, node.is_heading)


def _address(space: Space, path: str, *, is_folder: bool) -> str:
    return (listing_address if is_folder else page_address)(space.key, path)
