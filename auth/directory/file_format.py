"""The JSON file of a small directory: reading it, with every mistake named, and writing it.

{"people": [{"id", "login", "name", "email", "enabled", "password_hash"}],
 "groups": [{"id", "name", "members": [person ids], "subgroups": [group ids]}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from auth.directory.admitting import Account
from auth.directory.directory import DirectoryGroup, DirectoryPerson
from auth.errors import DirectoryUnavailable

LARGEST = 8 * 1024 * 1024
"""Bytes; a directory that needs more belongs on a server."""


@dataclass(frozen=True)
class Entries:
    """The accounts and groups of a small directory. A person's ``groups`` always follow from the groups."""

    accounts: tuple[Account, ...] = ()
    groups: tuple[DirectoryGroup, ...] = ()

    def resolved(self) -> Entries:
        """The same entries, each person with the ids of the groups that name them."""
        own: dict[str, list[str]] = {}
        for group in self.groups:
            for member in group.members:
                own.setdefault(member, []).append(group.id)
        return replace(
            self,
            accounts=tuple(
                replace(one, person=replace(one.person, groups=tuple(sorted(own.get(one.person.id, ())))))
                for one in self.accounts
            ),
        )


def read_entries(path: Path) -> Entries:
    """The entries; DirectoryUnavailable, naming the file and the mistake, when it is of no use."""
    try:
        if path.stat().st_size > LARGEST:
            raise DirectoryUnavailable(f"the directory file {path} is larger than {LARGEST} bytes")
        content: object = json.loads(path.read_text("utf-8"))
        return _entries(content).resolved()
    except OSError as error:
        raise DirectoryUnavailable(f"the directory file {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DirectoryUnavailable(f"the directory file {path} is not a directory: {error}") from error


def write_entries(path: Path, entries: Entries) -> None:
    """Write the file beside and swap it in, readable by its owner only: it holds hashes of passwords."""
    content = {
        "people": [_person_row(one) for one in entries.accounts],
        "groups": [
            {
                "id": one.id,
                "name": one.name,
                "members": sorted(one.members),
                "subgroups": sorted(one.subgroups),
            }
            for one in entries.groups
        ],
    }
    beside = path.with_name(path.name + ".new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    beside.replace(path)


def _person_row(account: Account) -> dict[str, str | bool | None]:
    person = account.person
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "email": person.email,
        "enabled": person.enabled,
        "password_hash": account.password_hash,
    }


def _entries(content: object) -> Entries:
    rows = _mapping(content, "the file")
    return Entries(
        accounts=tuple(_account(_mapping(one, "a person")) for one in _list(rows, "people")),
        groups=tuple(_group(_mapping(one, "a group")) for one in _list(rows, "groups")),
    )


def _account(row: Mapping[str, object]) -> Account:
    enabled = row.get("enabled", True)
    if not isinstance(enabled, bool):
        raise ValueError(f"enabled of a person must be true or false, not {enabled!r}")
    person = DirectoryPerson(
        id=_text(row, "id"),
        login=_text(row, "login"),
        name=_text(row, "name"),
        email=_text(row, "email") if row.get("email") is not None else None,
        enabled=enabled,
    )
    return Account(person, _text(row, "password_hash") if row.get("password_hash") is not None else None)


def _group(row: Mapping[str, object]) -> DirectoryGroup:
    return DirectoryGroup(
        id=_text(row, "id"),
        name=_text(row, "name"),
        dn=None,
        members=frozenset(_texts(row, "members")),
        subgroups=frozenset(_texts(row, "subgroups")),
    )


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object with names")
    return value


def _list(row: Mapping[str, object], key: str) -> list[object]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list")
    return value


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} must be a text that is not empty")
    return value


def _texts(row: Mapping[str, object], key: str) -> list[str]:
    values = _list(row, key)
    found = [one for one in values if isinstance(one, str)]
    if len(found) != len(values):
        raise ValueError(f"{key} must be a list of texts")
    return found
