"""One generation of an index on the disk: its segments read as one shelf. How a segment is read, its engine knows."""

import heapq
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from itertools import groupby
from typing import Any, Protocol

from search.engine import TextSource
from search.selection import Chunk, Facts, Field
from search.titles import TitleKeys

CACHED_POSTINGS = 1_000_000
"""Document numbers kept in memory for each segment (8 bytes each), those used last."""

_FACTS = tuple(field.name for field in fields(Facts) if field.name != "title")

Postings = tuple[Sequence[int], Sequence[float]]
"""Document numbers within a segment, and weights."""


class Reader(Protocol):
    """What an engine can read of a segment. Need not be safe for threads."""

    close: Callable[[], None]

    def facts(self) -> list[Facts]:
        """Of every document that was ever in it, by number."""

    def postings(self, field: Field, term: str) -> Postings:
        """Where a term stands; empty where it is unknown."""

    def words_from(self, prefix: str) -> list[str]:
        """Its words that begin with `prefix`."""


class Segment:
    """A part of an index that never changes, but that documents in it go. Keeps what was read; closes itself."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Field, str], Postings] = OrderedDict()
        self._room = CACHED_POSTINGS
        self._words: dict[str, list[str]] = {}
        weakref.finalize(self, reader.close)
        self.facts: Sequence[Facts] = reader.facts()

    def postings(self, field: Field, term: str) -> Postings:
        with self._lock:
            kept = self._kept.get((field, term))
            if kept is None:
                kept = self._kept[field, term] = self._reader.postings(field, term)
                self._room -= len(kept[0]) + 8
                while self._room < 0 and len(self._kept) > 1:
                    self._room += len(self._kept.popitem(last=False)[1][0]) + 8
            else:
                self._kept.move_to_end((field, term))
        return kept

    def words_from(self, prefix: str) -> Iterable[str]:
        """Words are read a first letter at a time and kept: corrections ask for them again and again."""
        with self._lock:
            if prefix[:1] not in self._words:
                self._words[prefix[:1]] = sorted(self._reader.words_from(prefix[:1]))
        return (word for word in self._words[prefix[:1]] if word.startswith(prefix))


class DiskShelf:
    """A `Shelf` over segments. Holding it keeps their files open, also when they are deleted."""

    def __init__(self, key: str, segments: Sequence[tuple[Segment, frozenset[int]]], source: TextSource) -> None:
        self.key = key
        self.facts: list[Facts] = []
        self.numbers: dict[str, int] = {}
        self._segments: list[tuple[int, Segment]] = []
        self._source = source
        for segment, gone in segments:
            base = len(self.facts)
            self._segments.append((base, segment))
            self.facts.extend(segment.facts)
            for number, facts in enumerate(segment.facts):
                if number not in gone:
                    self.numbers[facts.id] = base + number

    def postings(self, field: Field, term: str) -> Iterable[Chunk]:
        for base, segment in self._segments:
            numbers, weights = segment.postings(field, term)
            if numbers:
                yield base, numbers, weights

    def words_from(self, prefix: str) -> Iterator[str]:
        merged = heapq.merge(*(segment.words_from(prefix) for _, segment in self._segments))
        return (word for word, _ in groupby(merged))

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        return self._source.texts(ids)


def packed(facts: Facts) -> tuple[object, ...]:
    """Facts as a flat tuple, to be stored."""
    return (*(getattr(facts, name) for name in _FACTS), *astuple(facts.title))


def unpacked(stored: tuple[Any, ...]) -> Facts:
    """The facts again."""
    plain = dict(zip(_FACTS, stored, strict=False))
    return Facts(**plain, title=TitleKeys(*stored[len(_FACTS) :]))
