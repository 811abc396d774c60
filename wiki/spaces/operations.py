"""Changing spaces: create, import, rename, archive. Who may see one is decided in ``granting``.

``create_space`` and ``import_space`` make the repository first and write to the tables in a short transaction of their
own, because nothing slow may happen inside one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.roles import Role
from repo_store import errors as store_errors
from wiki import clock, db
from wiki.access.gate import require
from wiki.access.operations import Subject, bump_epoch, grant, open_space_area
from wiki.errors import Invalid
from wiki.events.operations import About, publish
from wiki.language import words as _
from wiki.slugs import new_id
from wiki.spaces.errors import SourceUnreadable
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of, repository_of, store

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])")
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and out of how much (0: not known)."""


@dataclass(frozen=True)
class NewSpace:
    """A space to be. ``manager`` gets the first grant; None means the person who creates it."""

    key: str
    name: str = ""
    description: str = ""
    manager: Subject | None = None


@dataclass(frozen=True)
class SpaceChange:
    """What changes about a space; None leaves it as it is."""

    name: str | None = None
    description: str | None = None


def create_space(actor: Actor, new: NewSpace) -> Space:
    """Make an empty space with its repository, its area and a first Manager. Invalid names the field that is wrong."""
    require(actor, Action.SPACE_CREATE)
    _check(new)
    space_id = new_id()
    store().create(space_id)
    return _write_or_remove(actor, space_id, new)


def import_space(actor: Actor, new: NewSpace, source: str | Path, progress: Progress | None = None) -> Space:
    """Make a space of a Git folder, bare repository or bundle on this machine, with its whole history as it is.

    The text is not taken in yet: ``pages.projection.take_in`` does that next, here or at the next minute. Raises
    SourceUnreadable for anything that is not a repository on this machine, addresses among them.
    """
    require(actor, Action.SPACE_IMPORT)
    _check(new)
    if not str(source).strip():
        raise SourceUnreadable
    space_id = new_id()
    try:
        store().import_from(space_id, source, progress)
    except store_errors.SourceUnreadable as fault:
        raise SourceUnreadable from fault
    return _write_or_remove(actor, space_id, new)


def change_space(actor: Actor, space: Space, change: SpaceChange) -> Space:
    """Give a space another name or description. The space is loaded inside ``writing()``."""
    require(actor, Action.SPACE_CHANGE, facts_of(space))
    if change.name is not None:
        space.name = _checked_name(change.name)
    if change.description is not None:
        space.description = change.description.strip()
    bump_epoch()  # the lists of spaces that the processes keep carry the epoch
    publish(actor, "space.changed", About(space_id=space.id, area_id=space.area_id))
    return space


def archive_space(actor: Actor, space: Space) -> Space:
    """Put a space away: nobody reads it any more, nothing is deleted. The space is loaded inside ``writing()``."""
    require(actor, Action.SPACE_CHANGE, facts_of(space))
    if space.archived_at is None:
        space.archived_at = clock.now()
        bump_epoch()
        publish(actor, "space.archived", About(space_id=space.id, area_id=space.area_id))
    return space


def allow_writes(actor: Actor, space: Space) -> bool:
    """Let a space be written to again that stopped when its disk failed; False when it had not stopped."""
    require(actor, Action.SITE_ADMINISTER)
    repository = repository_of(space)
    if repository.why_read_only() is None:
        return False
    repository.lift_read_only()
    publish(actor, "space.writable", About(space_id=space.id, area_id=space.area_id))
    return True


def _check(new: NewSpace) -> None:
    wrong = {}
    if not KEY.fullmatch(new.key):
        wrong["key"] = _("Use 2 to 60 lower-case letters, digits and hyphens, with a letter or digit at both ends.")
    if len(new.name) > 200:
        wrong["name"] = _("Use at most 200 characters.")
    if wrong:
        raise Invalid(fields=wrong)
    with db.fresh():
        _refuse_taken(new.key)


def _refuse_taken(key: str) -> None:
    if db.session().scalar(select(Space.id).where(Space.key == key)) is not None:
        raise Invalid(fields={"key": _("There is a space with this short name already.")})


def _checked_name(name: str) -> str:
    kept = " ".join(name.split())
    if not 1 <= len(kept) <= 200:
        raise Invalid(fields={"name": _("Write a name of at most 200 characters.")})
    return kept


def _write_or_remove(actor: Actor, space_id: str, new: NewSpace) -> Space:
    written = False
    try:
        with db.writing():
            space = _write(actor, space_id, new)
        written = True
    finally:
        if not written:
            store().remove(space_id)
    return space


def _write(actor: Actor, space_id: str, new: NewSpace) -> Space:
    _refuse_taken(new.key)  # again, now that nobody else writes
    area = open_space_area(space_id)
    space = Space(
        id=space_id,
        key=new.key,
        name=" ".join(new.name.split()) or new.key,
        description=new.description.strip(),
        area_id=area.id,
        created_at=clock.now(),
        created_by=actor.person_id,
    )
    db.session().add(space)
    manager = new.manager or (Subject("person", actor.person_id) if actor.person_id else None)
    if manager:
        grant(actor, area, manager, Role.MANAGER)
    publish(actor, "space.created", About(space_id=space_id, area_id=area.id))
    return space
