"""Who wrote a commit: people of this instance by the address it signs with, others by addresses we were told of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from auth.actor import Actor
from repo_store.types import Author, Commit
from wiki import db
from wiki.instance import current, instance_id
from wiki.people.models import AuthorAddress

_OURS = re.compile(r"p-([0-9a-z-]{1,10})@([0-9a-f]+)\.invalid")
_AT_ONCE = 500


@dataclass(frozen=True)
class Signed:
    """Who is behind a commit, and when: ``person_id`` is None for somebody who has no account here."""

    person_id: str | None
    name: str
    at: datetime


def author_of(actor: Actor) -> Author:
    """How ``actor`` signs a commit: never with an address of their own."""
    domain = f"{_instance()}.invalid"
    if actor.person_id is None:
        return Author(actor.name or "Slipbook", f"slipbook@{domain}")
    return Author(actor.name or actor.login, f"p-{actor.person_id}@{domain}")


class Authors:
    """Whom the addresses of some commits belong to, looked up once."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self._domain = _instance()
        addresses = sorted({one.author.email.lower() for one in commits} - {""})
        self._people = _people_of([one for one in addresses if not _OURS.fullmatch(one)])

    def signed(self, commit: Commit) -> Signed:
        """Who signed ``commit``. Its time is the commit's: the moment the change came into the history."""
        email = commit.author.email.lower()
        ours = _OURS.fullmatch(email)
        person_id = ours[1] if ours and ours[2] == self._domain else self._people.get(email)
        return Signed(person_id, commit.author.name[:200], commit.committed_at)


def _people_of(addresses: list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(addresses), _AT_ONCE):
        some = AuthorAddress.address.in_(addresses[start : start + _AT_ONCE])
        rows = db.session().execute(select(AuthorAddress.address, AuthorAddress.person_id).where(some))
        found.update((address, person_id) for address, person_id in rows)
    return found


def _instance() -> str:
    return current().part("instance id", instance_id)
