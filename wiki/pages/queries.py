"""Reading single pages and short lists of them, for one actor: only what lies in the areas that they may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from wiki import db
from wiki.access.gate import may, require
from wiki.errors import Gone, NotFound
from wiki.pages.errors import Moved
from wiki.pages.models import FormerPath, Page, PageIdentity, PageVersion
from wiki.pages.paths import file_key, path_key
from wiki.paging import Slice, cut
from wiki.spaces.models import Space

_MISSING = Facts(None, None, exists=False)


def _made(row: Row[Any]) -> Page:
    page = db.loaded(Page, row[: len(Page.__table__.columns)])
    set_committed_value(page, "space", db.loaded(Space, row[len(Page.__table__.columns) :]))
    return page


_AT: db.Steady[Page] = db.Steady(
    select(Page.__table__, Space.__table__)
    .join(Space, Space.id == Page.space_id)
    .where(Space.key == bindparam("key"), Page.path == bindparam("path"), Space.archived_at.is_(None)),
    _made,
)


def page_at(actor: Actor, space_key: str, path: str, action: Action = Action.PAGE_READ) -> Page:
    """The page at ``path`` of the space, when ``actor`` may do ``action`` with it.

    Raises Moved with the page when it is found under an earlier path or another spelling and may be seen, Gone when
    it was deleted and could be read, NotFound when there is nothing to be seen.
    """
    page = _AT.find(key=space_key, path=path)
    if page is None:
        _tell_where_else(actor, space_key, path)
    require(actor, action, page or _MISSING)
    assert page is not None
    return page


def page_for(actor: Actor, page_id: str, action: Action = Action.PAGE_READ) -> Page:
    """The page of this id, when ``actor`` may do ``action`` with it. Raises Gone or NotFound."""
    page = db.session().scalar(select(Page).join(Space).where(Page.id == page_id, Space.archived_at.is_(None)))
    if page is None:
        _tell_if_gone(actor, PageIdentity.id == page_id)
    require(actor, action, page or _MISSING)
    assert page is not None
    return page


def find_page(page_id: str) -> Page | None:
    """The page of this id, whoever asks: for jobs."""
    return db.session().get(Page, page_id)


def place_of(page_id: str) -> Facts | None:
    """Where the page of this id stands or last stood, for the gate; None where there never was one."""
    there = find_page(page_id) or db.session().get(PageIdentity, page_id)
    return Facts(there.area_id, there.space_id) if there else None


def recent(actor: Actor, space: Space | None = None, limit: int = 20) -> list[Page]:
    """The pages changed last, newest first; in one space or in all."""
    pages = _visible(actor).order_by(Page.updated_at.desc(), Page.id).limit(limit)
    if space is not None:
        pages = pages.where(Page.space_id == space.id)
    return list(db.session().scalars(pages))


def versions(actor: Actor, page: Page, limit: int = 50, before: int | None = None) -> Slice[PageVersion]:
    """The versions of a page, newest first; ``before`` is the number after which the next ones come."""
    require(actor, Action.PAGE_HISTORY, page)
    rows = select(PageVersion).where(PageVersion.page_id == page.id).order_by(PageVersion.number.desc())
    if before is not None:
        rows = rows.where(PageVersion.number < before)
    return cut(db.session().scalars(rows.limit(limit + 1)).all(), limit, lambda one: str(one.number))


def version_for(actor: Actor, page: Page, commit: str) -> PageVersion:
    """The version of ``page`` that ``commit`` made. NotFound for any other commit, whatever it holds."""
    require(actor, Action.PAGE_HISTORY, page)
    found = find_version(page.id, commit)
    if found is None:
        raise NotFound
    return found


def find_version(page_id: str, commit: str) -> PageVersion | None:
    """The version that ``commit`` made of this page, or None."""
    same = select(PageVersion).where(PageVersion.page_id == page_id, PageVersion.commit_id == commit)
    return db.session().scalar(same)


def _visible(actor: Actor) -> Select[Page]:
    return select(Page).join(Space).where(Page.area_id.in_(actor.visible_areas), Space.archived_at.is_(None))


def _pages_in(space_key: str) -> Select[Page]:
    return select(Page).join(Space).where(Space.key == space_key, Space.archived_at.is_(None))


def _tell_where_else(actor: Actor, space_key: str, path: str) -> None:
    """Raise Moved or Gone where there is something to say about ``path`` to this actor."""
    key = path_key(path.strip("/"))
    keys = sorted({key, file_key(path.strip("/"))})
    former = exists().where(
        FormerPath.space_id == Page.space_id, FormerPath.path == path, FormerPath.page_id == Page.id
    )
    same = or_(Page.path_key.in_(keys), Page.file_key.in_(keys), former)
    found = db.session().scalars(_pages_in(space_key).where(same)).all()
    seen = [one for one in found if may(actor, Action.PAGE_READ, one)]
    if seen:
        raise Moved(max(seen, key=lambda one: (one.path_key == key, one.file_key == key, one.id)))
    if not found:
        here = (Space.key == space_key) & (PageIdentity.path == path) & Space.archived_at.is_(None)
        _tell_if_gone(actor, here)


def _tell_if_gone(actor: Actor, which: object) -> None:
    rows = select(PageIdentity).join(Space).where(which, PageIdentity.gone_at.is_not(None))  # type: ignore[arg-type]
    if any(may(actor, Action.PAGE_READ, Facts(one.area_id, one.space_id)) for one in db.session().scalars(rows)):
        raise Gone
