"""Reading spaces: the ones that somebody may see, and the repository behind each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.errors import StoreError
from repo_store.repository import Repository
from repo_store.store import Store
from wiki import db
from wiki.access.gate import require
from wiki.config import Settings
from wiki.instance import current
from wiki.people.space_names import SpaceName
from wiki.spaces.models import Space

# Whoever looks after a space still reaches its settings when it is archived; for all others it is gone.
_REACH_ARCHIVED = frozenset({Action.SPACE_CHANGE, Action.SPACE_GRANT})
_WATERMARKS = select(Space.id, Space.taken_in).order_by(Space.id)


def list_spaces(actor: Actor) -> list[Space]:
    """The spaces that ``actor`` may see, by name, without the archived ones."""
    visible = select(Space).where(Space.area_id.in_(actor.visible_areas), Space.archived_at.is_(None))
    return sorted(db.session().scalars(visible).all(), key=_by_name)


def names_of_visible(actor: Actor) -> dict[str, SpaceName]:
    """What the spaces that ``actor`` may see are called, by id: for rooms that must not know spaces."""
    return {space.id: SpaceName(space.key, space.name) for space in list_spaces(actor)}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A space as every screen lists it."""

    id: str
    key: str
    name: str


def shelves(actor: Actor) -> tuple[Shelf, ...]:
    """The same spaces, kept in this process per access epoch: whatever changes a space bumps it."""
    if db.session().get_bind() is db.database().writer:  # what it sees may be rolled back
        return _shelves(actor.epoch, actor.visible_areas)
    return current().part(_Shelves, _Shelves).at(actor.epoch, actor.visible_areas)


class _Shelves:
    def __init__(self, _settings: Settings) -> None:
        self.at = lru_cache(1024)(_shelves)


def _shelves(_epoch: int, areas: frozenset[str]) -> tuple[Shelf, ...]:
    visible = select(Space.id, Space.key, Space.name).where(Space.area_id.in_(areas), Space.archived_at.is_(None))
    return tuple(sorted((Shelf(*row) for row in db.session().execute(visible)), key=_by_name))


def list_all_spaces(actor: Actor) -> list[Space]:
    """Every space by name, archived ones last: for whoever looks after the site."""
    require(actor, Action.SITE_ADMINISTER)
    return sorted(
        db.session().scalars(select(Space)).all(), key=lambda one: (one.archived_at is not None, *_by_name(one))
    )


def space_for(actor: Actor, key: str, action: Action = Action.SPACE_READ) -> Space:
    """The space under ``key``, when ``actor`` may do ``action`` with it. NotFound when there is none to be seen."""
    found = db.session().scalar(select(Space).where(Space.key == key))
    if found is not None and found.archived_at is not None and action not in _REACH_ARCHIVED:
        found = None
    require(actor, action, facts_of(found))
    assert found is not None
    return found


def find_space(space_id: str) -> Space | None:
    """The space of this id, whoever asks."""
    return db.session().get(Space, space_id)


def watermarks() -> str:
    """How far every space is taken in: the same text only while nothing that was written anywhere has changed.

    It is shown to nobody and only compared: what one may see follows from the actor.
    """
    rows = db.session().connection().execute(_WATERMARKS)
    return " ".join(f"{space_id}:{taken_in}" for space_id, taken_in in rows)


def every_space() -> Sequence[Space]:
    """All spaces that are not archived: for jobs and commands, which work for no reader."""
    return db.session().scalars(select(Space).where(Space.archived_at.is_(None)).order_by(Space.key)).all()


def store() -> Store:
    """The repositories of this instance."""
    return current().part("store", _open_store)


def repository_of(space: Space) -> Repository:
    """The repository of a space; RepositoryMissing when its folder is gone."""
    return store().open(space.id)


def stopped_spaces(actor: Actor) -> dict[str, str]:
    """By id the spaces that are not written to since their disk failed, with the reason as the log has it."""
    require(actor, Action.SITE_ADMINISTER)
    found = {}
    for space in every_space():
        with suppress(StoreError):  # a repository that is missing says so where it is opened
            if reason := repository_of(space).why_read_only():
                found[space.id] = reason
    return found


def facts_of(space: Space | None) -> Facts:
    """What the gate must know of a space; one that is missing looks like one that is hidden."""
    return Facts(space.area_id, space.id) if space else Facts(None, None, exists=False)


def _open_store(settings: Settings) -> Store:
    return Store(settings.spaces)


def _by_name(space: Space | Shelf) -> tuple[str, str]:
    return space.name.casefold(), space.key
