"""Where a database stands, and what is said of one that cannot be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from wiki import migrating
from wiki.config import Settings
from wiki.errors import Unavailable


def test_a_folder_without_a_database_stands_nowhere_and_is_not_made(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    assert migrating.stands_at(settings) is None
    assert not settings.data.exists()
    with pytest.raises(Unavailable):
        migrating.require_newest(settings)


def test_an_empty_file_is_a_database_without_a_schema(tmp_path: Path) -> None:
    (tmp_path / "slipbook.db").touch()
    assert migrating.stands_at(Settings(data=tmp_path)) is None
    migrating.upgrade(Settings(data=tmp_path))
    assert migrating.stands_at(Settings(data=tmp_path)) == migrating.newest()


def test_a_database_that_is_up_to_date_is_left_alone(settings: Settings) -> None:
    migrating.require_newest(settings)
    before = (settings.data / "slipbook.db").read_bytes()
    migrating.upgrade(settings)
    assert (settings.data / "slipbook.db").read_bytes() == before


def test_a_database_of_a_newer_program_is_not_changed(settings: Settings) -> None:
    with sqlite3.connect(settings.data / "slipbook.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_future'")
    database.close()
    for attempt in (migrating.upgrade, migrating.require_newest):
        with pytest.raises(Unavailable, match="newer program"):
            attempt(settings)
    assert migrating.stands_at(settings) == "9999_future"


def test_a_broken_file_is_said_and_not_changed(tmp_path: Path) -> None:
    (tmp_path / "slipbook.db").write_bytes(b"broken" * 1000)
    for attempt in (migrating.upgrade, migrating.stands_at):
        with pytest.raises(Unavailable, match="cannot be read"):
            attempt(Settings(data=tmp_path))
    assert (tmp_path / "slipbook.db").read_bytes() == b"broken" * 1000
