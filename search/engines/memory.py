"""An engine in memory, for tests and very small instances. It keeps the texts itself and forgets all at the end."""

import bisect
import threading
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from search.analysis import terms_of
from search.document import Document
from search.engine import Window, Within
from search.query import Query
from search.ranking import find
from search.results import NOTHING, Hit, Results
from search.selection import Chunk, Facts, Field, Selection, facts_of
from search.titles import best

_COMPACT_ABOVE = 64
"""Documents that are gone before the lists are written anew; they also must be more than those that are left."""


class _Lists:
    """Postings that only ever grow, so that a view of their first documents stays true."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.facts: list[Facts] = []
        self.postings: dict[Field, dict[str, tuple[array[int], array[float]]]] = {"terms": {}, "words": {}}
        self.words: list[str] = []

    def add(self, document: Document) -> int:
        number, terms = len(self.documents), terms_of(document)
        self.documents.append(document)
        self.facts.append(facts_of(document, terms))
        for word in terms.words.keys() - self.postings["words"].keys():
            bisect.insort(self.words, word)
        weighted: tuple[tuple[Field, dict[str, float]], ...] = (("terms", terms.terms), ("words", terms.words))
        for field, weights in weighted:
            for term, weight in weights.items():
                numbers, heavy = self.postings[field].setdefault(term, (array("I"), array("f")))
                numbers.append(number)
                heavy.append(weight)
        return number


class _View:
    """The first documents of some lists: the shelf of one generation."""

    def __init__(self, lists: _Lists, numbers: dict[str, int]) -> None:
        self._lists = lists
        self.numbers = dict(numbers)
        self.facts: Sequence[Facts] = lists.facts[:]

    def postings(self, field: Field, term: str) -> Iterable[Chunk]:
        numbers, weights = self._lists.postings[field].get(term, (array("I"), array("f")))
        size = bisect.bisect_left(numbers, len(self.facts))
        return [(0, numbers[:size], weights[:size])]

    def words_from(self, prefix: str) -> Iterator[str]:
        words = self._lists.words
        for word in words[bisect.bisect_left(words, prefix) :]:
            if not word.startswith(prefix):
                return
            yield word

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {id_: self._lists.documents[self.numbers[id_]].text for id_ in ids if id_ in self.numbers}


class MemoryEngine:
    """Keeps the promise of `search.engine.Engine` without a disk; "durable" ends with the process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._lists = _Lists()
        self._numbers: dict[str, int] = {}
        self._generation = 0
        self._view = _View(self._lists, self._numbers)

    def put(self, documents: Iterable[Document]) -> None:
        with self._lock:
            for document in {document.id: document for document in documents}.values():
                self._numbers[document.id] = self._lists.add(document)
            self._turn()

    def remove(self, ids: Iterable[str]) -> None:
        with self._lock:
            for id_ in ids:
                self._numbers.pop(id_, None)
            self._turn()

    def generation(self) -> str:
        return str(self._generation)

    def within(self, ids: Collection[str]) -> Within:
        view = self._view
        return Selection(view, {view.numbers[id_] for id_ in ids if id_ in view.numbers})

    def find(self, query: Query, within: Within, page: Window) -> Results:
        if not isinstance(within, Selection) or not len(within):
            return NOTHING
        with self._lock:
            return find(within, query, page)

    def titles(self, prefix: str, within: Within, limit: int) -> list[Hit]:
        if not isinstance(within, Selection) or not len(within):
            return []
        fitting = best(((facts.id, facts.title) for _, facts in within.facts()), prefix, limit)
        return [Hit(id_, score) for score, id_ in fitting]

    def count(self) -> int:
        return len(self._numbers)

    def close(self) -> None:
        pass

    def _turn(self) -> None:
        gone = len(self._lists.documents) - len(self._numbers)
        if gone > max(_COMPACT_ABOVE, len(self._numbers)):
            old, self._lists = self._lists, _Lists()
            kept = [old.documents[number] for number in self._numbers.values()]
            self._numbers = {document.id: self._lists.add(document) for document in kept}
        self._generation += 1
        self._view = _View(self._lists, self._numbers)
