"""Reading never writes, writing never loses, and what is done after a commit is done after a commit."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, StatementError

from wiki import db
from wiki.access.models import AccessEpoch
from wiki.access.operations import bump_epoch
from wiki.access.queries import epoch
from wiki.events.models import Cursor, Event
from wiki.instance import Instance

THREADS, WRITES = 8, 100


def at(moment: datetime) -> Event:
    return Event(at=moment, kind="page.created", details={})


def epoch_now() -> int:
    with db.fresh():
        return epoch()


def test_reading_refuses_to_write(instance: Instance) -> None:
    with db.reading() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("UPDATE access_epoch SET epoch = epoch + 1"))


def test_reading_sees_one_snapshot_and_fresh_sees_what_was_just_written(instance: Instance) -> None:
    with db.writing():
        bump_epoch()
    with db.reading() as outer:
        before = epoch()
        with db.writing():
            bump_epoch()
            assert epoch() == before + 1
        assert epoch() == before
        with db.fresh() as inner:
            assert inner is not outer
            assert epoch() == before + 1
        assert db.session() is outer


def test_reading_inside_reading_is_the_same_session(instance: Instance) -> None:
    with db.reading() as outer, db.reading() as inner:
        assert inner is outer


def test_reading_inside_writing_sees_what_is_being_written(instance: Instance) -> None:
    with db.writing() as writer:
        bump_epoch()
        with db.reading() as inner:
            assert inner is writer


def test_writing_inside_writing_is_one_transaction(instance: Instance) -> None:
    before = epoch_now()

    def write_and_fail() -> None:
        with db.writing() as outer:
            with db.writing() as inner:
                assert inner is outer
                bump_epoch()
            assert epoch_now() == before, "the inner block must not commit"
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        write_and_fail()
    assert epoch_now() == before


def test_a_writing_transaction_holds_the_lock_from_its_first_statement(instance: Instance) -> None:
    beside = sqlite3.connect(instance.settings.data / "slipbook.db", timeout=0)
    with db.writing():
        epoch()  # only reads
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            beside.execute("BEGIN IMMEDIATE")
    beside.execute("BEGIN IMMEDIATE")
    beside.close()


def test_eight_threads_writing_at_once_lose_nothing(instance: Instance) -> None:
    before, failures = epoch_now(), []

    def write() -> None:
        try:
            with instance.bound():
                for _ in range(WRITES):
                    with db.writing() as session:
                        row = session.scalars(select(AccessEpoch)).first()
                        if row is None:
                            session.add(AccessEpoch(id=1, epoch=1))
                        else:
                            row.epoch += 1  # read, then written: lost where two transactions overlap
        except OperationalError as fault:
            failures.append(fault)

    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
    assert epoch_now() == before + THREADS * WRITES


def test_what_follows_a_commit_is_called_once_and_sees_it(instance: Instance) -> None:
    seen: list[int] = []
    before = epoch_now()

    def note() -> None:
        seen.append(epoch_now())

    with db.writing():
        bump_epoch()
        db.after_commit(note)
        with db.writing():
            db.after_commit(note)
        assert seen == []
    assert seen == [before + 1]


def test_nothing_follows_a_rollback(instance: Instance) -> None:
    seen: list[str] = []

    def write_and_fail() -> None:
        with db.writing():
            db.after_commit(lambda: seen.append("called"))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    with db.writing():
        bump_epoch()
    assert seen == []


@pytest.mark.parametrize("ask", [db.session, db.database])
def test_work_outside_a_door_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(RuntimeError, match=r"is open|is bound"):
        ask()


def test_statements_are_counted(instance: Instance) -> None:
    with db.counting() as counter, db.fresh() as session:
        session.execute(select(Cursor)).all()
        session.execute(select(Event)).all()
    assert counter == [3]  # BEGIN and two questions


def test_moments_are_stored_in_utc_and_come_back_aware(instance: Instance) -> None:
    shanghai = datetime(2026, 6, 12, 14, 6, tzinfo=timezone(timedelta(hours=8)))
    with db.writing() as session:
        session.add(at(shanghai))
    with db.fresh() as session:
        assert session.scalars(select(Event.at)).one() == datetime(2026, 6, 12, 6, 6, tzinfo=UTC)
        assert session.scalar(text("SELECT at FROM events")).startswith("2026-06-12 06:06")


def test_a_moment_without_a_zone_is_refused(instance: Instance) -> None:
    with pytest.raises(StatementError, match="time zone"), db.writing() as session:
        session.add(at(datetime(2026, 6, 12)))


def test_durability_settings_hold_on_every_connection(instance: Instance) -> None:
    for engine in (instance.database.reader, instance.database.writer):
        with engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
