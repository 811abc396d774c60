"""What is done for repositories by themselves, and a space whose disk failed."""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.cast import Cast
from tests.wiki.people.visitors import signed_in
from wiki import clock, db
from wiki.cli import program
from wiki.config import Settings
from wiki.events.models import Event
from wiki.pages.operations import NewPage, create_page
from wiki.pages.saving import SpaceReadOnly
from wiki.spaces.jobs import clear_leftovers, look_after_repositories
from wiki.spaces.queries import repository_of


@pytest.fixture
def stopped(cast: Cast) -> Cast:
    """The Handbook after its disk failed."""
    repository = repository_of(cast.handbook)
    repository.location.read_only.write_text("2026-01-02 flush failed\n")
    return cast


def slipbook(settings: Settings, *words: str) -> tuple[int, str]:
    environ = {"SLIPBOOK_DATA": str(settings.data), "SLIPBOOK_LANGUAGE": "en"}
    outcome = CliRunner().invoke(program, [*words], env=environ)
    return outcome.exit_code, outcome.output


def test_f9_what_a_dead_writer_left_is_gone_without_anybody(cast: Cast) -> None:
    create_page(cast.actor("ben"), cast.handbook, NewPage("one"))
    lock = repository_of(cast.handbook).path / "refs" / "heads" / "main.lock"
    lock.touch()
    os.utime(lock, (time.time() - 120, time.time() - 120))
    clear_leftovers()
    assert not lock.exists()


@pytest.mark.parametrize("day", [1, 7], ids=["on a Monday", "on a Sunday"])
def test_i10_damage_is_found_by_itself_and_told(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, day: int
) -> None:
    page = create_page(cast.actor("ben"), cast.handbook, NewPage("one", body="# One\n"))
    blob = repository_of(cast.handbook).path / "objects" / page.blob[:2] / page.blob[2:]
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, day, tzinfo=UTC))
    look_after_repositories()
    assert blob.exists() == (day != 7)  # on Sundays everything is packed
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
    for pack in blob.parent.parent.glob("pack/*"):
        pack.chmod(0o600)
        pack.write_bytes(b"torn")
    blob.unlink(missing_ok=True)
    look_after_repositories()
    (told,) = [one.getMessage() for one in caplog.records if one.levelno == logging.CRITICAL][:1]
    assert "handbook" in told
    assert "damage" in told


def test_i8_a_space_whose_disk_failed_takes_no_writes_until_somebody_allows_them(
    stopped: Cast, settings: Settings
) -> None:
    ben = stopped.actor("ben")
    with pytest.raises(SpaceReadOnly):
        create_page(ben, stopped.handbook, NewPage("one"))
    assert "read-only: 2026-01-02 flush failed" in slipbook(settings, "spaces", "list")[1]
    assert slipbook(settings, "spaces", "allow-writes", "handbook") == (
        0, "The space handbook can be written to again.\n",
    )  # fmt: skip
    assert create_page(ben, stopped.handbook, NewPage("one")).path == "one"
    with db.fresh() as session:
        assert session.query(Event).filter_by(kind="space.writable").count() == 1


def test_a_space_that_is_in_order_stays_so(cast: Cast, settings: Settings) -> None:
    assert slipbook(settings, "spaces", "list") == (0, "handbook\tHandbook\tin order\n")
    assert "was not read-only" in slipbook(settings, "spaces", "allow-writes", "handbook")[1]
    code, told = slipbook(settings, "spaces", "allow-writes", "nowhere")
    assert code != 0
    assert told == ""


def test_i8_the_screen_of_spaces_says_which_one_stopped(stopped: Cast, app: Flask) -> None:
    client = signed_in(app, "root").client
    shown = client.get("/admin/spaces").get_data(as_text=True)
    assert "Read-only" in shown
    assert "2026-01-02 flush failed" in shown
    repository_of(stopped.handbook).lift_read_only()
    assert "Read-only" not in client.get("/admin/spaces").get_data(as_text=True)
