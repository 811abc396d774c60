"""Who else is writing on a page at the moment: a hint that follows from drafts, never a lock.

Somebody who has opened the editor and typed nothing yet is known by a blank draft, which is shown to nobody as a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from auth.actions import Action
from auth.actor import Actor
from wiki import clock, db, language
from wiki.access.gate import may, require
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.models import Page
from wiki.people.actors import actor_of
from wiki.people.models import Person
from wiki.slugs import new_id
from wiki.writing.models import BLANK, Draft
from wiki.writing.queries import find_draft

LASTS = timedelta(minutes=10)
MOST_NAMED = 5


def others_writing(actor: Actor, page: Page) -> Sequence[Words]:
    """A sentence for each other person who wrote on ``page`` in the last ten minutes and may still see it."""
    require(actor, Action.DRAFT_KEEP, page)
    rows = (
        select(Person, Draft.seen_at)
        .join(Draft, Draft.person_id == Person.id)
        .where(Draft.page_id == page.id, Draft.person_id != actor.person_id, Draft.seen_at > clock.now() - LASTS)
        .order_by(Draft.seen_at.desc(), Person.id)
        .limit(MOST_NAMED)
    )
    found = [(person, seen_at) for person, seen_at in db.session().execute(rows) if seen_at]
    return [
        _(
            "%(name)s is editing this page too (last at %(time)s).",
            name=person.name,
            time=f"{seen_at.astimezone(language.zone()):%H:%M}",
        )
        for person, seen_at in found
        if person.is_active and may(actor_of(person), Action.PAGE_READ, page)
    ]


def note_presence(actor: Actor, page: Page) -> None:
    """``actor`` has the editor of ``page`` open; what they have typed before stays as it is. Inside ``writing()``."""
    require(actor, Action.DRAFT_KEEP, page)
    db.session().execute(delete(Draft).where(Draft.page_id == page.id, BLANK, Draft.seen_at < clock.now() - LASTS))
    now, draft = clock.now(), find_draft(actor, page_id=page.id)
    if draft is None:
        draft = Draft(id=new_id(), person_id=actor.person_id, page_id=page.id, space_id=page.space_id, saved_at=now)
        db.session().add(draft)
    draft.seen_at = now
    db.session().flush()
