"""The bell wakes the worker; without it, or with its file thrown away, the schedule finds the work all the same."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auth.actor import SYSTEM
from wiki import background, clock, db
from wiki.background import Job
from wiki.events import queries
from wiki.events.operations import About, publish
from wiki.instance import Instance
from wiki.jobs.bell import Bell, ring
from wiki.reactions import AFTERWARDS


def answered(bell: Bell) -> int:
    """Do what waits, as the consumer does; how many calls there were."""
    done = 0
    while task := bell.huey.dequeue():
        bell.huey.execute(task)
        done += 1
    return done


@pytest.fixture
def rung() -> list[str]:
    """What the worker did."""
    return []


@pytest.fixture
def worker(instance: Instance, rung: list[str]) -> Bell:
    """The bell as the worker holds it."""
    made = Bell(instance.settings, work=lambda: rung.append("work"), every_minute=lambda: rung.append("minute"))
    yield made
    made.close()


def file_of(instance: Instance) -> Path:
    return instance.settings.cache / "bell.db"


def waiting() -> int:
    with db.fresh():
        return sum(len(queries.waiting(one.name, one.kinds)) for one in AFTERWARDS)


def test_a_ring_in_one_process_is_work_in_another(worker: Bell, rung: list[str]) -> None:
    ring()
    assert answered(worker) == 1
    assert rung == ["work"]
    assert answered(worker) == 0


def test_one_waiting_call_is_enough_for_everybody(worker: Bell, rung: list[str]) -> None:
    for _ in range(20):
        ring()
    assert answered(worker) == 1


def test_the_file_may_be_thrown_away_while_both_sides_hold_it(
    worker: Bell, rung: list[str], instance: Instance
) -> None:
    ring()
    file_of(instance).unlink()
    ring()
    assert file_of(instance).is_file(), "whoever rings next makes it anew"
    for task in worker.huey._registry.periodic_tasks:
        worker.huey.enqueue(task)  # as the scheduler does, into the file that is gone
    while "minute" not in rung:
        assert answered(worker)
    rung.clear()
    ring()
    assert answered(worker) == 1
    assert rung == ["work"], "from now on both sides hear the new bell"


def test_what_nobody_rang_for_is_found_by_the_schedule(instance: Instance) -> None:
    with db.writing():
        publish(SYSTEM, "space.archived", About(space_id="nothing"))
    file_of(instance).unlink()
    assert waiting() == 1
    background.Schedule().run_due()
    assert waiting() == 0


def test_a_bell_that_cannot_ring_only_warns(
    instance: Instance, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring()
    file_of(instance).write_bytes(b"this is no database" * 100)
    with caplog.at_level(logging.WARNING), db.writing():
        publish(SYSTEM, "space.changed", About())
    assert "the bell did not ring" in caplog.text
    with db.fresh():
        assert queries.newest() == 1


def test_a_folder_that_cannot_be_made_only_warns(instance: Instance, caplog: pytest.LogCaptureFixture) -> None:
    instance.settings.cache.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        ring()
    assert "the bell did not ring" in caplog.text


def test_a_worker_that_finds_a_broken_file_makes_it_anew(instance: Instance, caplog: pytest.LogCaptureFixture) -> None:
    instance.settings.cache.mkdir()
    file_of(instance).write_bytes(b"this is no database" * 100)
    with caplog.at_level(logging.WARNING):
        bell = Bell(instance.settings)
    bell.ring()
    assert bell.huey.pending_count() == 1
    assert "broken and made anew" in caplog.text
    bell.close()


def test_a_job_that_fails_is_logged_and_the_next_ones_run(
    instance: Instance, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise OSError("the disk is full")

    jobs = (
        Job("first", 1, fail),
        Job("second", 1, lambda: ran.append("second")),
        Job("third", 5, lambda: ran.append("third")),
    )
    monkeypatch.setattr(background, "JOBS", jobs)
    began = datetime(2026, 11, 22, 9, 58, 50, tzinfo=UTC)
    with caplog.at_level(logging.ERROR):
        with clock.stopped_at(began):
            schedule = background.at_start()
        for minutes in (1, 2, 7):  # what was due at the fifth minute is run at the seventh
            with clock.stopped_at(began + timedelta(minutes=minutes)):
                schedule.run_due()
        with clock.stopped_at(began + timedelta(minutes=7, seconds=5)):
            schedule.run_due()  # the same minute again
    assert ran == ["second", "third", "second", "second", "second", "third"]
    assert caplog.text.count("the job first failed and will be tried again") == 4


def test_every_job_has_a_name_of_its_own_and_comes_round_within_the_hour_or_once_a_day() -> None:
    assert len({job.name for job in background.JOBS}) == len(background.JOBS) > 2
    often = [job for job in background.JOBS if job.every_minutes != 24 * 60]
    assert all(1 <= job.every_minutes <= 60 and 60 % job.every_minutes == 0 for job in often)


def test_what_takes_long_waits_for_a_day_and_does_not_run_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    jobs = (Job("soon", 1, lambda: ran.append("soon")), Job("long", 24 * 60, lambda: ran.append("long"), waits=True))
    monkeypatch.setattr(background, "JOBS", jobs)
    monkeypatch.setattr(background, "answer_the_bell", lambda: None)
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began)
    schedule = background.at_start()
    assert ran == ["soon"]
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(days=1))
    schedule.run_due()
    assert ran == ["soon", "soon", "long"]
