"""The promise every engine keeps. Who may see which document is decided outside and arrives as a `Within`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from search.document import Document
from search.query import Query
from search.results import Hit, Results


class TextSource(Protocol):
    """Keeps the texts, so that the index need not."""

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Title, line break and body by id; ids that are not known are absent."""


class Within(Protocol):
    """The documents one reader may see, in one generation of one engine. Opaque: cache it under `Engine.generation`."""

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Window:
    """Which hits to return: `limit` of them after the first `offset`."""

    limit: int = 20
    offset: int = 0
    sort: Literal["relevance", "newest"] = "relevance"


class Engine(Protocol):
    """Hits, totals, facets, scores and suggestions are as if documents outside `within` did not exist.

    Every method may raise `IndexUnusable`; the two that write may raise `IndexBusy`.
    """

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace by id, all or none. On the disk when it returns."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents; ids that are not known are ignored."""

    def generation(self) -> str:
        """A short text that changes with every put, remove and swap, also by other processes. Cheap."""

    def within(self, ids: Collection[str]) -> Within:
        """The documents with these ids, as of now; ids that are not indexed are left out."""

    def find(self, query: Query, within: Within, page: Window) -> Results:
        """Answer from the generation `within` was made for. An empty `within` finds nothing."""

    def titles(self, prefix: str, within: Within, limit: int) -> list[Hit]:
        """For a quick switcher: titles by word, substring, pinyin or initials; best first."""

    def count(self) -> int:
        """How many documents are indexed."""

    def close(self) -> None:
        """Let go of files. Using the engine afterwards is an error."""
