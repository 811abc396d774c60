"""Keeping and dropping drafts: what somebody has typed and not published."""

from __future__ import annotations

from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from wiki import clock, db
from wiki.access.gate import require
from wiki.instance import current
from wiki.pages.models import Page
from wiki.slugs import new_id
from wiki.spaces.models import Space
from wiki.writing.errors import DraftTooLarge, TooManyDrafts
from wiki.writing.models import Draft
from wiki.writing.queries import count_new, find_draft
from wiki.writing.typed import Typed

MOST_NEW = 50
"""Drafts of new pages that are kept for one person: their number follows from no page, so it needs an end."""


@dataclass(frozen=True)
class NewPlace:
    """Where a new page is being written: its space, and the path of the page above it ("" at the top)."""

    space: Space
    under: str = ""


def keep_draft(actor: Actor, place: Page | NewPlace, typed: Typed) -> Draft:
    """Keep what ``actor`` has typed so far, in place of what was kept before. Inside ``writing()``.

    Raises DraftTooLarge for a text of more than twice the size that a page may have, TooManyDrafts for one more new
    page than ``MOST_NEW``: what was typed before is never thrown away to make room.
    """
    _require_keeping(actor, place)
    if typed.size > 2 * current().settings.page_limit:
        raise DraftTooLarge
    draft = _own_draft(actor, place) or _new_draft(actor, place)
    draft.title, draft.body, draft.properties = typed.title, typed.body, typed.properties
    draft.summary, draft.base, draft.kind = typed.summary, typed.base[:40], typed.kind
    draft.path = typed.path[:1024]
    draft.saved_at = draft.seen_at = clock.now()
    db.session().add(draft)
    db.session().flush()
    return draft


def drop_draft(actor: Actor, place: Page | NewPlace) -> None:
    """Throw away what ``actor`` had typed. Inside ``writing()``; nothing happens where there is no draft."""
    _require_keeping(actor, place)
    draft = _own_draft(actor, place)
    if draft is not None:
        db.session().delete(draft)


def _require_keeping(actor: Actor, place: Page | NewPlace) -> None:
    thing = place if isinstance(place, Page) else place.space
    space_id = place.space_id if isinstance(place, Page) else place.space.id
    require(actor, Action.DRAFT_KEEP, Facts(thing.area_id, space_id, owner_id=actor.person_id))


def _own_draft(actor: Actor, place: Page | NewPlace) -> Draft | None:
    if isinstance(place, Page):
        return find_draft(actor, page_id=place.id)
    return find_draft(actor, space_id=place.space.id, under=place.under)


def _new_draft(actor: Actor, place: Page | NewPlace) -> Draft:
    if isinstance(place, Page):
        return Draft(id=new_id(), person_id=actor.person_id, page_id=place.id, space_id=place.space_id)
    if count_new(actor) >= MOST_NEW:
        raise TooManyDrafts(MOST_NEW)
    return Draft(id=new_id(), person_id=actor.person_id, space_id=place.space.id, under=place.under[:1024])
