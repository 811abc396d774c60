"""F8: a database that is damaged, torn or old is named at the start or recovered; it never opens what was closed."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.durability.children import KILLED, ask_verify, die, page_at_path, run, start_again
from tests.repo_store.faults.watching import SEED
from tests.wiki.serving.running import Site
from wiki import migrating
from wiki.config import Settings
from wiki.errors import Unavailable
from wiki.instance import Instance
from wiki.pages.operations import NewPage, create_page
from wiki.serving.commands import _prepare


@pytest.fixture
def file(cast: Cast, ben: Actor, settings: Settings) -> Path:
    """A database with some pages, all of it in the one file."""
    for number in range(20):
        create_page(ben, cast.handbook, NewPage(f"page-{number}", body=f"# Page {number}\n\n{'words ' * 400}\n"))
    start_again()
    path = settings.data / "slipbook.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_f8_flipped_pages_are_named_by_verify_or_by_the_start(file: Path, instance: Instance, rounds: int) -> None:
    whole, dice, named = file.read_bytes(), random.Random(SEED), 0
    for _number in range(rounds):
        instance.database.close()
        data = bytearray(whole)
        for _each in range(4):
            start = 4096 * dice.randrange(1, len(data) // 4096)
            data[start : start + 512] = dice.randbytes(512)
        file.write_bytes(data)
        try:
            named += any("damaged" in told or "differ" in told or "fit" in told for told in ask_verify())
        except Unavailable:
            named += 1
    instance.database.close()
    file.write_bytes(whole)
    assert ask_verify() == []
    print(f"{rounds} databases with four damaged pages each, {named} named")
    assert named == rounds


def test_f8_a_database_that_cannot_be_opened_stops_the_start_with_its_name(settings: Settings, file: Path) -> None:
    file.write_bytes(b"\0" * 100 + os.urandom(8000))
    with pytest.raises(Unavailable, match=r"The database in .* cannot be read"):
        migrating.require_newest(settings)
    done = Site(settings.data).run("serve")
    assert done.returncode == 1
    assert str(settings.data) in done.stderr
    assert "Traceback" not in done.stderr


def test_f8_damage_inside_the_file_stops_the_start_with_its_name(settings: Settings, file: Path) -> None:
    data = bytearray(file.read_bytes())
    for start in range(len(data) // 2 // 4096 * 4096, len(data) - 4096, 4096 * 3):
        data[start : start + 64] = os.urandom(64)
    file.write_bytes(data)
    with pytest.raises(Unavailable, match=r"slipbook\.db cannot be used. The database is damaged"):
        _prepare(settings)


def test_f8_a_killed_writer_whose_log_is_lost_leaves_an_older_whole_state(
    cast: Cast, ben: Actor, settings: Settings, file: Path, instance: Instance
) -> None:
    def work() -> None:
        create_page(ben, cast.handbook, NewPage("late", body="# Late\n"))
        die()

    assert run(settings, work) == KILLED
    instance.database.close()
    for name in ("slipbook.db-wal", "slipbook.db-shm"):
        (settings.data / name).unlink(missing_ok=True)
    start_again()
    late = page_at_path("late")
    assert late is not None, "Git has it, so it is there"
    told = ask_verify("handbook")
    assert all(one.startswith("tables.old") for one in told), told
