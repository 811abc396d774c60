"""What only the engine on the disk promises: durable, shared by processes, never believing a damaged file."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.document import Document
from search.engine import TextSource, Window
from search.engines.whoosh import TIDY_ABOVE, WhooshEngine, writer_in
from search.errors import IndexBusy, IndexUnusable
from search.query import parse
from search.rebuilding import open_engine, rebuild

Make = Callable[..., Document]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path, texts: TextSource, document: Make) -> Iterator[WhooshEngine]:
    made = rebuild(root, [document("a", "zebra 部署回滚", title="Alpha"), document("b", "lion zebra")], texts)
    yield made
    made.close()


def found(engine: WhooshEngine, typed: str, ids: list[str] | None = None) -> list[str]:
    within = engine.within(ids or ["a", "b", *(f"d{number}" for number in range(60))])
    return sorted(hit.id for hit in engine.find(parse(typed), within, Window(limit=100)).hits)


def files(root: Path, pattern: str = "*") -> list[Path]:
    (folder,) = root.glob("index*")
    return sorted(path for path in folder.glob(pattern) if path.is_file() and path.stat().st_size)


def segments(root: Path) -> int:
    return len(files(root, "*.trm"))


@pytest.mark.parametrize("damage", ["missing", "empty", "pointer elsewhere", "no folder"])
def test_a_missing_index_is_unusable(root: Path, texts: TextSource, damage: str) -> None:
    if damage != "missing":
        root.mkdir()
    if damage == "pointer elsewhere":
        (root / "current").write_text("../../etc\n")
    if damage == "no folder":
        (root / "current").write_text("index-gone\n")
    with pytest.raises(IndexUnusable):
        open_engine(root, texts)


def test_documents_are_there_for_the_next_process(engine: WhooshEngine, root: Path, texts: TextSource) -> None:
    engine.close()
    assert found(open_engine(root, texts), "zebra") == ["a", "b"]


@pytest.mark.parametrize("harm", ["cut", "emptied", "flipped", "deleted"])
def test_a_damaged_file_is_never_believed(
    engine: WhooshEngine, root: Path, texts: TextSource, harm: str, tmp_path: Path
) -> None:
    """Every file in turn, with the engine open and on opening it."""
    whole = tmp_path / "whole"
    shutil.copytree(root, whole)
    assert found(engine, "zebra") == ["a", "b"]
    for number, path in enumerate(files(root)):
        content = bytearray(path.read_bytes())
        if harm == "deleted":
            path.unlink()
        else:
            content[len(content) * (number + 1) // 12 % len(content)] ^= 1 << number % 8
            path.write_bytes({"cut": content[:-1], "emptied": b"", "flipped": content}[harm])
        with pytest.raises(IndexUnusable):
            found(engine, "zebra")
        with pytest.raises(IndexUnusable):
            open_engine(root, texts)
        shutil.rmtree(root)
        shutil.copytree(whole, root)
        assert found(engine, "zebra") == ["a", "b"]


def test_a_byte_flipped_anywhere_in_a_segment_is_noticed(engine: WhooshEngine, root: Path, texts: TextSource) -> None:
    for path in files(root, "MAIN_*"):
        content = path.read_bytes()
        for place in range(0, len(content), max(1, len(content) // 40)):
            path.write_bytes(content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :])
            with pytest.raises(IndexUnusable):
                open_engine(root, texts)
        path.write_bytes(content)
    assert found(open_engine(root, texts), "zebra") == ["a", "b"]


def test_an_older_folder_put_back_is_another_generation(
    engine: WhooshEngine, root: Path, document: Make, tmp_path: Path
) -> None:
    old = engine.generation()
    shutil.copytree(root, tmp_path / "old")
    engine.put([document("d1", "zebra")])
    newer = engine.generation()
    shutil.rmtree(root)
    shutil.copytree(tmp_path / "old", root)
    assert old != newer
    assert engine.generation() != newer
    assert found(engine, "zebra") == ["a", "b"]
    assert engine.count() == 2


def test_a_lock_file_that_a_dead_writer_left_blocks_nobody(engine: WhooshEngine, root: Path, document: Make) -> None:
    (folder,) = root.glob("index-*")
    dying = (
        "import os, sys; from pathlib import Path; from search.engines.whoosh import writer_in\n"
        f"with writer_in(Path({str(folder)!r})) as writer: print('locked', flush=True); os.kill(os.getpid(), 9)"
    )
    dead = subprocess.run([sys.executable, "-c", dying], capture_output=True, text=True, cwd=Path.cwd(), check=False)
    assert dead.stdout == "locked\n"
    assert (folder / "MAIN_WRITELOCK").exists()
    started = time.monotonic()
    engine.put([document("d1", "zebra")])
    assert time.monotonic() - started < 5
    assert found(engine, "zebra") == ["a", "b", "d1"]


def test_a_writer_that_fails_changes_nothing(engine: WhooshEngine, document: Make) -> None:
    before = engine.generation()

    def failing() -> Iterator[Document]:
        yield document("d1", "zebra")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        engine.put(failing())
    unreadable = replace(document("d2", "zebra"), headings=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        engine.put([document("d1", "zebra"), unreadable])
    assert engine.generation() == before
    engine.put([document("d3", "zebra")])
    assert found(engine, "zebra") == ["a", "b", "d3"]


def test_another_process_is_seen_and_sees(engine: WhooshEngine, root: Path, texts: TextSource, document: Make) -> None:
    other = open_engine(root, texts)
    before = other.generation()
    engine.put([document("d1", "zebra")])
    assert other.generation() == engine.generation() != before
    assert found(other, "zebra") == ["a", "b", "d1"]
    other.remove(["a"])
    assert found(engine, "zebra") == ["b", "d1"]
    other.close()


def test_readers_never_miss_a_document_while_one_writes(
    engine: WhooshEngine, root: Path, texts: TextSource, document: Make
) -> None:
    """Four readers, their own engines, ask without pause while pages are replaced, merged and the index is swapped."""
    stop, wrong = threading.Event(), []

    def read() -> None:
        own = open_engine(root, texts)
        while not stop.is_set():
            if found(own, "zebra", ["a", "b"]) != ["a", "b"] or found(own, "回滚", ["a"]) != ["a"]:
                wrong.append("missed")
        own.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    kept = [document("a", "zebra 部署回滚", title="Alpha"), document("b", "lion zebra")]
    for number in range(12):
        engine.put([*kept, document(f"d{number}", "zebra")])
        engine.tidy()
        if number % 5 == 4:
            rebuild(root, kept, texts).close()
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert found(engine, "lion") == ["b"]


def test_threads_may_share_an_engine(engine: WhooshEngine, document: Make) -> None:
    engine.put([document(f"d{number}", f"zebra {'lion ' * (number % 7)}word{number}") for number in range(60)])
    expected = {typed: found(engine, typed) for typed in ("zebra", "lion", *(f"word{number}" for number in range(60)))}
    wrong: list[str] = []

    def ask() -> None:
        wrong.extend(typed for typed, ids in expected.items() if found(engine, typed) != ids)

    engine.put([document("d59", "zebra " + "lion " * 3 + "word59")])
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(expected["zebra"]) == 62


def test_small_segments_are_merged_and_nothing_is_lost(engine: WhooshEngine, root: Path, document: Make) -> None:
    most = 0
    for number in range(60):
        engine.put([document(f"d{number}", f"zebra word{number}")])
        most = max(most, segments(root))
        engine.tidy()
    assert TIDY_ABOVE < most < 20
    assert segments(root) < 20
    assert len(found(engine, "zebra")) == 62
    assert [found(engine, f"word{number}") for number in (0, 31, 59)] == [["d0"], ["d31"], ["d59"]]


def test_a_few_segments_are_left_alone(engine: WhooshEngine, document: Make) -> None:
    engine.put([document("d1", "zebra")])
    before = engine.generation()
    assert engine.tidy() is False
    assert engine.generation() == before


def test_segments_of_nothing_but_removed_documents_go_away(engine: WhooshEngine, root: Path, document: Make) -> None:
    for number in range(TIDY_ABOVE + 2):
        engine.put([document(f"d{number}", "zebra")])
    engine.remove([f"d{number}" for number in range(TIDY_ABOVE + 2)])
    assert engine.tidy()
    assert segments(root) < TIDY_ABOVE
    assert found(engine, "zebra") == ["a", "b"]


def test_putting_and_removing_nothing_writes_nothing(engine: WhooshEngine) -> None:
    before = engine.generation()
    engine.put([])
    engine.remove(["unknown"])
    assert engine.generation() == before
    assert engine.count() == 2


def test_only_whole_phrases_of_several_terms_ask_for_texts(engine: WhooshEngine, texts: TextSource) -> None:
    asked: list[str] = texts.asked  # type: ignore[attr-defined]
    assert found(engine, "部署回滚 zebra lion")
    assert found(engine, '"回滚"')
    assert asked == []
    assert found(engine, '"lion zebra"') == ["b"]
    assert asked == ["b"]


def test_no_text_of_a_document_is_in_the_index(engine: WhooshEngine, root: Path, document: Make) -> None:
    engine.put([document("d1", "unbroken sentence of secret words")])
    assert all(b"unbroken sentence" not in path.read_bytes() for path in files(root))
    assert found(engine, "unbroken") == ["d1"]


def test_every_file_is_on_the_disk_before_put_returns(
    engine: WhooshEngine, document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    engine.put([document("d1", "zebra")])
    for ending in (".trm", ".pst", ".col", ".seal"):
        assert any(ending in name for name in synced), ending
    assert any(".toc" in name for name in synced)
    assert any(name.startswith("index-") for name in synced)


def test_a_second_writer_waits_or_is_told_the_index_is_busy(
    engine: WhooshEngine, root: Path, document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.WRITE_PATIENCE", 0.05)
    (folder,) = root.glob("index-*")
    with writer_in(folder), pytest.raises(IndexBusy):
        engine.put([document("d1", "zebra")])
    engine.put([document("d1", "zebra")])
    assert found(engine, "zebra") == ["a", "b", "d1"]
