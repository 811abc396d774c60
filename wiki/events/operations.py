"""Recording an event, in the transaction of the change that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auth.actor import Actor
from wiki import clock, db
from wiki.events.kinds import KINDS
from wiki.events.models import Cursor, Event
from wiki.jobs.bell import ring
from wiki.work import origin

Detail = str | int | bool | None


@dataclass(frozen=True)
class About:
    """What an event is about: ids only, so that nothing hidden stands in the record of somebody else."""

    space_id: str | None = None
    page_id: str | None = None
    area_id: str | None = None
    subject: str | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
    at: datetime | None = None


def publish(actor: Actor, kind: str, about: About) -> Event:
    """Write the event into the open writing transaction; a KeyError for a kind that is not in the list."""
    KINDS[kind]
    came = origin.get()
    event = Event(
        at=about.at or clock.now(),
        kind=kind,
        actor_id=actor.person_id,
        space_id=about.space_id,
        page_id=about.page_id,
        area_id=about.area_id,
        subject=about.subject,
        details=dict(about.details),
        address=came.address,
        request_id=came.request_id,
    )
    db.session().add(event)
    db.after_commit(ring)
    return event


def advance(reaction: str, event_id: int) -> None:
    """Remember that ``reaction`` has done everything up to ``event_id``; it never goes back behind what another did."""
    cursor = db.session().get(Cursor, reaction)
    if cursor is None:
        db.session().add(Cursor(reaction=reaction, event_id=event_id))
    else:
        cursor.event_id = max(cursor.event_id, event_id)
