"""What can change between two readings of a directory. How they are found is in ``reconciling``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auth.actor import GroupMembership
from auth.directory.directory import DirectoryPerson


@dataclass(frozen=True)
class PersonAdded:
    """A stable id that was never seen; ``person.enabled`` may be False."""

    person: DirectoryPerson


@dataclass(frozen=True)
class PersonRenamed:
    """The same person with another login, name or e-mail; all three as they are now."""

    person_id: str
    login: str
    name: str
    email: str | None


@dataclass(frozen=True)
class PersonDisabled:
    """May not be here any more: the directory says so, or the entry is gone (D34, D36)."""

    person_id: str
    why: Literal["disabled", "gone"]


@dataclass(frozen=True)
class PersonEnabled:
    """Was disabled or gone and is back, with the groups of today only; tokens stay revoked (D36)."""

    person_id: str


@dataclass(frozen=True)
class GroupAdded:
    """A group that was never seen; it grants nothing (D33)."""

    group_id: str
    name: str


@dataclass(frozen=True)
class GroupRenamed:
    """The same group under another name; its grants stay (D4)."""

    group_id: str
    name: str


@dataclass(frozen=True)
class GroupGone:
    """The group is no longer in the directory. One of the same name with another id is another group (D4)."""

    group_id: str


@dataclass(frozen=True)
class MembershipAdded:
    """A person is in a group now."""

    person_id: str
    membership: GroupMembership


@dataclass(frozen=True)
class MembershipRerouted:
    """Still in the group, by another chain or under another name."""

    person_id: str
    membership: GroupMembership


@dataclass(frozen=True)
class MembershipRemoved:
    """A person is no longer in a group."""

    person_id: str
    group_id: str


DirectoryChange = (
    PersonAdded
    | PersonRenamed
    | PersonDisabled
    | PersonEnabled
    | GroupAdded
    | GroupRenamed
    | GroupGone
    | MembershipAdded
    | MembershipRerouted
    | MembershipRemoved
)
