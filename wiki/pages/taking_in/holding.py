"""Text that Git has and the tables have forgotten: they were put back from an older copy (durability contract, I12).

The grants in such tables may be wider than those that the text was written under. So pages that changed since, or whose
files did, are held: they stand in an area of their own, where the Managers of the space are let in and nobody else,
until somebody accepts.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest

from sqlalchemy import Table, select, update

from repo_store.errors import Diverged, RepositoryMissing, UnknownCommit
from repo_store.repository import Repository
from wiki import db
from wiki.access.models import Area
from wiki.access.operations import bump_epoch, close_held_area, open_held_area
from wiki.pages.areas import HELD, AreaMap, areas_of
from wiki.pages.models import Page, PageIdentity
from wiki.pages.paths import FILES, is_page_file, parent_of, path_key
from wiki.pages.taking_in.identities import Identity
from wiki.spaces.models import Space
from wiki.spaces.queries import store

log = logging.getLogger("slipbook.pages")


def marked(space_id: str) -> str | None:
    """The commit that tables of this space once stood at.

    It must be read before the tables are: the mark follows them, so that it never leads in what is read after it.
    """
    try:
        return store().open(space_id).get_ref()
    except RepositoryMissing:
        return None


def is_behind(repository: Repository, taken_in: str | None, mark: str | None) -> bool:
    """Whether tables that say ``taken_in`` are older than the ones that left the ``mark``: it came after them."""
    if mark is None or mark == taken_in:
        return False
    for before_tables, before_mark in zip_longest(_back(repository, taken_in), _back(repository, mark)):
        if before_tables == mark:
            return False
        if before_mark is not None and before_mark == taken_in:
            return True
    return taken_in is None


def _back(repository: Repository, commit_id: str | None) -> Iterator[str]:
    """A commit and those before it, along first parents, as far as they are there."""
    while commit_id is not None:
        yield commit_id
        try:
            commit_id = next(iter(repository.commit(commit_id).parents), None)
        except UnknownCommit:
            return


def files_between(space_id: str, old: str | None, new: str) -> Collection[str]:
    """The files that the commits after ``old`` up to ``new`` touched and that are no pages.

    None where all pages are read from the beginning: those are held, and their files with them.
    """
    repository = store().open(space_id)
    try:
        commits = repository.first_parents(after=old, until=new) if old else []
    except Diverged:
        return ()
    changes = [change for commit in commits for change in repository.changes(commit.id)]
    return {path for one in changes for path in (one.path, one.old_path) if path and not is_page_file(path)}


def hold(space_id: str, since: str | None, touched: Iterable[Identity], files: Collection[str] = ()) -> AreaMap:
    """The areas of the space for a step that brings back what the tables had forgotten since ``since``.

    ``touched`` are the pages that the step writes. Those that it does not write and that own one of ``files`` are put
    into the area of what is held here.
    """
    area = _held_area(space_id)
    if area is None:
        space = db.session().get_one(Space, space_id)
        area = open_held_area(space_id, space.area_id, f"{HELD}{since or ''}")
        log.critical(
            "the tables of space %s are older than its Git (%s): what came since is shown to its managers only,"
            " until `slipbook verify --accept`", space.key, since,
        )  # fmt: skip
    paths = [one.path for one in touched]
    _hold_owners(area, {path_key(path) for path in paths}, files)
    return areas_of(space_id).holding(paths, area.id)


def _hold_owners(area: Area, written: Collection[str], files: Collection[str]) -> None:
    """Put the pages that own ``files`` into the area, but for those with the keys ``written``."""
    if not files:
        return
    rows = select(Page.path_key, Page.id).where(Page.space_id == area.space_id)
    ids = {row.path_key: row.id for row in db.session().execute(rows)}
    keys = {*ids, *written}
    owners = {key for file in files if (key := _owner(file, keys)) is not None}
    for some in db.parts(sorted(ids[key] for key in owners.difference(written))):
        for model in (PageIdentity, Page):
            table = model.__table__
            assert isinstance(table, Table)
            db.session().execute(update(table).where(table.c.id.in_(some)).values(area_id=area.id))
    bump_epoch()  # what is found follows from the epoch, and these pages have nothing new to be found by


def _owner(file: str, keys: Collection[str]) -> str | None:
    """The key of the page that a file belongs to; the next one above it for what lies beside pages or has lost its own.

    None for what stands below no page but that of the space: holding that one holds its own files alone.
    """
    folder, is_of_page, _name = f"/{file}".rpartition(f"/{FILES}/")
    key = path_key(folder.removeprefix("/") if is_of_page else parent_of(file))
    if is_of_page and not key:
        return key if key in keys else None
    while key and key not in keys:
        key = parent_of(key)
    return key or None


def held_since(space_id: str) -> str | None:
    """The commit after which pages of this space are held; None where none are. "" is the beginning."""
    area = _held_area(space_id)
    return area.root_path.removeprefix(HELD) if area else None


def held_count(space_id: str) -> int:
    """How many pages that stand in the space are held."""
    area = _held_area(space_id)
    return db.session().query(Page).filter(Page.area_id == area.id).count() if area else 0


def accept(space_id: str) -> int:
    """Show what is held to those whom the grants of today let in; how many pages that were."""
    with db.writing() as session:
        area = _held_area(space_id)
        if area is None:
            return 0
        count = held_count(space_id)
        areas = areas_of(space_id).without(area.id)
        for model in (PageIdentity, Page):
            table = model.__table__
            assert isinstance(table, Table)
            held = session.execute(select(table.c.id, table.c.path).where(table.c.area_id == area.id)).all()
            for page_id, path in held:
                moved = update(table).where(table.c.id == page_id)
                session.execute(moved.values(area_id=areas.area_for(path)))
        close_held_area(area)
    log.warning("%s pages of space %s that were held are shown again", count, space_id)
    return count


def _held_area(space_id: str) -> Area | None:
    found = select(Area).where(Area.space_id == space_id, Area.root_path.startswith(HELD))
    return db.session().scalar(found)
