"""Rendered pages kept in memory and on disk."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wiki.rendering import RENDERER_VERSION, RenderCache, from_json, render, to_json
from wiki.rendering import page as page_module
from wiki.rendering.budget import Budget

PAGE = "---\ntitle: 题\nreview_on: 2026-01-02\nkind: poem\n---\n## 节\n[a](b.md#c) ![d](e.png)\n\n- [x] f\n".encode()
BLOB = "ab" + "0" * 38


def never() -> bytes:
    pytest.fail("this page was rendered before")


@pytest.mark.parametrize("data", [PAGE, b"", b"\xff\x00", b"---\n[\n---\n# x", b"a" * 3_000_000])
def test_a_page_comes_back_from_json_as_it_was(data: bytes) -> None:
    assert from_json(to_json(render(data))) == render(data)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"parts": [1], "links": []}', b"\xff", b'{"links": 3}'])
def test_json_that_is_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a rendered page"):
        from_json(data)


def test_a_page_is_rendered_once_and_found_by_the_next_process(tmp_path: Path) -> None:
    first = RenderCache(tmp_path).get(BLOB, lambda: PAGE)
    assert (tmp_path / "ab" / f"{BLOB}-{RENDERER_VERSION}.json").is_file()
    again = RenderCache(tmp_path)
    assert again.get(BLOB, never) == first
    (tmp_path / "ab" / f"{BLOB}-{RENDERER_VERSION}.json").unlink()
    assert again.get(BLOB, never) is again.get(BLOB, never)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"parts": []}'])
def test_a_damaged_file_is_rendered_anew(tmp_path: Path, damage: bytes) -> None:
    expected = RenderCache(tmp_path).get(BLOB, lambda: PAGE)
    path = tmp_path / "ab" / f"{BLOB}-{RENDERER_VERSION}.json"
    path.write_bytes(damage)
    assert RenderCache(tmp_path).get(BLOB, lambda: PAGE) == expected
    assert from_json(path.read_bytes()) == expected


def test_memory_holds_only_the_newest_pages(tmp_path: Path) -> None:
    size = len(render(PAGE).plain_text) + sum(len(part) for part in render(PAGE).parts if isinstance(part, str))
    cache = RenderCache(tmp_path, capacity=2 * size)
    blobs = [f"{number:040x}" for number in range(3)]
    pages = [cache.get(blob, lambda: PAGE) for blob in blobs]
    assert cache.get(blobs[2], never) is pages[2]
    assert cache.get(blobs[0], never) is not pages[0]


def test_a_failure_is_not_kept_for_the_next_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(page_module, "Budget", lambda: Budget(seconds=0.0))
        assert RenderCache(tmp_path).get(BLOB, lambda: b"*a* " * 200).problems[0].code == "render-failed"
    assert RenderCache(tmp_path).get(BLOB, lambda: b"*a* " * 200).problems == ()


@pytest.mark.parametrize("blob", ["", "../../../etc/passwd", "g" * 40, "a" * 39])
def test_only_a_blob_id_names_a_file(tmp_path: Path, blob: str) -> None:
    with pytest.raises(ValueError, match="not a blob id"):
        RenderCache(tmp_path).get(blob, never)


def test_pruning_removes_other_versions_and_then_what_was_used_longest_ago(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path)
    for number in range(3):
        cache.get(f"{number:040x}", lambda: PAGE)
        os.utime(tmp_path / "00" / f"{number:040x}-{RENDERER_VERSION}.json", (number, number))
    (tmp_path / "00" / f"{9:040x}-0.json").write_bytes(b"old")
    size = (tmp_path / "00" / f"{0:040x}-{RENDERER_VERSION}.json").stat().st_size
    assert cache.prune(2 * size) == 2
    assert sorted(path.name[39] for path in tmp_path.glob("*/*")) == ["1", "2"]
    assert RenderCache(tmp_path / "absent").prune(0) == 0


def test_a_folder_that_cannot_be_written_keeps_nobody_from_reading(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file in the way")
    assert RenderCache(tmp_path / "cache").get(BLOB, lambda: PAGE).title == "题"


def test_threads_share_a_cache(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path, capacity=3)
    blobs = [f"{number % 5:040x}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        titles = list(pool.map(lambda blob: cache.get(blob, f"# {blob}".encode).title, blobs))
    assert titles == blobs
