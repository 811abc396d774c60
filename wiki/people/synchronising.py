"""Bringing people and groups in line with the directory: read it, compare, store. The comparing is ``auth``'s."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from auth.actions import Action
from auth.actor import SYSTEM, Actor, GroupMembership
from auth.directory import changes
from auth.directory.directory import Directory, Snapshot
from auth.directory.reconciling import KnownPerson, KnownState, Shrinkage, needs_confirmation, reconcile
from auth.errors import DirectoryUnavailable, IncompleteSnapshot
from wiki import clock, db
from wiki.access.gate import require
from wiki.access.operations import bump_epoch
from wiki.errors import Conflict, Invalid
from wiki.events.operations import About, publish
from wiki.language import words as _
from wiki.people import mirror
from wiki.people.directory import configured
from wiki.people.errors import DirectoryDown
from wiki.people.models import Group, Membership, Person

log = logging.getLogger("slipbook.people")


class NoDirectory(Invalid):
    """The settings name no directory: all accounts are local."""

    message = _("No directory is set up here; all accounts are local.")
    mend = _("Name one in SLIPBOOK_DIRECTORY_FILE.")


class TooMuchToLose(Conflict):
    """The reading would close so many accounts, or empty so large a group, that a person must confirm it (D24)."""

    message = _("This reading of the directory would take away too much at once, so nothing was changed.")


@dataclass(frozen=True)
class Synchronised:
    """What one reading changed, or would change."""

    changes: tuple[changes.DirectoryChange, ...]
    ignored: int
    shrinkage: Shrinkage | None

    def counts(self) -> Mapping[str, int]:
        """How many changes of each kind, by the name of the kind."""
        return Counter(type(one).__name__ for one in self.changes)


def sync(actor: Actor, *, dry_run: bool = False, confirmed: bool = False) -> Synchronised:
    """Read the whole directory and store what changed, all of it or nothing (D23); a second run changes nothing.

    TooMuchToLose when an administrator must confirm first (not for a dry run). DirectoryDown when it does not answer or
    answers in part. The directory is read before the writing transaction, which is this operation's own.
    """
    require(actor, Action.SITE_ADMINISTER)
    directory = configured()
    if directory is None:
        raise NoDirectory
    snapshot = _snapshot(directory)
    if dry_run:
        with db.fresh():
            return _compared(directory.namespace, snapshot)
    with db.writing():
        found = _compared(directory.namespace, snapshot)
        if found.shrinkage is not None and not confirmed:
            raise TooMuchToLose
        _store(actor, directory.namespace, found)
        return found


def sync_with_directory() -> None:
    """What the schedule does: nothing where all accounts are local; a reading that takes away too much waits (D24)."""
    if configured() is None:
        return
    try:
        sync(SYSTEM)
    except TooMuchToLose as held:
        log.error("the directory was not taken over: %s Run `slipbook directory sync --confirm` if it is right.", held)


def _snapshot(directory: Directory) -> Snapshot:
    try:
        return directory.people()
    except DirectoryUnavailable as fault:
        raise DirectoryDown from fault


def _compared(namespace: str, snapshot: Snapshot) -> Synchronised:
    known = known_state(namespace)
    try:
        found = tuple(reconcile(known, snapshot))
    except IncompleteSnapshot as fault:
        raise DirectoryDown from fault
    return Synchronised(found, snapshot.ignored, needs_confirmation(found, known))


def known_state(namespace: str) -> KnownState:
    """What is stored here of one directory, by its stable ids."""
    people = db.session().scalars(select(Person).where(Person.source == namespace)).all()
    groups = db.session().scalars(select(Group).where(Group.source == namespace, Group.gone_at.is_(None))).all()
    return KnownState(
        people={str(one.external_id): _known(one) for one in people},
        groups={one.external_id: one.name for one in groups},
        memberships=_memberships(namespace),
    )


def _known(person: Person) -> KnownPerson:
    enabled = person.gone_at is None
    return KnownPerson(str(person.external_id), person.login, person.name, person.email, enabled=enabled)


def _memberships(namespace: str) -> Mapping[str, tuple[GroupMembership, ...]]:
    wanted = (
        select(Person.external_id, Group.external_id, Group.name, Membership.chain)
        .join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Person.source == namespace, Group.source == namespace, Group.gone_at.is_(None))
    )
    found: dict[str, tuple[GroupMembership, ...]] = {}
    for person_id, group_id, name, chain in db.session().execute(wanted):
        found[str(person_id)] = (*found.get(str(person_id), ()), GroupMembership(group_id, name, tuple(chain)))
    return found


def _store(actor: Actor, namespace: str, found: Synchronised) -> None:
    if not found.changes:
        return
    for change in found.changes:
        _STORE[type(change)](namespace, change)
        db.session().flush()
    bump_epoch()
    publish(actor, "directory.synchronised", About(details=dict(found.counts())))


def _add(namespace: str, change: changes.PersonAdded) -> None:
    person = mirror.keep_person(namespace, change.person)
    person.gone_at = None if change.person.enabled else clock.now()


def _rename(namespace: str, change: changes.PersonRenamed) -> None:
    mirror.free_login(namespace, change.login, change.person_id)
    mirror.rename(_person(namespace, change.person_id), change.login, change.name, change.email)


def _close(namespace: str, change: changes.PersonDisabled) -> None:
    mirror.close(_person(namespace, change.person_id), clock.now())


def _reopen(namespace: str, change: changes.PersonEnabled) -> None:
    _person(namespace, change.person_id).gone_at = None


def _group(namespace: str, change: changes.GroupAdded | changes.GroupRenamed) -> None:
    mirror.keep_group(namespace, change.group_id, change.name)


def _join(namespace: str, change: changes.MembershipAdded | changes.MembershipRerouted) -> None:
    mirror.keep_membership(namespace, _person(namespace, change.person_id), change.membership)


def _leave(namespace: str, change: changes.MembershipRemoved) -> None:
    mirror.drop_membership(namespace, _person(namespace, change.person_id), change.group_id)


def _lose(namespace: str, change: changes.GroupGone) -> None:
    mirror.lose_group(namespace, change.group_id)


def _person(namespace: str, external_id: str) -> Person:
    person = mirror.find_mirrored(namespace, external_id)
    assert person is not None, "the change was worked out from the rows of this transaction"
    return person


_STORE: Mapping[type[changes.DirectoryChange], Callable[[str, Any], None]] = {
    changes.PersonAdded: _add,
    changes.PersonRenamed: _rename,
    changes.PersonDisabled: _close,
    changes.PersonEnabled: _reopen,
    changes.GroupAdded: _group,
    changes.GroupRenamed: _group,
    changes.GroupGone: _lose,
    changes.MembershipAdded: _join,
    changes.MembershipRerouted: _join,
    changes.MembershipRemoved: _leave,
}
