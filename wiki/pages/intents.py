"""What a commit made here means to do, written down before it: so that a crash in between never gives a page another
identity (durability contract, I4)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select

from wiki import clock, db
from wiki.pages.models import PageIdentity, PageIntent
from wiki.pages.taking_in.intended import TRAILER
from wiki.slugs import new_id


@dataclass(frozen=True)
class Intent:
    """What is done to a page, and where. A path is None where it was not, or will not be, anywhere."""

    kind: str
    space_id: str
    page_id: str
    area_id: str
    old_path: str | None
    new_path: str | None
    parent: str | None


def note(intent: Intent) -> tuple[str, str]:
    """Make the intent durable; answers the trailer that its commit must carry."""
    row = PageIntent(
        id=uuid4().hex,
        space_id=intent.space_id,
        kind=intent.kind,
        page_id=intent.page_id,
        old_path=intent.old_path,
        new_path=intent.new_path,
        area_id=intent.area_id,
        parent=intent.parent,
        at=clock.now(),
    )
    with db.writing() as session:
        session.add(row)
    return TRAILER, row.id


def id_for(space_id: str, path: str, area_id: str) -> tuple[str, bool]:
    """The id that a page created at ``path`` will have, and whether it is that of the page deleted there last.

    A page that was deleted from another area is not meant: who may read the new one could read the old one's history.
    """
    gone = select(PageIdentity).where(
        PageIdentity.space_id == space_id,
        PageIdentity.path == path,
        PageIdentity.gone_at.is_not(None),
        PageIdentity.area_id == area_id,
    )
    rows = db.session().scalars(gone).all()
    last = max(rows, key=lambda row: (row.gone_at, row.last_commit), default=None)
    return (last.id, True) if last else (new_id(), False)
