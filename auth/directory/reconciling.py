"""A directory as it was read against what we know: the list of changes. Pure; storing them is the
wiki's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auth.actor import GroupMembership
from auth.directory.changes import (
    DirectoryChange,
    GroupAdded,
    GroupGone,
    GroupRenamed,
    MembershipAdded,
    MembershipRemoved,
    MembershipRerouted,
    PersonAdded,
    PersonDisabled,
    PersonEnabled,
    PersonRenamed,
)
from auth.directory.directory import DirectoryPerson, Snapshot
from auth.directory.nesting import closure
from auth.errors import IncompleteSnapshot


@dataclass(frozen=True)
class KnownPerson:
    """A person of this directory as we have stored them."""

    id: str
    login: str
    name: str
    email: str | None
    enabled: bool


@dataclass(frozen=True)
class KnownState:
    """All that we have stored of one directory: people and group names by stable id, memberships with their
    chains by person id. Local accounts and other directories are not in it (D6)."""

    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    memberships: Mapping[str, tuple[GroupMembership, ...]] = field(default_factory=dict)


def reconcile(known: KnownState, snapshot: Snapshot) -> list[DirectoryChange]:
    """What must change so that ``known`` says what ``snapshot`` says; empty the second time.

    Identity is the stable id alone: a new login is a rename, an old login under a new id is a new person and
    the old one is gone (D1 to D4). In the order to apply them: people who leave free their logins first.
    IncompleteSnapshot when a part is missing or two entries share an id (D23).
    """
    _check(snapshot)
    people = {one.id: one for one in snapshot.people}
    inside = {person: own for person, own in closure(snapshot.groups).items() if person in people}
    return [
        *_leaving(known, people),
        *_staying(known, people.values()),
        *_groups(known, {one.id: one.name for one in snapshot.groups}),
        *_memberships(known.memberships, inside),
        *(GroupGone(one) for one in sorted(known.groups.keys() - {group.id for group in snapshot.groups})),
    ]


@dataclass(frozen=True)
class Shrinkage:
    """What a reading would take away: people to be disabled, and the ids of groups to be emptied."""

    people_lost: int
    people_known: int
    emptied_groups: tuple[str, ...]


def needs_confirmation(changes: Sequence[DirectoryChange], known: KnownState) -> Shrinkage | None:
    """What an admin must confirm before ``changes`` are stored, or None (D24).

    That is: more than a tenth of the people who are enabled now, and at least 5, would be disabled; or all of
    them; or a group of 10 or more members would have none.
    """
    enabled = sum(person.enabled for person in known.people.values())
    lost = sum(isinstance(change, PersonDisabled) for change in changes)
    emptied = _emptied(changes, known)
    too_many = lost >= 5 and lost * 10 > enabled
    all_of_them = lost > 1 and lost == enabled
    return Shrinkage(lost, enabled, emptied) if too_many or all_of_them or emptied else None


def _check(snapshot: Snapshot) -> None:
    if not snapshot.complete:
        raise IncompleteSnapshot("the directory was read in part")
    for what, ids in (
        ("people", [p.id for p in snapshot.people]),
        ("groups", [g.id for g in snapshot.groups]),
    ):
        if len(set(ids)) != len(ids):
            raise IncompleteSnapshot(f"two {what} of the directory share one stable id")


def _leaving(known: KnownState, people: Mapping[str, DirectoryPerson]) -> list[DirectoryChange]:
    found: list[DirectoryChange] = []
    for person in known.people.values():
        now = people.get(person.id)
        if person.enabled and (now is None or not now.enabled):
            found.append(PersonDisabled(person.id, "gone" if now is None else "disabled"))
    return found


def _staying(known: KnownState, people: Iterable[DirectoryPerson]) -> list[DirectoryChange]:
    found: list[DirectoryChange] = []
    for now in people:
        before = known.people.get(now.id)
        if before is None:
            found.append(PersonAdded(now))
            continue
        if (before.login, before.name, before.email) != (now.login, now.name, now.email):
            found.append(PersonRenamed(now.id, now.login, now.name, now.email))
        if now.enabled and not before.enabled:
            found.append(PersonEnabled(now.id))
    return found


def _groups(known: KnownState, groups: Mapping[str, str]) -> list[DirectoryChange]:
    found: list[DirectoryChange] = []
    for group_id, name in groups.items():
        if group_id not in known.groups:
            found.append(GroupAdded(group_id, name))
        elif known.groups[group_id] != name:
            found.append(GroupRenamed(group_id, name))
    return found


def _memberships(
    before: Mapping[str, tuple[GroupMembership, ...]], now: Mapping[str, tuple[GroupMembership, ...]]
) -> list[DirectoryChange]:
    found: list[DirectoryChange] = []
    for person in sorted(before.keys() | now.keys()):
        old = {one.group_id: one for one in before.get(person, ())}
        new = {one.group_id: one for one in now.get(person, ())}
        found += [MembershipRemoved(person, one) for one in sorted(old.keys() - new.keys())]
        found += [MembershipAdded(person, new[one]) for one in sorted(new.keys() - old.keys())]
        found += [MembershipRerouted(person, new[one]) for one in sorted(new) if one in old and new[one] != old[one]]
    return found


def _emptied(changes: Sequence[DirectoryChange], known: KnownState) -> tuple[str, ...]:
    sizes: dict[str, int] = {}
    for own in known.memberships.values():
        for one in own:
            sizes[one.group_id] = sizes.get(one.group_id, 0) + 1
    left = dict(sizes)
    for change in changes:
        if isinstance(change, MembershipRemoved) and change.group_id in left:
            left[change.group_id] -= 1
        elif isinstance(change, MembershipAdded) and change.membership.group_id in left:
            left[change.membership.group_id] += 1
    return tuple(sorted(group_id for group_id, size in sizes.items() if size >= 10 and left[group_id] == 0))
