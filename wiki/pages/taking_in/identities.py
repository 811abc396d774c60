"""Who a page is while its history is walked: read from the tables, or matched with them when a space is built anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from wiki import db
from wiki.pages.areas import AreaMap, areas_of
from wiki.pages.models import Page, PageIdentity, PageVersion
from wiki.pages.taking_in.authors import Signed


@dataclass(slots=True, eq=False)
class Identity:
    """A page along its history. ``file`` is None while it is gone; ``number`` is that of its newest version.

    ``may_return``: whatever is written at its path is this page again. Not when it was deleted from an area that has
    moved away since: what is written there now is for other people.
    """

    id: str
    path: str
    file: str | None
    blob: str | None
    first_commit: str
    last_commit: str
    number: int
    created_at: datetime
    changed: Signed
    gone_at: datetime | None = None
    is_stored: bool = False
    may_return: bool = True


def living(space_id: str, files: Sequence[str] | None) -> list[Identity]:
    """The pages that stand in these files (None: in any) of the space, as the tables know them."""
    return _all(_pages(space_id)) if files is None else _some(_pages(space_id), Page.file, files)


def living_by_key(space_id: str, keys: Sequence[str]) -> list[Identity]:
    """The pages that stand in files with these keys."""
    return _some(_pages(space_id), Page.file_key, keys)


def _pages(space_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(
            Page.id, Page.path, Page.file, Page.blob, PageIdentity.first_commit, Page.version, Page.number,
            Page.created_at, Page.author_id, Page.author_name, Page.updated_at,
        )
        .join(PageIdentity, PageIdentity.id == Page.id)
        .where(Page.space_id == space_id)
    )  # fmt: skip


def gone(space_id: str, paths: Sequence[str] | None = None) -> list[Identity]:
    """The pages that were deleted from these paths (None: from any); each comes back when its path is written again."""
    last = select(func.max(PageVersion.number)).where(PageVersion.page_id == PageIdentity.id).scalar_subquery()
    first_at = select(PageVersion.at).where(PageVersion.page_id == PageIdentity.id, PageVersion.number == 1)
    asked = select(PageIdentity, func.coalesce(last, 0), first_at.scalar_subquery()).where(
        PageIdentity.space_id == space_id, PageIdentity.gone_at.is_not(None)
    )
    areas = areas_of(space_id)
    parts = [asked] if paths is None else [asked.where(PageIdentity.path.in_(part)) for part in db.parts(paths)]
    found = [one for part in parts for one in db.session().execute(part)]
    return [_gone(row, number, first, areas) for row, number, first in found]


def stored(space_id: str) -> list[PageIdentity]:
    """Every identity of the space."""
    return list(db.session().scalars(select(PageIdentity).where(PageIdentity.space_id == space_id)))


def adopt(found: Iterable[Identity], known: Iterable[PageIdentity]) -> list[PageIdentity]:
    """Give pages that were walked from the beginning the ids that the tables already hold for them.

    First those that an intent named, then by path and first commit, then by path; living ones before deleted ones.
    Answers the identities that are stored and belong to no page of this history.
    """
    left: dict[str, list[PageIdentity]] = defaultdict(list)
    named = {one.id: one for one in found}
    for row in known:
        if row.id in named:
            named[row.id].is_stored = True
        else:
            left[row.path].append(row)
    found = [one for one in named.values() if not one.is_stored]
    waiting = sorted(found, key=lambda one: (one.gone_at is not None, one.path, one.last_commit))
    for is_match in (_same_birth, _same_path):
        waiting = [one for one in waiting if not _take(one, left[one.path], is_match)]
    return [row for rows in left.values() for row in rows]


def best_gone(candidates: Iterable[Identity]) -> Identity | None:
    """The deleted page that comes back at its path: the one deleted last."""
    return max(candidates, key=lambda one: (one.gone_at, one.last_commit), default=None)


def _take(one: Identity, rows: list[PageIdentity], is_match: Callable[[Identity, PageIdentity], bool]) -> bool:
    fitting = [row for row in rows if is_match(one, row)]
    if not fitting:
        return False
    best = max(fitting, key=lambda row: (row.gone_at is None, row.last_commit == one.last_commit, row.id))
    rows.remove(best)
    one.id, one.is_stored = best.id, True
    return True


def _same_birth(one: Identity, row: PageIdentity) -> bool:
    return row.first_commit == one.first_commit and (row.gone_at is None) == (one.gone_at is None)


def _same_path(_one: Identity, _row: PageIdentity) -> bool:
    return True


def _some(
    pages: Select[*tuple[object, ...]], column: InstrumentedAttribute[str], values: Sequence[str]
) -> list[Identity]:
    return [one for part in db.parts(values) for one in _all(pages.where(column.in_(part)))]


def _all(pages: Select[*tuple[object, ...]]) -> list[Identity]:
    return [_living(row) for row in db.session().execute(pages)]


def _living(row: Row[*tuple[object, ...]]) -> Identity:
    signed = Signed(row.author_id, row.author_name, row.updated_at)
    return Identity(
        row.id, row.path, row.file, row.blob, row.first_commit, row.version, row.number, row.created_at, signed,
        is_stored=True,
    )  # fmt: skip


def _gone(row: PageIdentity, number: int, first_at: datetime | None, areas: AreaMap) -> Identity:
    assert row.gone_at is not None
    signed = Signed(None, "", row.gone_at)
    return Identity(
        row.id, row.path, None, None, row.first_commit, row.last_commit, number, first_at or row.gone_at, signed,
        row.gone_at, is_stored=True, may_return=areas.area_for(row.path) == row.area_id,
    )  # fmt: skip
