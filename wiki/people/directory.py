"""The directory that this instance asks for people, if its settings name one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auth.actor import GroupMembership
from auth.directory.directory import Directory, DirectoryPerson
from auth.directory.memory import FileDirectory
from auth.directory.nesting import closure
from wiki.config import Settings
from wiki.instance import current


@dataclass(frozen=True)
class Configured:
    """The directory of an instance; None where all accounts are local."""

    directory: Directory | None


def configured() -> Directory | None:
    """The directory of the current instance, the same one for the whole process."""
    return current().part(Configured, _open).directory


def memberships_in(directory: Directory, person: DirectoryPerson) -> tuple[GroupMembership, ...] | None:
    """The groups of ``person`` as the directory has them now, with the way there; None when it answers in part."""
    snapshot = directory.people()
    return closure(snapshot.groups).get(person.id, ()) if snapshot.complete else None


def _open(settings: Settings) -> Configured:
    return Configured(FileDirectory(Path(settings.directory_file)) if settings.directory_file else None)
