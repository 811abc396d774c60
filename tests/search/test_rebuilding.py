"""Building beside, then swapping."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.document import Document
from search.engine import TextSource, Window
from search.engines.whoosh import WhooshEngine
from search.errors import IndexBusy, IndexUnusable
from search.query import parse
from search.rebuilding import open_engine, rebuild

Make = Callable[..., Document]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index"


def found(engine: WhooshEngine, typed: str) -> list[str]:
    return sorted(hit.id for hit in engine.find(parse(typed), engine.within(["a", "b", "c"]), Window()).hits)


def test_a_first_index_is_built_where_there_was_nothing(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra")], texts)
    assert found(engine, "zebra") == ["a"]
    assert found(open_engine(root, texts), "zebra") == ["a"]


def test_an_empty_index_is_an_index(root: Path, texts: TextSource) -> None:
    engine = rebuild(root, [], texts)
    assert engine.count() == 0
    assert found(engine, "zebra") == []


def test_open_engines_follow_the_swap(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra"), document("b", "lion")], texts)
    held, before = engine.within(["a"]), engine.generation()
    rebuild(root, [document("b", "zebra")], texts)
    assert engine.generation() != before
    assert (found(engine, "zebra"), found(engine, "lion")) == (["b"], [])
    # What was selected before the swap is still answered from the old index, though its files are deleted.
    assert [hit.id for hit in engine.find(parse("zebra"), held, Window()).hits] == ["a"]
    assert len(list(root.glob("index*"))) == 1


def test_readers_find_the_old_index_until_the_new_one_is_whole(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra")], texts)
    during: list[list[str]] = []

    def documents() -> Iterator[Document]:
        for id_ in ("b", "c"):
            yield document(id_, "zebra")
            during.append(found(engine, "zebra"))

    rebuild(root, documents(), texts)
    assert during == [["a"], ["a"]]
    assert found(engine, "zebra") == ["b", "c"]


def test_writers_are_told_to_come_back_during_a_rebuild(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra")], texts)
    refused: list[str] = []

    def documents() -> Iterator[Document]:
        yield document("a", "zebra")
        for change in (lambda: engine.put([document("c", "zebra")]), lambda: engine.remove(["a"]), rebuild_again):
            with pytest.raises(IndexBusy):
                change()
            refused.append("busy")

    def rebuild_again() -> None:
        rebuild(root, [], texts)

    rebuild(root, documents(), texts)
    assert refused == ["busy"] * 3
    engine.put([document("c", "zebra")])
    assert found(engine, "zebra") == ["a", "c"]


def test_a_rebuild_that_fails_leaves_the_old_index(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra")], texts)
    before = engine.generation()

    def broken() -> Iterator[Document]:
        yield document("b", "zebra")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        rebuild(root, broken(), texts)
    assert engine.generation() == before
    assert found(engine, "zebra") == ["a"]
    rebuild(root, [document("b", "zebra")], texts)
    assert len(list(root.glob("index*"))) == 1
    assert found(engine, "zebra") == ["b"]


def test_a_damaged_index_is_mended_by_a_rebuild(root: Path, texts: TextSource, document: Make) -> None:
    engine = rebuild(root, [document("a", "zebra")], texts)
    for path in root.glob("index*/*.trm"):
        path.write_bytes(b"")
    with pytest.raises(IndexUnusable):
        found(engine, "zebra")
    rebuild(root, [document("a", "zebra")], texts)
    assert found(engine, "zebra") == ["a"]


def test_the_last_of_several_documents_with_one_id_counts(root: Path, texts: TextSource, document: Make) -> None:
    twice = [document("a", "zebra"), document("b", "bear"), document("a", "lion"), document("a", "wolf")]
    engine = rebuild(root, twice, texts)
    assert [found(engine, typed) for typed in ("zebra", "lion", "wolf", "bear")] == [[], [], ["a"], ["b"]]
    assert engine.count() == 2


def test_progress_is_told(root: Path, texts: TextSource, document: Make) -> None:
    told: list[int] = []
    rebuild(root, [document(id_, "zebra") for id_ in "abc"], texts, told.append)
    assert told == [1, 2, 3]
