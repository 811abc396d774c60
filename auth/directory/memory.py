"""Two small directories: one in memory for tests, one in a JSON file for the demo and for a handful of
people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auth.directory.admitting import Account, admit
from auth.directory.directory import DirectoryPerson, Snapshot
from auth.directory.file_format import Entries, read_entries
from auth.directory.login_names import is_possible_login, login_key
from auth.errors import DirectoryUnavailable


class MemoryDirectory:
    """The directory that is given to it. Set ``entries``, ``complete`` or ``unavailable`` to play what can
    happen."""

    def __init__(self, entries: Entries, *, namespace: str = "memory") -> None:
        self.entries = entries
        self.complete = True
        self.unavailable = False
        self._namespace = namespace

    @property
    def namespace(self) -> str:
        """See ``Directory``."""
        return self._namespace

    def authenticate(self, login: str, password: str) -> DirectoryPerson:
        """See ``Directory``."""
        return admit(_called(login, self._read()), password)

    def find_person(self, login: str) -> DirectoryPerson | None:
        """See ``Directory``."""
        return _only(_called(login, self._read()))

    def people(self) -> Snapshot:
        """See ``Directory``."""
        return _snapshot(self._read(), complete=self.complete)

    def _read(self) -> Entries:
        if self.unavailable:
            raise DirectoryUnavailable("the directory in memory was told to be unavailable")
        return self.entries.resolved()


class FileDirectory:
    """The directory in a JSON file, read anew at every call, so that an edited file counts at once."""

    def __init__(self, path: Path, *, namespace: str = "file") -> None:
        self.path = path
        self._namespace = namespace

    @property
    def namespace(self) -> str:
        """See ``Directory``."""
        return self._namespace

    def authenticate(self, login: str, password: str) -> DirectoryPerson:
        """See ``Directory``."""
        return admit(_called(login, read_entries(self.path)), password)

    def find_person(self, login: str) -> DirectoryPerson | None:
        """See ``Directory``."""
        return _only(_called(login, read_entries(self.path)))

    def people(self) -> Snapshot:
        """See ``Directory``."""
        return _snapshot(read_entries(self.path), complete=True)


def _called(login: str, entries: Entries) -> list[Account]:
    if not is_possible_login(login):
        return []
    key = login_key(login)
    return [one for one in entries.accounts if login_key(one.person.login) == key]


def _only(accounts: Sequence[Account]) -> DirectoryPerson | None:
    return accounts[0].person if len(accounts) == 1 else None


def _snapshot(entries: Entries, *, complete: bool) -> Snapshot:
    people = {one.person.id for one in entries.accounts}
    groups = {one.id for one in entries.groups}
    ignored = sum(len(one.members - people) + len(one.subgroups - groups) for one in entries.groups)
    return Snapshot(tuple(one.person for one in entries.accounts), entries.groups, complete, ignored)
