"""Reading the outbox: what a reaction has not done yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from wiki import db
from wiki.events.models import Cursor, Event


def position(reaction: str) -> int:
    """The id of the last event that ``reaction`` has done; 0 when it has not begun."""
    cursor = db.session().get(Cursor, reaction)
    return cursor.event_id if cursor else 0


def waiting(reaction: str, kinds: Sequence[str], limit: int = 500) -> Sequence[Event]:
    """The next events of these kinds for ``reaction``, oldest first."""
    after = select(Event).where(Event.id > position(reaction), Event.kind.in_(kinds)).order_by(Event.id).limit(limit)
    return db.session().scalars(after).all()


def newest() -> int:
    """The id of the newest event, 0 when there is none."""
    return db.session().scalar(select(func.max(Event.id))) or 0
