"""Browsers that are signed in, as rows: begun at sign-in, ended one by one or all at once. The cookie is not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from auth.tokens import hash_secret, new_secret_id
from wiki import clock, db
from wiki.instance import current
from wiki.people.models import ApiToken, Person, SignInSession
from wiki.slugs import new_id

TOUCH_EVERY = timedelta(minutes=10)
"""``seen_at`` and ``used_at`` are at most this old while somebody is at work."""

CLOCK_STEP = timedelta(hours=2)
"""How far the clock may be turned back without ending a session."""


@dataclass(frozen=True)
class Client:
    """Where a sign-in comes from. ``former`` is the id of the session that the browser had until now."""

    address: str
    browser: str = ""
    former: str | None = None


def begin(person: Person, client: Client) -> str:
    """A new session of ``person``; returns the secret for the cookie (256 bits). The browser's old one ends."""
    now, settings = clock.now(), current().settings
    secret = new_secret_id()
    _sweep(now)
    if client.former:
        end(client.former)
    opened = SignInSession(
        id=hash_secret(secret),
        person_id=person.id,
        public_id=new_id(),
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=settings.session_days),
        browser=client.browser[:200],
        address=client.address[:64],
    )
    db.session().add(opened)
    db.session().flush()
    return secret


def is_alive(row: SignInSession) -> bool:
    """Whether the session still counts: neither over its end nor idle for too long."""
    idle = clock.now() - row.seen_at
    most = timedelta(hours=current().settings.session_idle_hours)
    return -CLOCK_STEP < idle < most and clock.now() < row.expires_at


def is_due(seen_at: datetime | None) -> bool:
    """Whether it is time to write down that somebody was seen."""
    return seen_at is None or clock.now() - seen_at >= TOUCH_EVERY


def touch(session_id: str) -> None:
    """Write down that the browser was seen now."""
    db.session().execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=clock.now()))


def end(session_id: str) -> None:
    """End one session; the cookie that a browser still has is worth nothing then."""
    db.session().execute(delete(SignInSession).where(SignInSession.id == session_id))


def end_all_of(person_id: str, *, but: str | None = None) -> int:
    """End every session of a person, ``but`` one; returns how many."""
    ended = delete(SignInSession).where(SignInSession.person_id == person_id)
    if but is not None:
        ended = ended.where(SignInSession.id != but)
    return db.session().execute(ended).rowcount  # type: ignore[attr-defined,no-any-return]


def end_everything(person_id: str) -> None:
    """End every session and revoke every token of a person: there is no way left to come in (D34)."""
    end_all_of(person_id)
    standing = update(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    db.session().execute(standing.values(revoked_at=clock.now()))


def _sweep(now: datetime) -> None:
    idle_since = now - timedelta(hours=current().settings.session_idle_hours)
    dead = or_(SignInSession.expires_at <= now, SignInSession.seen_at <= idle_since)
    db.session().execute(delete(SignInSession).where(dead))
