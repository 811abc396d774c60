"""Relinking of real pages: nearly all are rewritten, none wrongly, and it takes a few renderings' time."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from wiki.rendering import Link, render
from wiki.rendering.relinking import relink

_MARK = "0moved/"
_LOCAL = ("page", "file", "image", "wiki")

pytestmark = [pytest.mark.shared]


@pytest.fixture(scope="module")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every Markdown file of every repository of the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    for bundle in sorted((shared / "corpus").glob("*.bundle")):
        clone = folder / bundle.stem
        subprocess.run(["git", "clone", "-q", "-n", "-b", "main", bundle, clone], check=True)
        subprocess.run(["git", "-C", clone, "checkout", "-q", "main", "--", "*.md"], check=True)
    return sorted(path for path in folder.rglob("*.md") if path.is_file())


def moved(link: Link) -> str | None:
    if not link.target:
        return None
    return f"/{_MARK}{link.target[1:]}" if link.target.startswith("/") else _MARK + link.target


def verified(path: Path) -> bool | None:
    """Whether all local links of the page were moved, looked at with the renderer; None where it has none."""
    page = path.read_bytes()
    done = relink(page, moved)
    assert (done.data == page) == (done.changed == 0), path
    if done.left or not done.changed:
        assert done.data == page, path
        return False if done.left else None
    assert done.data.replace(_MARK.encode(), b"") == page, path
    before, after = render(page), render(done.data)
    # A wiki link without a text of its own shows its target.
    assert after.plain_text.replace(_MARK, "") == before.plain_text, path
    assert [item.text.replace(_MARK, "") for item in after.outline] == [item.text for item in before.outline], path
    assert [(link.kind, link.target, link.fragment) for link in after.links] == [
        (link.kind, (moved(link) if link.kind in _LOCAL else None) or link.target, link.fragment)
        for link in before.links
    ], path
    assert relink(done.data, lambda link: link.target.replace(_MARK, "", 1)).data == page, path
    return True


def share(paths: list[Path]) -> float:
    """How many of the pages with local links were rewritten."""
    answers = [answer for answer in map(verified, paths) if answer is not None]
    assert len(answers) > len(paths) / 4
    return sum(answers) / len(answers)


def test_a_sample_of_real_pages_is_rewritten_link_by_link(pages: list[Path]) -> None:
    assert share(random.Random(7).sample(pages, 150)) >= 0.99


@pytest.mark.long
def test_nearly_every_real_page_is_rewritten_link_by_link(pages: list[Path]) -> None:
    assert len(pages) > 2000
    assert share(pages) >= 0.99


@pytest.mark.long
def test_relinking_takes_about_three_renderings(pages: list[Path]) -> None:
    large = [path.read_bytes() for path in pages if 30_000 < path.stat().st_size < 50_000]
    linked = [page for page in large if relink(page, moved).changed][:25]
    assert len(linked) == 25
    assert median(_seconds(lambda page: relink(page, moved), page) / _seconds(render, page) for page in linked) < 3.5


def _seconds(do: Callable[[bytes], object], page: bytes) -> float:
    """The shortest of three runs, in seconds of this thread."""
    runs = []
    for _ in range(3):
        start = time.thread_time()
        do(page)
        runs.append(time.thread_time() - start)
    return min(runs)
