"""From a person to the actor that the gate asks about: groups, roles and areas, worked out once per access epoch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from types import MappingProxyType

from auth import actor as actors
from auth.actor import Actor, TokenScope
from auth.policy import SubjectSet
from wiki import db
from wiki.access import queries as access
from wiki.config import Settings
from wiki.instance import current
from wiki.people import queries
from wiki.people.models import Person

MOST = 1024
Key = tuple[str | None, str, str, int]


class ActorCache:
    """The actors used last in this process. The epoch is part of the key, so a stale one is never found."""

    def __init__(self, _settings: Settings) -> None:
        self._actors: OrderedDict[Key, Actor] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Key) -> Actor | None:
        """The actor under ``key``, which is now the one used last."""
        with self._lock:
            found = self._actors.get(key)
            if found is not None:
                self._actors.move_to_end(key)
            return found

    def keep(self, key: Key, actor: Actor) -> None:
        """Keep ``actor``; the one unused for longest goes when there are too many."""
        with self._lock:
            self._actors[key] = actor
            while len(self._actors) > MOST:
                self._actors.popitem(last=False)


def actor_of(person: Person, scope: TokenScope | None = None, epoch: int | None = None) -> Actor:
    """``person`` as an actor, narrowed by the ``scope`` of a token; nobody when the account is closed.

    ``epoch`` is the access epoch where the caller has read it already, in the same snapshot.
    """
    if not person.is_active:
        return anonymous(epoch)
    found = _actor((person.id, person.login, person.name, access.epoch() if epoch is None else epoch))
    return found if scope is None else replace(found, scope=scope)


def anonymous(epoch: int | None = None) -> Actor:
    """Nobody signed in: sees public spaces, where there are any."""
    return _actor((None, "", "", access.epoch() if epoch is None else epoch))


def _actor(key: Key) -> Actor:
    # What a writing transaction sees may be rolled back, and its epoch be given again to another change.
    if db.session().get_bind() is db.database().writer:
        return _built(key)
    cache = current().part(ActorCache, ActorCache)
    found = cache.find(key)
    if found is None:
        found = _built(key)
        cache.keep(key, found)
    return found


def _built(key: Key) -> Actor:
    person_id, login, name, epoch = key
    if person_id is None:
        return actors.anonymous(MappingProxyType(dict(access.standings_of(SubjectSet()))), epoch)
    memberships = queries.memberships_of(person_id)
    subjects = SubjectSet(person_id=person_id, memberships=memberships, signed_in=True)
    return Actor(
        person_id=person_id,
        login=login,
        name=name,
        groups=memberships,
        standings=MappingProxyType(dict(access.standings_of(subjects))),
        is_administrator=access.is_administrator(subjects),
        epoch=epoch,
    )
