"""Which deleted and which added file are one file that moved. Pure: the caller brings the bytes.

Two files are alike as Git counts it (diffcore-delta.c): the bytes of the lines they share, over the size of
the larger one; half is enough.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

THRESHOLD: Final = 0.5
MOST_PAIRS: Final = 20_000
"""How many pairs are compared by content; with more, only pairs of one file name are."""

LARGEST_FILE: Final = 4 * 1024 * 1024
"""Larger files, in bytes, are matched by identity only."""


@dataclass(frozen=True)
class Files:
    """Paths and blob ids on both sides of a commit, and how to read a blob."""

    deleted: Mapping[str, str]
    added: Mapping[str, str]
    read: Callable[[str], bytes]


@dataclass
class _Found:
    files: Files
    old_of: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def pair(self, candidates: Iterable[tuple[float, str, str]]) -> None:
        """Take the best candidates first; of equal ones, those whose paths end alike."""
        order = sorted(candidates, key=lambda c: (-c[0], -_common_end(c[1], c[2]), c[1], c[2]))
        for _score, old, new in order:
            if old not in self.taken and new not in self.old_of:
                self.taken.add(old)
                self.old_of[new] = old

    def open_ends(self) -> tuple[list[str], list[str]]:
        """Deleted and added paths that have no partner yet."""
        deleted = [path for path in self.files.deleted if path not in self.taken]
        return deleted, [path for path in self.files.added if path not in self.old_of]


def pair(files: Files) -> dict[str, str]:
    """The old path of every added path that is a renamed file.

    The same bytes always match. By content, the cost is bounded: see MOST_PAIRS and LARGEST_FILE.
    """
    found = _Found(files)
    _same_bytes(found)
    deleted, added = found.open_ends()
    pairs = [(old, new) for old in deleted for new in added] if len(deleted) * len(added) <= MOST_PAIRS else []
    found.pair(_alike(files, pairs or _same_file_names(deleted, added)))
    return found.old_of


def _same_bytes(found: _Found) -> None:
    deleted, added = defaultdict(list), defaultdict(list)
    for path, blob in found.files.deleted.items():
        deleted[blob].append(path)
    for path, blob in found.files.added.items():
        added[blob].append(path)
    for blob in deleted.keys() & added.keys():
        old, new = deleted[blob], added[blob]
        if len(old) * len(new) <= MOST_PAIRS:
            found.pair((1.0, o, n) for o in old for n in new)
        else:
            found.pair((1.0, o, n) for o, n in zip(sorted(old), sorted(new), strict=False))


def _same_file_names(deleted: Sequence[str], added: Sequence[str]) -> list[tuple[str, str]]:
    by_name = defaultdict(list)
    for path in deleted:
        by_name[_file_name(path)].append(path)
    pairs = [(old, new) for new in added for old in by_name.get(_file_name(new), ())[:8]]
    return pairs[:MOST_PAIRS]


def _alike(files: Files, pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[float, str, str]]:
    seen: dict[str, Counter[bytes] | None] = {}

    def lines(blob: str) -> Counter[bytes] | None:
        if blob not in seen:
            data = files.read(blob)
            seen[blob] = Counter(data.splitlines(keepends=True)) if len(data) <= LARGEST_FILE else None
        return seen[blob]

    for old, new in pairs:
        before, after = lines(files.deleted[old]), lines(files.added[new])
        if before and after:
            score = _similarity(before, after)
            if score >= THRESHOLD:
                yield score, old, new


def _similarity(before: Counter[bytes], after: Counter[bytes]) -> float:
    shared = sum(len(line) * min(count, after[line]) for line, count in before.items() if line in after)
    return shared / max(_bytes(before), _bytes(after))


def _bytes(lines: Counter[bytes]) -> int:
    return sum(len(line) * count for line, count in lines.items())


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _common_end(a: str, b: str) -> int:
    """How many last segments two paths share."""
    shared = 0
    for left, right in zip(reversed(a.split("/")), reversed(b.split("/")), strict=False):
        if left != right:
            break
        shared += 1
    return shared
