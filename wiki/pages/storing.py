"""Writing what a walk found into the tables, in one short transaction guarded by the watermark it began at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Table, Update, bindparam, delete, insert, update

from auth.actor import SYSTEM, Actor
from wiki import clock, db
from wiki.db import Base
from wiki.events.operations import About, publish
from wiki.pages.areas import AreaMap, areas_of
from wiki.pages.identities import Identity
from wiki.pages.models import (
    FormerPath,
    Page,
    PageIdentity,
    PageIntent,
    PageLink,
    PageTag,
    PageText,
    PageVersion,
)
from wiki.pages.rows import PageRows, Row, with_areas
from wiki.pages.walking import INTENT, RESTORES, Happening, Version, Walk
from wiki.spaces.models import Space

AT_ONCE = 500
Item = TypeVar("Item")


@dataclass(frozen=True)
class Taking:
    """Everything that goes into the tables in one step: from ``old`` (exclusive) up to ``new``.

    ``anew`` throws away what stood there before; ``orphans`` are pages that the history no longer knows.
    ``told_as`` is the one event that stands for all (None: one event for each page and commit).
    """

    space_id: str
    old: str | None
    new: str
    walk: Walk
    rows: Sequence[PageRows]
    anew: bool = False
    orphans: Sequence[PageIdentity] = ()
    told_as: str | None = None


def write(taking: Taking) -> bool:
    """Write all of it, or nothing: False when somebody else has moved the watermark meanwhile."""
    with db.writing():
        if not _move_watermark(taking):
            return False
        areas = areas_of(taking.space_id)
        if taking.anew:
            _clear(taking.space_id)
        _write_identities(taking, areas)
        _write_pages(taking, areas)
        _insert(PageVersion, [_version_row(taking.space_id, one) for one in taking.walk.versions])
        _write_former(taking)
        _close_intents(taking.walk.versions)
        _tell(taking, areas)
    return True


def _move_watermark(taking: Taking) -> bool:
    spaces = _table(Space)
    guarded = update(spaces).where(spaces.c.id == taking.space_id, spaces.c.taken_in.is_not_distinct_from(taking.old))
    return db.session().connection().execute(guarded.values(taken_in=taking.new)).rowcount == 1


def _clear(space_id: str) -> None:
    # links, tags and texts hang on their page and go with it
    for model in (Page, PageVersion, FormerPath):
        db.session().connection().execute(delete(_table(model)).where(_table(model).c.space_id == space_id))


def _write_identities(taking: Taking, areas: AreaMap) -> None:
    table, connection = _table(PageIdentity), db.session().connection()
    touched = list(taking.walk.touched)
    known = [one.id for one in touched if one.is_stored]
    # A path may pass from one page to another: all of them let go before any of them takes hold.
    for some in _parts([*known, *(one.id for one in taking.orphans)]):
        connection.execute(
            update(table).where(table.c.id.in_(some), table.c.gone_at.is_(None)).values(gone_at=clock.now())
        )
    _insert(PageIdentity, [_identity_row(taking.space_id, one, areas) for one in touched if not one.is_stored])
    kept = [_identity_row(taking.space_id, one, areas) for one in touched if one.is_stored]
    if kept:
        connection.execute(
            _identity_update(table), [{f"to_{name}": value for name, value in row.items()} for row in kept]
        )


def _identity_update(table: Table) -> Update:
    names = ("path", "area_id", "first_commit", "last_commit", "gone_at")
    return (
        update(table).where(table.c.id == bindparam("to_id")).values({name: bindparam(f"to_{name}") for name in names})
    )


def _write_pages(taking: Taking, areas: AreaMap) -> None:
    table, connection = _table(Page), db.session().connection()
    if not taking.anew:
        for some in _parts([one.id for one in taking.walk.touched]):
            connection.execute(delete(table).where(table.c.id.in_(some)))
    _insert(Page, with_areas(taking.rows, areas))
    _insert(PageLink, [row for one in taking.rows for row in one.links])
    _insert(PageTag, [row for one in taking.rows for row in one.tags])
    _insert(PageText, [one.text for one in taking.rows])


def _write_former(taking: Taking) -> None:
    table, former = _table(FormerPath), taking.walk.former
    for some in _parts(list(former)):
        known = delete(table).where(table.c.space_id == taking.space_id, table.c.path.in_(some))
        db.session().connection().execute(known)
    _insert(
        FormerPath, [{"space_id": taking.space_id, "path": path, "page_id": one.id} for path, one in former.items()]
    )


def _close_intents(versions: Iterable[Version]) -> None:
    table = _table(PageIntent)
    done = {intent for one in versions if (intent := one.commit.trailer(INTENT))}
    for some in _parts(sorted(done)):
        db.session().connection().execute(delete(table).where(table.c.id.in_(some)))


def _tell(taking: Taking, areas: AreaMap) -> None:
    if taking.told_as:
        area_id = areas.area_for("")
        about = About(space_id=taking.space_id, area_id=area_id, details={"commit": taking.new})
        publish(SYSTEM, taking.told_as, about)
        return
    for one in taking.walk.happenings:
        publish(_actor(one), f"page.{one.kind}", _about(taking.space_id, one, areas))


def _about(space_id: str, one: Happening, areas: AreaMap) -> About:
    details: dict[str, str | int | None] = {"commit": one.commit.id, "number": one.number}
    if one.kind == "restored":
        details["from"] = one.commit.trailer(RESTORES)
    return About(
        space_id=space_id, page_id=one.page.id, area_id=areas.area_for(one.path), details=details, at=one.signed.at
    )


def _actor(one: Happening) -> Actor:
    return Actor(person_id=one.signed.person_id, login="", name=one.signed.name)


def _identity_row(space_id: str, one: Identity, areas: AreaMap) -> Row:
    return {
        "id": one.id, "space_id": space_id, "path": one.path, "area_id": areas.area_for(one.path),
        "first_commit": one.first_commit, "last_commit": one.last_commit, "gone_at": one.gone_at,
    }  # fmt: skip


def _version_row(space_id: str, one: Version) -> Row:
    return {
        "page_id": one.page.id, "number": one.number, "space_id": space_id, "commit_id": one.commit.id,
        "blob": one.change.blob, "file": one.change.path, "change": one.kind, "at": one.signed.at,
        "author_id": one.signed.person_id, "author_name": one.signed.name, "summary": summary_of(one.commit.message),
    }  # fmt: skip


def summary_of(message: str) -> str:
    """The first line of a commit's message."""
    return next((line.strip() for line in message.split("\n") if line.strip()), "")[:1000].replace("\0", "")


def _insert(model: type[Base], rows: Sequence[Row]) -> None:
    for some in _parts(rows):
        db.session().connection().execute(insert(_table(model)), some)


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
