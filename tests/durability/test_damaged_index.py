"""F7: whatever happens to the index, pages are read, search says so or answers, shows nobody more, and is mended."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.durability.children import ask_verify, page_at_path, start_again
from tests.repo_store.faults.watching import SEED
from wiki import background, db
from wiki.config import Settings
from wiki.finding.queries import Asked, SearchUnavailable, find
from wiki.pages.deleting import delete_page
from wiki.pages.operations import NewPage, create_page

Damage = Callable[[Path], None]
SECRET = "whispered"


def files(index: Path) -> list[Path]:
    return sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)


def missing(index: Path) -> None:
    shutil.rmtree(index)


def truncated(index: Path) -> None:
    for file in files(index):
        os.truncate(file, 0)


def without_segments(index: Path) -> None:
    for file in files(index):
        if "MAIN_" in file.name and file.suffix != ".toc":
            file.unlink()


def pointing_nowhere(index: Path) -> None:
    (index / "current").write_text("index-of-another-version")


@pytest.fixture
def index(cast: Cast, ben: Actor, settings: Settings) -> Path:
    """An index of a dozen pages, one of which only Ben's space holds."""
    for number in range(12):
        create_page(ben, cast.handbook, NewPage(f"page-{number}", body=f"# Page {number}\n\nwords {SECRET} {number}\n"))
    start_again()
    return settings.index


def asked(cast: Cast, login: str) -> list[str] | None:
    """What somebody finds; None when search says that it cannot answer."""
    actor = cast.actor(login)
    try:
        with db.fresh():
            return sorted(hit.path for hit in find(actor, Asked(SECRET, limit=50)).hits)
    except SearchUnavailable:
        return None


def assert_mended(cast: Cast, all_paths: list[str]) -> None:
    background.run(next(job for job in background.JOBS if "cannot be opened" in job.name))
    background.run(next(job for job in background.JOBS if job.name == "look after the search index"))
    background.answer_the_bell()
    assert asked(cast, "cem") == all_paths
    assert asked(cast, "dora") == []
    assert ask_verify() == []


@pytest.mark.parametrize(
    "damage", [missing, truncated, without_segments, pointing_nowhere], ids=lambda one: one.__name__
)
def test_f7_a_damaged_index_is_said_and_built_anew(cast: Cast, index: Path, damage: Damage) -> None:
    whole = asked(cast, "cem")
    assert whole is not None
    assert len(whole) == 12
    damage(index)
    assert page_at_path("page-3") is not None
    assert asked(cast, "cem") in (None, whole)
    assert asked(cast, "dora") in (None, [])
    assert_mended(cast, whole)


@pytest.mark.parametrize("flips", [12, pytest.param(200, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_f7_a_flipped_byte_is_noticed_or_does_no_harm(cast: Cast, index: Path, flips: int) -> None:
    whole, dice = asked(cast, "cem"), random.Random(SEED)
    assert whole is not None
    noticed = 0
    for _number in range(flips):
        file = dice.choice(files(index))
        data = bytearray(file.read_bytes())
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        other = file.with_name("other")
        other.write_bytes(data)
        other.replace(file)
        found = asked(cast, "cem")
        noticed += found is None
        assert found is None or set(found) <= set(whole)
        assert asked(cast, "dora") in (None, [])
        assert page_at_path("page-3") is not None
        assert_mended(cast, whole)
    print(f"{flips} flipped bytes, noticed by a search {noticed} times, mended every time")


def test_f7_an_older_index_put_back_shows_nothing_that_is_gone(
    cast: Cast, ben: Actor, index: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old-index"
    shutil.copytree(index, old)
    page = page_at_path("page-3")
    assert page is not None
    delete_page(ben, page, page.version)
    create_page(ben, cast.handbook, NewPage("later", body=f"# Later\n\n{SECRET}\n"))
    background.answer_the_bell()
    now = asked(cast, "cem")
    assert now is not None
    assert "later" in now
    shutil.rmtree(index)
    shutil.copytree(old, index)
    found = asked(cast, "cem")
    assert found is None or "page-3" not in found
    assert_mended(cast, now)
