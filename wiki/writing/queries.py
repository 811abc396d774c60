"""Reading drafts, each person their own, and what has happened to a page since a draft was begun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import joinedload

from auth.actions import Action
from auth.actor import Actor
from wiki import db
from wiki.access.gate import require
from wiki.pages.models import Page, PageVersion
from wiki.pages.paths import path_key
from wiki.pages.queries import find_version
from wiki.pages.text import version_source
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of
from wiki.writing.errors import BaseMissing, BaseUnknown
from wiki.writing.models import BLANK, Draft
from wiki.writing.typed import Typed

MOST_LISTED = 200


def draft_for(actor: Actor, page: Page) -> Draft | None:
    """The draft that ``actor`` has of ``page``; None where nothing was typed."""
    require(actor, Action.DRAFT_KEEP, page)
    draft = find_draft(actor, page_id=page.id)
    return None if draft is None or draft.is_blank else draft


def new_page_draft(actor: Actor, space: Space, under: str) -> Draft | None:
    """The draft that ``actor`` has of a new page below ``under``."""
    require(actor, Action.DRAFT_KEEP, facts_of(space))
    return find_draft(actor, space_id=space.id, under=under)


def drafts_of(actor: Actor, limit: int = MOST_LISTED) -> Sequence[tuple[Draft, Page | None, Space]]:
    """The drafts of ``actor``, newest first, each with its page (None for a new one), where both may still be seen."""
    require(actor, Action.SITE_READ)
    seen = or_(Draft.page_id.is_(None), Page.area_id.in_(actor.visible_areas))
    rows = (
        select(Draft, Page, Space)
        .join(Space, Space.id == Draft.space_id)
        .outerjoin(Page, Page.id == Draft.page_id)
        .where(Draft.person_id == actor.person_id, seen, or_(Draft.page_id.is_(None), not_(BLANK)))
        .where(Space.area_id.in_(actor.visible_areas), Space.archived_at.is_(None))
        .options(joinedload(Page.space, innerjoin=False))
        .order_by(Draft.saved_at.desc(), Draft.id)
        .limit(limit)
    )
    return [(draft, page, space) for draft, page, space in db.session().execute(rows)]


def find_draft(actor: Actor, *, page_id: str | None = None, space_id: str = "", under: str = "") -> Draft | None:
    """The actor's own draft of a page, or of a new page at a place; the gate was asked before."""
    own = select(Draft).where(Draft.person_id == actor.person_id, Draft.page_id == page_id)
    if page_id is None:
        own = own.where(Draft.space_id == space_id, Draft.under == under)
    return db.session().scalar(own)


def count_new(actor: Actor) -> int:
    """How many drafts of new pages the actor has, in every space."""
    own = select(func.count()).where(Draft.person_id == actor.person_id, Draft.page_id.is_(None))
    return db.session().scalar(own) or 0


def typed_in(draft: Draft) -> Typed:
    """The fields of the editor as the draft has them."""
    return Typed(draft.title, draft.body, draft.properties, draft.summary, draft.base, draft.path, draft.kind)


def source_at(page: Page, base: str) -> bytes:
    """The file of ``page`` as the version ``base`` left it. BaseMissing or BaseUnknown where there is none."""
    if not base:
        raise BaseMissing
    version = find_version(page.id, base)
    if version is None or version.blob is None:
        raise BaseUnknown
    return version_source(version)


def page_in_the_way(actor: Actor, space: Space, path: str) -> Page | None:
    """The page that already stands at ``path``, however it is spelled, where ``actor`` may see it."""
    key = path_key(path)
    there = select(Page).where(Page.space_id == space.id, Page.area_id.in_(actor.visible_areas))
    return db.session().scalars(there.where(or_(Page.path_key == key, Page.file_key == key)).limit(1)).first()


def writers_since(actor: Actor, page: Page, base: str) -> list[str]:
    """Who else published a version of ``page`` after ``base``, by name, the first one first."""
    began = find_version(page.id, base)
    later = (
        select(PageVersion.author_name, PageVersion.author_id)
        .where(PageVersion.page_id == page.id, PageVersion.number > (began.number if began else 0))
        .order_by(PageVersion.number)
    )
    names = [name for name, author_id in db.session().execute(later) if author_id != actor.person_id]
    return list(dict.fromkeys(names))
