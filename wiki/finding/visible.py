"""Which documents a reader may find: worked out from SQL, cached per index generation, access epoch and areas."""

from __future__ import annotations

import threading
from collections import OrderedDict

from sqlalchemy import select

from auth.actor import Actor
from search.engine import Within
from wiki import db
from wiki.config import Settings
from wiki.finding.index import engine
from wiki.instance import current
from wiki.pages.models import Page
from wiki.spaces.models import Space

KEPT = 64
Key = tuple[str, int, frozenset[str]]


class VisibleDocuments:
    """The last few sets of documents, shared by the threads of a process. A new restriction bumps the epoch, so it
    works at once, with the index paused."""

    def __init__(self, _settings: Settings) -> None:
        self._kept: OrderedDict[Key, Within] = OrderedDict()
        self._lock = threading.Lock()

    def for_actor(self, actor: Actor) -> Within:
        """The documents that ``actor`` may find at the moment."""
        key = (engine().generation(), actor.epoch, actor.visible_areas)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with db.fresh():  # younger than the generation in the key: what is kept is never older than its name
            made = engine().within(_visible_ids(actor.visible_areas))
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def _visible_ids(areas: frozenset[str]) -> set[str]:
    living = select(Page.id).join(Space, Space.id == Page.space_id).where(Space.archived_at.is_(None))
    return set(db.session().scalars(living.where(Page.area_id.in_(areas))))


def visible_documents(actor: Actor) -> Within:
    """The documents that ``actor`` may find at the moment."""
    return current().part(VisibleDocuments, VisibleDocuments).for_actor(actor)
