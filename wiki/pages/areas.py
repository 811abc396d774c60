"""Which area a path of a space belongs to: the one with the longest root path that is a prefix of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from wiki import db
from wiki.access.models import Area
from wiki.pages.paths import path_key


class AreaMap:
    """The areas of one space. Paths are compared folded, so that no spelling of a path leaves a restricted subtree."""

    def __init__(self, areas: Iterable[tuple[str, str]]) -> None:
        """``areas``: root path and id of each."""
        keyed = ((path_key(root_path), area_id) for root_path, area_id in areas)
        self._areas = sorted(keyed, key=lambda one: len(one[0]), reverse=True)

    def area_for(self, path: str) -> str | None:
        """The id of the area that holds ``path``; None where none does, so that nobody sees it."""
        key = path_key(path)
        return next((area_id for root, area_id in self._areas if not root or f"{key}/".startswith(f"{root}/")), None)


def areas_of(space_id: str) -> AreaMap:
    """The areas of a space as they are now."""
    rows = db.session().execute(select(Area.root_path, Area.id).where(Area.space_id == space_id))
    return AreaMap((root_path, area_id) for root_path, area_id in rows)
