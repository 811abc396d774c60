"""What groups of readers see of the spaces, kept in this process: trees, and whatever else follows from the text.

The key holds the version of the space, the access epoch and the areas, so nothing in here is ever out of date: a save
or a change of access makes another key. What depends on anything else (people, other spaces, the hour) is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import and_, bindparam, select

from auth.actor import Actor
from wiki import db
from wiki.access.models import Area
from wiki.config import Settings
from wiki.instance import current
from wiki.pages.areas import AreaMap, areas_among
from wiki.pages.models import Page
from wiki.pages.newest import Newest
from wiki.pages.tree_shape import TreeRow, TreeShape
from wiki.spaces.models import Space

MOST_SPACES, MOST_TREES, MOST_VALUES = 32, 64, 4096
_COLUMNS = (Page.id, Page.path, Page.path_key, Page.title, Page.kind, Page.sort_key, Page.area_id)
_ROWS = (
    select(Area.root_path, Area.id, *_COLUMNS)
    .outerjoin(Page, and_(Page.area_id == Area.id, Page.space_id == Area.space_id))
    .where(Area.space_id == bindparam("space_id"))
)
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Whole:
    """A space as it is, whoever reads."""

    rows: tuple[TreeRow, ...]
    areas: AreaMap
    area_ids: frozenset[str]


class Sight:
    """One version of a space as the readers of some of its areas see it."""

    def __init__(self, key: Hashable, whole: _Whole, visible: frozenset[str], values: Newest[object]) -> None:
        self._key, self._values = key, values
        self.visible = visible
        self.areas = whole.areas
        self.shape = TreeShape(row for row in whole.rows if row.area_id in visible)

    def kept(self, name: Hashable, build: Callable[[], Value]) -> Value:
        """The value called ``name``, built at first; it must follow from this version and these areas alone."""
        return cast(Value, self._values.get((self._key, name), build))


class _Sights:
    """The sights of one process."""

    def __init__(self, _settings: Settings) -> None:
        self._whole: Newest[_Whole] = Newest(MOST_SPACES)
        self._sights: Newest[Sight] = Newest(MOST_TREES)
        self._values: Newest[object] = Newest(MOST_VALUES)

    def of(self, actor: Actor, space: Space) -> Sight:
        version = (space.id, space.taken_in, actor.epoch)
        whole = self._whole.get(version, lambda: _load(space.id))
        visible = actor.visible_areas & whole.area_ids
        key = (version, visible)
        return self._sights.get(key, lambda: Sight(key, whole, visible, self._values))


def sight_of(actor: Actor, space: Space) -> Sight:
    """``space`` as ``actor`` sees it, at the version that the space object names."""
    return current().part(_Sights, _Sights).of(actor, space)


def tree_for(actor: Actor, space: Space) -> TreeShape:
    """The tree of ``space`` as ``actor`` sees it."""
    return sight_of(actor, space).shape


def _load(space_id: str) -> _Whole:
    found = db.session().execute(_ROWS, {"space_id": space_id}).all()
    roots = {area_id: root_path for root_path, area_id, *_page in found}
    rows = tuple(TreeRow(*page) for _root_path, _area_id, *page in found if page[0] is not None)
    areas = areas_among(space_id, [(root_path, area_id) for area_id, root_path in roots.items()])
    return _Whole(rows, areas, frozenset(roots))
