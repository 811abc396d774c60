"""The promise that every directory of people keeps, and its words. No directory lives here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class DirectoryPerson:
    """A person as the directory has them now.

    ``id`` is stable and never used again (entryUUID in LDAP): not the login, name or e-mail (D1, D7).
    ``groups`` are the ids of the groups that name this person themselves. ``enabled`` False: may not sign in
    (D34).
    """

    id: str
    login: str
    name: str
    email: str | None
    enabled: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class DirectoryGroup:
    """A group: ``members`` are ids of people, ``subgroups`` ids of the groups directly inside it."""

    id: str
    name: str
    dn: str | None
    members: frozenset[str]
    subgroups: frozenset[str]


@dataclass(frozen=True)
class Snapshot:
    """Everybody and every group at one moment.

    ``complete`` False: a part is missing, believe nothing (D23). ``ignored`` counts members that lead nowhere
    or are not people (D32).
    """

    people: tuple[DirectoryPerson, ...]
    groups: tuple[DirectoryGroup, ...]
    complete: bool
    ignored: int = 0


class Directory(Protocol):
    """A source of people. Every call is bounded in time and may raise DirectoryUnavailable."""

    @property
    def namespace(self) -> str:
        """A short word, stable for ever: an account is known by (namespace, id), so that the ``admin`` of one
        directory is never the ``admin`` of another (D6)."""
        ...

    def authenticate(self, login: str, password: str) -> DirectoryPerson:
        """The one enabled person with this login and password, groups fresh (D5, D35).

        InvalidCredentials with the reason for the admin log, after the same work whether the login is
        unknown, the password wrong or the person disabled (D13); a password that is blank, holds NUL or is longer
        than 1 KiB is refused before anything is asked (D10).
        """
        ...

    def find_person(self, login: str) -> DirectoryPerson | None:
        """The person with this login, disabled or not; None when there is none, or more than one (D5)."""
        ...

    def people(self) -> Snapshot:
        """Everybody and every group."""
        ...
