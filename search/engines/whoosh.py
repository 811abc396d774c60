"""The engine on the disk, and the only module that speaks Whoosh (whoosh3 3.54).

Whoosh keeps the dictionary and the postings; matching and ranking are ours (`search.ranking`), because Whoosh's own
scores count words in documents the reader may not see. Segments are written with `compound=False` (compound ones are
copied into memory by every open) and never merged inside a `put`.

Bodies and positions are not stored: a phrase is the AND of its terms and a look at the text. Measured with 600 pages
and 199 phrases out of them: with positions 25.7 MB, 9.4 s of CPU to build, 1.2 / 9.8 ms a phrase (p50 / p99); without
16.8 MB, 5.0 s, 2.4 / 38 ms. Pages are built and saved more often than phrases are asked for, and the look is exact.
"""

import pickle
import re
import struct
import threading
import weakref
import zlib
from array import array
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex, LockError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import IndexWriter

from search.analysis import terms_of
from search.document import Document
from search.engine import TextSource, Window, Within
from search.engines.generation import DiskShelf, Postings, Segment, packed, unpacked
from search.engines.pointer import Place, current_folder, newest, settled, writing
from search.engines.seals import Inspector, drop_old_seals, seal, sync_folder
from search.errors import IndexBusy, IndexUnusable
from search.query import Query
from search.ranking import find
from search.results import NOTHING, Hit, Results
from search.selection import Facts, Field, Selection, facts_of
from search.titles import best

WRITE_PATIENCE = 30.0
"""Seconds to wait for another writer."""

TIDY_ABOVE = 8
"""Segments that are left alone; above, small ones are merged, so that there are never 20."""

MEMORY_MB = 256
_TOC_NAME = re.compile(r"_MAIN_(\d+)\.toc")
_DAMAGE = (
    *(OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(struct.error, zlib.error, pickle.UnpicklingError, WhooshIndexError),
)


class _Weights(FieldType):
    """A field whose terms and weights were worked out by `search.analysis`."""

    def __init__(self) -> None:
        self.format = Existence()

    def index(self, value: dict[str, float], **_: Any) -> Generator[tuple[bytes, int, float, bytes]]:
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


_SCHEMA = Schema(terms=_Weights(), words=_Weights(), facts=STORED())


class _SealedStorage(FileStorage):
    """Files in a folder; the renaming of a `.toc` is the commit, so everything is sealed and on the disk before it."""

    def __init__(self, folder: Path) -> None:
        FileStorage.__init__(self, str(folder))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder, match = Path(self.folder), _TOC_NAME.fullmatch(newname)
        if match:
            seal(folder, int(match[1]), folder / oldname)
        FileStorage.rename_file(self, oldname, newname, safe=safe)
        if match:
            sync_folder(folder)
            drop_old_seals(folder, int(match[1]))


class _Reader:
    """One segment's files, for one thread at a time."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        with _damage_is_named():
            self._reader = SegmentReader(storage, _SCHEMA, segment)
        self.close: Callable[[], None] = self._reader.close

    def facts(self) -> list[Facts]:
        with _damage_is_named():
            count = self._reader.doc_count_all()
            return [unpacked(self._reader.stored_fields(number)["facts"]) for number in range(count)]

    def postings(self, field: Field, term: str) -> Postings:
        numbers, weights = array("I"), array("f")
        with _damage_is_named():
            try:
                matcher = self._reader.postings(field, term.encode())
            except TermNotFound:
                return numbers, weights
            while matcher.is_active():
                numbers.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
        return numbers, weights

    def words_from(self, prefix: str) -> list[str]:
        with _damage_is_named():
            return [term.decode() for term in self._reader.expand_prefix("words", prefix.encode())]


class WhooshEngine:
    """Keeps the promise of `search.engine.Engine` in a folder that `search.rebuilding.rebuild` made.

    Many processes may read while one writes. Open it after a fork. A folder that is missing or damaged raises
    `IndexUnusable` when the engine is opened or at the next call; a full disk raises `OSError` and changes nothing.
    """

    def __init__(self, folder: Path, texts: TextSource) -> None:
        self._root = folder
        self._texts = texts
        self._lock = threading.RLock()
        self._inspector = Inspector(folder)
        self._open: weakref.WeakValueDictionary[str, Segment] = weakref.WeakValueDictionary()
        self._names: set[str] = set()
        self._generation: DiskShelf | None = None
        self._current()

    def put(self, documents: Iterable[Document]) -> None:
        """As promised; all documents of one call are held in memory."""
        batch = {document.id: document for document in documents}
        if not batch:
            return
        with self._writer() as writer:
            _delete(writer, self._current(), batch)
            for document in batch.values():
                add(writer, document)

    def remove(self, ids: Iterable[str]) -> None:
        wanted = set(ids)
        if wanted & self._current().numbers.keys():
            with self._writer() as writer:
                _delete(writer, self._current(), wanted)

    def tidy(self) -> bool:
        """Merge small segments if there are many; whether anything was done. For the background: it takes seconds."""
        self._current()
        if len(self._names) <= TIDY_ABOVE:
            return False
        with self._writer(merge_small):
            return True

    def generation(self) -> str:
        return settled(self._root, lambda: newest(self._root)).key

    def within(self, ids: Collection[str]) -> Within:
        generation = self._current()
        numbers = generation.numbers
        return Selection(generation, {numbers[id_] for id_ in ids if id_ in numbers})

    def find(self, query: Query, within: Within, page: Window) -> Results:
        if not isinstance(within, Selection) or not len(within):
            return NOTHING
        self._current()
        return find(within, query, page)

    def titles(self, prefix: str, within: Within, limit: int) -> list[Hit]:
        if not isinstance(within, Selection) or not len(within):
            return []
        fitting = best(((facts.id, facts.title) for _, facts in within.facts()), prefix, limit)
        return [Hit(id_, score) for score, id_ in fitting]

    def count(self) -> int:
        return len(self._current().numbers)

    def close(self) -> None:
        """Files close when the last `Within` that was made from them is let go."""
        with self._lock:
            self._generation = None
            self._names = set()

    @contextmanager
    def _writer(self, merge: Callable[..., Any] | None = None) -> Iterator[IndexWriter]:
        with writing(self._root, alone=False):
            self._current()
            with writer_in(current_folder(self._root), merge) as writer:
                yield writer

    def _current(self) -> DiskShelf:
        """The newest generation, its files looked at."""
        with self._lock:
            return settled(self._root, self._refreshed)

    def _refreshed(self) -> DiskShelf:
        place = newest(self._root)
        if self._inspector.folder != place.folder:
            self._inspector = Inspector(place.folder)
        if self._generation is None or self._generation.key != place.key:
            self._inspector.check(place.number)
            self._generation = self._loaded(place)
        else:
            self._inspector.check(place.number, self._names)
        return self._generation

    def _loaded(self, place: Place) -> DiskShelf:
        storage = _SealedStorage(place.folder)
        with _damage_is_named():
            segments = TOC.read(storage, "MAIN", gen=place.number, schema=_SCHEMA).segments
        names = {segment.segment_id() for segment in segments}
        self._inspector.check(place.number, names)
        opened: list[tuple[Segment, frozenset[int]]] = []
        for segment in segments:
            name = f"{place.folder.name}/{segment.segment_id()}"
            one = self._open.get(name)
            if one is None:
                one = self._open[name] = Segment(_Reader(storage, segment))
            opened.append((one, frozenset(segment.deleted_docs())))
        self._names = names
        return DiskShelf(place.key, opened, self._texts)


@contextmanager
def writer_in(folder: Path, merge: Callable[..., Any] | None = None) -> Iterator[IndexWriter]:
    """A writer that commits at the end, or leaves everything as it was if anything goes wrong."""
    storage = _SealedStorage(folder)
    with _damage_is_named():
        index = FileIndex(storage, schema=_SCHEMA)
    try:
        writer = index.writer(compound=False, timeout=WRITE_PATIENCE, delay=0.02, limitmb=MEMORY_MB)
    except LockError as error:
        raise IndexBusy(f"The index in {folder} is being written.") from error
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False, mergetype=merge)


def create(folder: Path) -> None:
    """Make an empty index in a folder that exists."""
    FileIndex.create(_SealedStorage(folder), _SCHEMA)


def add(writer: IndexWriter, document: Document) -> None:
    """Add a document; one with the same id that is already there must have been deleted."""
    terms = terms_of(document)
    writer.add_document(terms=terms.terms, words=terms.words, facts=packed(facts_of(document, terms)))


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: the smallest segments, as long as the next is no larger than those before it together.

    Each document is so written anew at most about log2(documents) times, and no more segments stay.
    """
    by_size = sorted(segments, key=lambda segment: segment.doc_count_all() - segment.deleted_count())
    merged: list[Any] = []
    total = 0
    for segment in by_size:
        size = segment.doc_count_all() - segment.deleted_count()
        if len(merged) > 1 and size > total:
            break
        merged.append(segment)
        total += size
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            if reader.doc_count():
                writer.add_reader(reader)
        finally:
            reader.close()
    return [segment for segment in segments if segment not in merged]


def _delete(writer: IndexWriter, generation: DiskShelf, ids: Iterable[str]) -> None:
    for id_ in ids:
        if id_ in generation.numbers:
            writer.delete_document(generation.numbers[id_])


@contextmanager
def _damage_is_named() -> Iterator[None]:
    """Whoosh and pickle meet a damaged file with any of many errors; a file that is gone is another matter."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _DAMAGE as error:
        raise IndexUnusable(f"The index is damaged: {error!r}.") from error
