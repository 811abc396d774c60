"""Documents to find, and both engines to find them with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from search.document import Document, Heading
from search.engine import Engine, Window
from search.engines.memory import MemoryEngine
from search.query import parse
from search.rebuilding import rebuild
from search.results import Results

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class Texts:
    """A `TextSource` over the documents a test has made."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}
        self.asked: list[str] = []

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        self.asked += ids
        return {id_: self.by_id[id_] for id_ in ids if id_ in self.by_id}


@pytest.fixture
def texts() -> Texts:
    return Texts()


@pytest.fixture
def document(texts: Texts) -> Callable[..., Document]:
    """Makes a document from an id, a body and whatever else matters."""

    def make(id_: str, body: str = "", **facts: Any) -> Document:
        headings = tuple(Heading(text, text, body.find(text)) for text in facts.pop("headings", ()))
        day = facts.pop("day", 0)
        known: dict[str, Any] = {"space": "handbook", "title": "", "kind": "page", "tags": (), "author": "Ann Li"}
        made = Document(
            id=id_,
            path=f"pages/{id_}",
            updated_at=BEGINNING + timedelta(days=day),
            headings=headings,
            body=body,
            **(known | facts),
        )
        texts.by_id[id_] = made.text
        return made

    return make


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, texts: Texts) -> Iterator[Engine]:
    made: Engine = MemoryEngine() if request.param == "memory" else rebuild(tmp_path / "index", [], texts)
    yield made
    made.close()


@pytest.fixture
def find(engine: Engine, texts: Texts) -> Callable[..., Results]:
    """Finds typed text among the documents with some ids, or all that were made."""

    def find_(typed: str, ids: Sequence[str] | None = None, **window: Any) -> Results:
        within = engine.within(list(texts.by_id) if ids is None else ids)
        return engine.find(parse(typed), within, Window(**window))

    return find_
