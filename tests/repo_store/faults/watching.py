"""What the tests of faults share: a save to be watched, its outcome, and what must be true afterwards."""

import os
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from repo_store import Author, Change, CommitRequest, Store, maintenance
from repo_store.repository import Repository
from repo_store.types import Reserve

ANN = Author("Ann", "p-1@example.invalid")
SEED = 20_261_122


@dataclass(frozen=True)
class Outcome:
    """How a watched writer ended: the commit that it was told, or the error; and the system calls that it made."""

    commit: str | None
    error: str | None
    killed: bool
    calls: tuple[str, ...]

    @property
    def counted(self) -> Counter[str]:
        """How often each system call was made."""
        return Counter(name for call in self.calls if (name := re.split(r"\W", call)[0]) and "(" in call)


def unreserved(root: Path) -> Store:
    return Store(root, Reserve(free_bytes=0, free_share=0.0))


def save(root: Path, text: str) -> str:
    """What every watched writer does: one page below two folders, in a repository that has some."""
    change = Change("guides/deep/page.md", text.encode())
    return unreserved(root).open("handbook").commit_changes(CommitRequest((change,), ANN, text)).id


def page(repository: Repository) -> str:
    """The text that main has now."""
    head = repository.head()
    assert head is not None
    entry = repository.entry(head, "guides/deep/page.md")
    assert entry is not None
    return repository.read(entry.blob).decode()


def assert_whole(repository: Repository, expected: set[str]) -> None:
    """One of the expected texts is there, everything it stands on too."""
    assert page(repository) in expected
    complaints = maintenance.check(repository)
    assert complaints == []


def points(counted: Counter[str], limit: int | None) -> list[tuple[str, int]]:
    """Every (system call, how many-th), or a seeded sample of them."""
    every = [(name, number) for name in sorted(counted) for number in range(1, counted[name] + 1)]
    if limit is None or limit >= len(every):
        return every
    return sorted(random.Random(SEED).sample(every, limit))


def is_root() -> bool:
    return os.geteuid() == 0
