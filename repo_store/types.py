"""The records that go in and out of the library: frozen dataclasses without behaviour of their own.

Ids are the 40 hexadecimal digits Git prints; paths are separated by "/" and start at the root of the tree.
"""

import enum
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

MAIN: Final = "refs/heads/main"
"""The one branch that is written here."""

INTERNAL: Final = "refs/internal/"
"""Refs below this name are ours alone; they are never shown to a client."""


class Unchecked(enum.Enum):
    """The type of UNCHECKED, so that None can mean "must not exist"."""

    UNCHECKED = "unchecked"


UNCHECKED: Final = Unchecked.UNCHECKED
"""A change that does not say what it expects to find."""


@dataclass(frozen=True)
class Author:
    """Who signs a commit."""

    name: str
    email: str


@dataclass(frozen=True)
class Change:
    """One file to write or to delete.

    What is written are the bytes of `data`, or `blob`, the id of a blob that the repository holds already (for
    moves); with neither, the file is deleted. `expected` is the id of the blob that the path must hold in the
    head, or None when it must not exist. `executable` None keeps the bit as it is, and off for a new file.
    """

    path: str
    data: bytes | None
    expected: str | Unchecked | None = UNCHECKED
    blob: str | None = None
    executable: bool | None = None

    @property
    def is_deletion(self) -> bool:
        """Whether the path shall hold no file afterwards."""
        return self.data is None and self.blob is None


@dataclass(frozen=True)
class CommitRequest:
    """Everything that becomes one commit: all of it, or nothing.

    `trailers` are written as a last paragraph of `Key: value` lines, after the message. `at` is when it was
    written (aware), for histories that come from elsewhere; None is now. It is never before the parent's time.
    `folders` are paths of folders with the id of the tree that each must be in the head (None: no folder there),
    so that nothing came into them or left them unseen.
    """

    changes: tuple[Change, ...]
    author: Author
    message: str
    trailers: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None
    folders: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Commit:
    """One commit; both times are aware and in UTC. Text that is not UTF-8 shows replacement characters."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Author
    authored_at: datetime
    committed_at: datetime
    message: str

    def trailer(self, key: str) -> str | None:
        """The value of the last `key: value` line in the last paragraph, or None.

        Trailers of a CommitRequest are a paragraph of their own at the end, so nothing that a person typed
        into the message can pass for one of them when the request wrote the same key.
        """
        found = None
        for line in self.message.rstrip().rpartition("\n\n")[2].split("\n"):
            name, colon, value = line.partition(":")
            if colon and name == key:
                found = value.strip()
        return found


@dataclass(frozen=True)
class Entry:
    """A file in the tree of a commit; `size` is in bytes. Symbolic links and submodules have no entry."""

    path: str
    blob: str
    size: int
    executable: bool


def moved(entry: Entry, to: str) -> tuple[Change, Change]:
    """The two changes that move a file: it must be as the entry says, and nothing may be at the new path."""
    leave = Change(entry.path, None, expected=entry.blob)
    return leave, Change(to, None, expected=None, blob=entry.blob, executable=entry.executable)


@dataclass(frozen=True)
class PathChange:
    """What a commit did to one file.

    `path` is where the file is afterwards (or was, when deleted). `blob` is None for a deleted file;
    `old_path` and `old_blob` are None for an added one. A "modified" file whose two blobs are equal changed
    its executable bit only.
    """

    kind: Literal["added", "modified", "deleted", "renamed"]
    path: str
    blob: str | None
    old_path: str | None
    old_blob: str | None


@dataclass(frozen=True)
class Reserve:
    """How much of the disk stays free: a write is refused below either of the two."""

    free_bytes: int = 500 * 1024 * 1024
    free_share: float = 0.05


DEFAULT_RESERVE: Final = Reserve()
"""What the durability contract asks for (I9)."""


@dataclass(frozen=True)
class Location:
    """Where one repository lives on disk: the Git directory, its lock, and the mark that stops writes."""

    path: Path
    lock: Path
    read_only: Path
    reserve: Reserve = DEFAULT_RESERVE
