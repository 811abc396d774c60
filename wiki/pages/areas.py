"""Which area a path of a space belongs to: the one with the longest root path that is a prefix of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from wiki import db
from wiki.access.models import Area
from wiki.pages.models import PageIdentity
from wiki.pages.paths import FILES, path_key

HELD = ".held/"
"""How the root path of the area begins whose pages are held; below a folder like this there are no pages."""


class AreaMap:
    """The areas of one space. Paths are compared folded, so that no spelling of a path leaves a restricted subtree."""

    def __init__(self, areas: Iterable[tuple[str, str]]) -> None:
        """``areas``: root path and id of each."""
        keyed = ((path_key(root_path), area_id) for root_path, area_id in areas)
        self._areas = sorted(keyed, key=lambda one: len(one[0]), reverse=True)
        self._exactly: dict[str, str] = {}

    def area_for(self, path: str) -> str | None:
        """The id of the area that holds ``path``; None where none does, so that nobody sees it."""
        key = path_key(path)
        if key in self._exactly:
            return self._exactly[key]
        return next((area_id for root, area_id in self._areas if not root or f"{key}/".startswith(f"{root}/")), None)

    def holding(self, paths: Iterable[str], area_id: str) -> AreaMap:
        """The same areas, but the pages at ``paths`` and what lies below them are in ``area_id``.

        Only the page of the space itself is held alone, with its files: everything lies below that one.
        """
        keys = {path_key(path) for path in paths}
        made = AreaMap(())
        # the files of the page of the space lie beside the other pages
        prefixes = (key or FILES for key in keys)
        made._areas = sorted(
            [*((key, area_id) for key in prefixes), *self._areas], key=lambda one: len(one[0]), reverse=True
        )
        made._exactly = self._exactly | ({"": area_id} if "" in keys else {})
        return made

    def without(self, area_id: str) -> AreaMap:
        """The same areas but one."""
        made = AreaMap(())
        made._areas = [one for one in self._areas if one[1] != area_id]
        made._exactly = {key: other for key, other in self._exactly.items() if other != area_id}
        return made


def areas_of(space_id: str) -> AreaMap:
    """The areas of a space as they are now."""
    rows = db.session().execute(select(Area.root_path, Area.id).where(Area.space_id == space_id)).all()
    return areas_among(space_id, [(root_path, area_id) for root_path, area_id in rows])


def areas_among(space_id: str, rows: Collection[tuple[str, str]]) -> AreaMap:
    """The same, where root path and id of each area of the space are known already."""
    areas = AreaMap((root_path, area_id) for root_path, area_id in rows if not root_path.startswith(HELD))
    for root_path, area_id in rows:
        if root_path.startswith(HELD):
            held = select(PageIdentity.path).where(PageIdentity.space_id == space_id, PageIdentity.area_id == area_id)
            areas = areas.holding(db.session().scalars(held), area_id)
    return areas
