"""The documents one reader may see in one generation of an index. Nothing outside them is counted or answered."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from search.analysis import Terms
from search.document import Document
from search.titles import TitleKeys, keys_for

Field = Literal["terms", "words"]
Chunk = tuple[int, Sequence[int], Sequence[float]]
"""Postings of a part of an index: the number of its first document, document numbers counted from there, weights."""


@dataclass(frozen=True)
class Facts:
    """What is kept of a document beside its terms. `updated_at` is in seconds since 1970, `length` in words."""

    id: str
    space: str
    kind: str
    tags: tuple[str, ...]
    author: str
    updated_at: float
    length: int
    title: TitleKeys


def facts_of(document: Document, terms: Terms) -> Facts:
    """What an engine keeps of a document beside its terms."""
    return Facts(
        id=document.id,
        space=document.space,
        kind=document.kind,
        tags=document.tags,
        author=document.author,
        updated_at=document.updated_at.timestamp(),
        length=terms.length,
        title=keys_for(document.title),
    )


class Shelf(Protocol):
    """One generation of an index, readable for as long as somebody holds it. Documents are numbered from 0."""

    @property
    def facts(self) -> Sequence[Facts]:
        """By document number."""

    def postings(self, field: Field, term: str) -> Iterable[Chunk]:
        """Where a term stands; may name documents that are gone."""

    def words_from(self, prefix: str) -> Iterator[str]:
        """The words as written that begin with `prefix`, in order, each once."""

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Title and body by id."""


class Selection:
    """A `Within`: the document numbers one reader may see. Statistics are taken from these documents only.

    Word weights counted over the whole index would tell, by order and score, of words in documents that are hidden.
    """

    def __init__(self, shelf: Shelf, numbers: Collection[int]) -> None:
        self.shelf = shelf
        self.numbers = frozenset(numbers)
        self._mask = bytearray(len(shelf.facts))
        lengths = array("d", bytes(8 * len(shelf.facts)))
        for number in self.numbers:
            self._mask[number] = 1
            lengths[number] = shelf.facts[number].length
        average = sum(lengths) / len(self.numbers) if self.numbers else 1.0
        self.relative_lengths = array("d", (length / (average or 1.0) for length in lengths))
        """Length of each document over the average, by number."""

    def __len__(self) -> int:
        return len(self.numbers)

    def visible(self, field: Field, term: str) -> dict[int, float]:
        """The weight of a term in each document of the selection that holds it."""
        mask, found = self._mask, {}
        for base, numbers, weights in self.shelf.postings(field, term):
            for number, weight in zip(numbers, weights, strict=True):
                if mask[base + number]:
                    found[base + number] = weight
        return found

    def facts(self) -> Iterator[tuple[int, Facts]]:
        """Number and facts of every document of the selection."""
        facts = self.shelf.facts
        return ((number, facts[number]) for number in self.numbers)
