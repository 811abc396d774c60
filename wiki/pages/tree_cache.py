"""The trees that this process has read, by space, version and access epoch: nothing in here is ever out of date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import select

from auth.actor import Actor
from wiki import db
from wiki.config import Settings
from wiki.instance import current
from wiki.pages.models import Page
from wiki.pages.tree_shape import TreeRow, TreeShape
from wiki.spaces.models import Space

_COLUMNS = (Page.id, Page.path, Page.path_key, Page.title, Page.kind, Page.sort_key, Page.area_id)
Value = TypeVar("Value")


class _Newest(Generic[Value]):
    """The values asked for last, at most ``capacity`` of them."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """The value under ``key``, built when it is not there; two threads may build it twice."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        built = build()
        with self._lock:
            self._kept[key] = built
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return built


class _Trees:
    """Rows of whole spaces, and what groups of readers see of them."""

    def __init__(self, _settings: Settings) -> None:
        self._rows: _Newest[tuple[list[TreeRow], frozenset[str]]] = _Newest(32)
        self._shapes: _Newest[TreeShape] = _Newest(64)

    def seen_by(self, actor: Actor, space: Space) -> TreeShape:
        """The tree of the space with the pages that the actor may see."""
        version = (space.id, space.taken_in, actor.epoch)
        rows, areas = self._rows.get(version, lambda: _load(space.id))
        visible = actor.visible_areas & areas
        return self._shapes.get((version, visible), lambda: TreeShape(row for row in rows if row.area_id in visible))


def tree_for(actor: Actor, space: Space) -> TreeShape:
    """The tree of ``space`` as ``actor`` sees it, at the version that the space object names."""
    return current().part("page trees", _Trees).seen_by(actor, space)


def _load(space_id: str) -> tuple[list[TreeRow], frozenset[str]]:
    found = db.session().execute(select(*_COLUMNS).where(Page.space_id == space_id))
    rows = [TreeRow(*row) for row in found]
    return rows, frozenset(row.area_id for row in rows)
