"""What a tree holds and what a commit is made of, as the modules of this library tell each other.

Callers of the library see the records of types.py instead.
"""

from dataclasses import dataclass
from typing import Final

from repo_store.types import Author

FILE: Final = 0o100644
EXECUTABLE: Final = 0o100755
FOLDER: Final = 0o040000
_KIND: Final = 0o170000


@dataclass(frozen=True)
class Item:
    """What a tree holds under one name."""

    id: str
    mode: int

    @property
    def is_file(self) -> bool:
        """A regular file: no symbolic link, no submodule, no folder."""
        return self.mode & _KIND == 0o100000

    @property
    def is_folder(self) -> bool:
        """A subtree."""
        return self.mode == FOLDER


@dataclass(frozen=True)
class Delta:
    """One path at which two trees differ; a side is None where the path does not exist."""

    path: str
    old: Item | None
    new: Item | None


@dataclass(frozen=True)
class Draft:
    """A commit before it has an id; `seconds` count from 1970 and are written as UTC."""

    tree: str
    parent: str | None
    author: Author
    seconds: int
    message: str
