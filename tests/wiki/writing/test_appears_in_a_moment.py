"""Durability contract I7: whoever saves waits two seconds for the tables at most; what is in Git is safe meanwhile."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.wiki.writing.conftest import Desk, Writer
from wiki import background, db
from wiki.instance import Instance
from wiki.pages import saving
from wiki.spaces.queries import repository_of


@contextmanager
def somebody_writes(instance: Instance) -> Iterator[None]:
    """Another process holds the one writing transaction of the database."""
    other = sqlite3.connect(instance.settings.data / "slipbook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_i7_the_saver_waits_for_the_tables_at_most_two_seconds_and_is_told(
    desk: Desk, ben: Writer, instance: Instance
) -> None:
    assert saving.SAVER_WAITS == 2.0
    form = ben.opened(desk.url())
    ben.put(desk.url("draft"), {"body": "typed so far"})
    version = desk.page().version
    with somebody_writes(instance):
        began = time.monotonic()
        answer = ben.send(desk.url(), {**form, "body": form["body"].replace("Stop", "Halt")})
        waited = time.monotonic() - began
        assert (answer.status_code, answer.headers["Location"]) == (302, "/s/handbook/roll-back")
        assert 1.5 < waited < 4.0
        assert repository_of(desk.cast.handbook).head() != version
        shown = ben.get("/s/handbook/roll-back").text
        assert "Saved, appears in a moment" in shown
        assert "Stop first." in shown
        assert desk.page().version == version
    background.Schedule().run_due()
    assert "Halt first." in ben.get("/s/handbook/roll-back").text


def test_i7_a_save_that_is_taken_in_at_once_says_its_number(desk: Desk, ben: Writer) -> None:
    form = ben.opened(desk.url())
    ben.send(desk.url(), {**form, "body": form["body"].replace("Stop", "Halt")})
    shown = ben.get("/s/handbook/roll-back").text
    assert "Version 2 is published" in shown
    assert "appears in a moment" not in shown


def test_who_is_patient_for_a_moment_is_as_patient_as_before_afterwards(instance: Instance) -> None:
    def waits() -> int:
        with db.writing() as session:
            return int(session.scalar(text("PRAGMA busy_timeout")))

    with db.patient(0.2):
        assert waits() == 200
        with somebody_writes(instance), pytest.raises(db.DatabaseBusy):
            waits()
    assert waits() == db.PATIENCE * 1000
