"""Signing in: a login and a password become a session, or one answer that tells nobody why not."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from auth.actor import Actor, GroupMembership
from auth.actor import anonymous as nobody
from auth.directory.admitting import Account, admit
from auth.directory.directory import DirectoryPerson
from auth.errors import DirectoryUnavailable, InvalidCredentials, Refusal, SignInBusy
from auth.passwords import hash_password, needs_rehash
from wiki import db
from wiki.access.operations import bump_epoch
from wiki.errors import Unavailable
from wiki.events.operations import About, publish
from wiki.people import mirror, queries, sessions, throttle
from wiki.people.directory import configured, memberships_in
from wiki.people.errors import DirectoryDown, WrongCredentials
from wiki.people.models import ACTIVE, LOCAL, Person
from wiki.people.passwords import let_go
from wiki.people.sessions import Client

log = logging.getLogger("slipbook.people")


@dataclass(frozen=True)
class SignedIn:
    """Who came in, and the secret that their browser keeps."""

    person: Person
    secret: str = field(repr=False)


@dataclass(frozen=True)
class _Admitted:
    """An entry whose password was right. ``namespace`` says who vouches for it."""

    namespace: str
    entry: DirectoryPerson
    memberships: tuple[GroupMembership, ...] | None = None
    rehashed: str | None = field(default=None, repr=False)


def sign_in(login: str, password: str, client: Client) -> SignedIn:
    """Open a session for whoever has this login and password: a local account first, then the directory.

    WrongCredentials with the tries left, the same for every reason (D13); TooManySignIns before the password is looked
    at; DirectoryDown when nobody could be asked. Writes in short transactions of its own, so that hashing and the
    directory are waited for outside any.
    """
    let_go()
    made = throttle.begin(login, client.address)
    try:
        admitted = _admitted(login, password)
        with db.writing():
            person = _person_of(admitted)
            throttle.forgive(made)
            secret = sessions.begin(person, client)
            publish(_themselves(person), "person.signed_in", About(subject=f"person:{person.id}"))
    except InvalidCredentials as refused:
        _record(refused)
        raise WrongCredentials(made.tries_left, throttle.POLICY.window) from None
    except DirectoryUnavailable as fault:
        throttle.take_back(made)
        log.error("nobody could be asked for a sign-in: %s", fault)
        raise (Unavailable if isinstance(fault, SignInBusy) else DirectoryDown)() from None
    return SignedIn(person, secret)


def _admitted(login: str, password: str) -> _Admitted:
    directory = configured()
    candidates = _local_accounts(login)
    try:
        entry = admit(candidates, password)
    except InvalidCredentials as refused:
        if directory is None or refused.reason is Refusal.NOT_A_PASSWORD:
            raise
        return _from_directory(login, password, refused)
    stored = next(one.password_hash for one in candidates if one.person.id == entry.id)
    stale = stored is not None and needs_rehash(stored)
    return _Admitted(LOCAL, entry, rehashed=hash_password(password) if stale else None)


def _from_directory(login: str, password: str, refused: InvalidCredentials) -> _Admitted:
    directory = configured()
    assert directory is not None
    try:
        entry = directory.authenticate(login, password)
    except InvalidCredentials as theirs:
        # The local account says more, where there is one.
        raise (theirs if refused.reason is Refusal.UNKNOWN else refused) from None
    return _Admitted(directory.namespace, entry, memberships_in(directory, entry))


def _local_accounts(login: str) -> list[Account]:
    with db.fresh():
        found = [one for one in queries.people_called(login) if one.is_local]
    return [
        Account(DirectoryPerson(one.id, one.login, one.name, one.email, enabled=one.is_active), one.password_hash)
        for one in found
    ]


def _person_of(admitted: _Admitted) -> Person:
    """The stored account, brought up to date; InvalidCredentials when an administrator closed it."""
    is_local = admitted.namespace == LOCAL
    person = queries.find_person(admitted.entry.id) if is_local else _mirrored(admitted)
    if person is None or not person.is_active:
        raise InvalidCredentials(Refusal.DISABLED, admitted.entry.id)
    if admitted.rehashed is not None:
        person.password_hash = admitted.rehashed
    return person


def _mirrored(admitted: _Admitted) -> Person:
    person = mirror.keep_person(admitted.namespace, admitted.entry)
    if person.status == ACTIVE:
        person.gone_at = None
    if admitted.memberships is not None and mirror.replace_memberships(
        admitted.namespace, person, admitted.memberships
    ):
        bump_epoch()
    return person


def _record(refused: InvalidCredentials) -> None:
    """Tell the administrators why. What was typed as a login is not kept: it may be a password in the wrong field."""
    details = {"reason": refused.reason.value, "detail": refused.detail}
    with db.writing():
        publish(nobody(), "person.sign_in_failed", About(details=details))


def _themselves(person: Person) -> Actor:
    return Actor(person_id=person.id, login=person.login, name=person.name)
