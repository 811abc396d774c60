"""The statements that write what a walk found: identities, pages, versions, former paths. Opens no transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Table, Update, bindparam, delete, insert, update

from repo_store.types import Commit
from wiki import clock, db
from wiki.db import Base
from wiki.pages.areas import AreaMap
from wiki.pages.models import FormerPath, Page, PageIdentity, PageIntent, PageLink, PageTag, PageText, PageVersion
from wiki.pages.taking_in.identities import Identity
from wiki.pages.taking_in.intended import LASTING, Intended
from wiki.pages.taking_in.rows import PageRows, Row, with_areas
from wiki.pages.taking_in.walking import Version, Walk

Item = TypeVar("Item")


def clear(space_id: str) -> None:
    """Throw away everything about the text of a space but the identities of its pages."""
    # links, tags and texts hang on their page and go with it
    for model in (Page, PageVersion, FormerPath):
        db.session().connection().execute(delete(_table(model)).where(_table(model).c.space_id == space_id))


def write_identities(space_id: str, walk: Walk, orphans: Sequence[PageIdentity], areas: AreaMap) -> None:
    """Who the touched pages are now. ``orphans`` belong to no page of this history, so they are gone."""
    table, connection = _table(PageIdentity), db.session().connection()
    touched = list(walk.touched)
    known = [one.id for one in touched if one.is_stored]
    # A path may pass from one page to another: all of them let go before any of them takes hold.
    for some in db.parts([*known, *(one.id for one in orphans)]):
        living = update(table).where(table.c.id.in_(some), table.c.gone_at.is_(None))
        connection.execute(living.values(gone_at=clock.now()))
    _insert(PageIdentity, [_identity_row(space_id, one, areas) for one in touched if not one.is_stored])
    kept = [_identity_row(space_id, one, areas) for one in touched if one.is_stored]
    if kept:
        changes = [{f"to_{name}": value for name, value in row.items()} for row in kept]
        connection.execute(_identity_update(table), changes)


def remove_pages(page_ids: Sequence[str]) -> None:
    """Take out the rows of these pages, with their links, tags and texts."""
    table = _table(Page)
    for some in db.parts(page_ids):
        db.session().connection().execute(delete(table).where(table.c.id.in_(some)))


def write_pages(rows: Sequence[PageRows], areas: AreaMap) -> None:
    """New rows for pages that have none, each in the area that its path belongs to."""
    _insert(Page, with_areas(rows, areas))
    _insert(PageLink, [row for one in rows for row in one.links])
    _insert(PageTag, [row for one in rows for row in one.tags])
    _insert(PageText, [one.text for one in rows])


def put_in_areas(space_id: str, rows: Sequence[PageRows], areas: AreaMap) -> None:
    """Give pages that were written for nobody to see the areas of their paths."""
    table, connection = _table(Page), db.session().connection()
    members: dict[object, list[str]] = {}
    for row in with_areas(rows, areas):
        members.setdefault(row["area_id"], []).append(str(row["id"]))
    usual = max(members, key=lambda area_id: len(members[area_id]))
    connection.execute(update(table).where(table.c.space_id == space_id).values(area_id=usual))
    for area_id in members.keys() - {usual}:
        for some in db.parts(members[area_id]):
            connection.execute(update(table).where(table.c.id.in_(some)).values(area_id=area_id))


def write_versions(space_id: str, versions: Sequence[Version]) -> None:
    """The versions that were found."""
    _insert(PageVersion, [_version_row(space_id, one) for one in versions])


def write_former(space_id: str, former: dict[str, Identity]) -> None:
    """The paths that pages have left; the page that left one last is found there."""
    table = _table(FormerPath)
    for some in db.parts(list(former)):
        known = delete(table).where(table.c.space_id == space_id, table.c.path.in_(some))
        db.session().connection().execute(known)
    _insert(FormerPath, [{"space_id": space_id, "path": path, "page_id": one.id} for path, one in former.items()])


def close_intents(fulfilled: Iterable[tuple[Intended, Commit]]) -> None:
    """Note which commits did what they meant to do; what says nothing about who a page is goes."""
    table = _table(PageIntent)
    open_ones = [(intended, commit) for intended, commit in fulfilled if intended.commit_id is None]
    for intended, commit in open_ones:
        this = table.c.id == intended.id
        done = update(table).values(commit_id=commit.id) if intended.kind in LASTING else delete(table)
        db.session().connection().execute(done.where(this))


def _identity_update(table: Table) -> Update:
    names = ("path", "area_id", "first_commit", "last_commit", "gone_at")
    new: dict[str, object] = {name: bindparam(f"to_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("to_id")).values(new)


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
    for some in db.parts(rows):
        db.session().connection().execute(insert(_table(model)), some)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
