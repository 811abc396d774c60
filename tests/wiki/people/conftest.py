"""Browsers and directories for the tests of people; the cast and the instance come from above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from auth import passwords
from tests.wiki.people.visitors import DirectoryFile, Visitor, signed_in
from wiki import db
from wiki.config import Settings
from wiki.events.models import Event
from wiki.instance import Instance


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parameters that the cast was hashed with: the strong ones are tried where passwords are tested."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def browser(app: Flask, cast: object) -> Visitor:
    """A browser with no cookies, on a site with people."""
    return Visitor(app.test_client())


@pytest.fixture
def ann(app: Flask, cast: object) -> Visitor:
    """A browser in which ann is signed in."""
    return signed_in(app, "ann")


@pytest.fixture
def root(app: Flask, cast: object) -> Visitor:
    """A browser in which the Administrator is signed in."""
    return signed_in(app, "root")


@pytest.fixture
def events() -> Callable[[], list[Event]]:
    """What was recorded until now in the instance that is bound, oldest first."""

    def recorded() -> list[Event]:
        with db.fresh() as session:
            return list(session.scalars(select(Event).order_by(Event.id)))

    return recorded


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> DirectoryFile:
    """A directory with erin, who is in staff through eng."""
    file = DirectoryFile(tmp_path / "directory.json")
    file.write(
        {"e-1": {"login": "erin", "name": "Erin"}},
        {"g-eng": {"name": "eng", "members": ["e-1"]}, "g-staff": {"name": "staff", "subgroups": ["g-eng"]}},
    )
    return file


@pytest.fixture
def with_directory(settings: Settings, directory: DirectoryFile) -> Iterator[Instance]:
    """An instance that asks the directory of the test, bound."""
    made = Instance(replace(settings, directory_file=str(directory.path)))
    with made.bound():
        yield made
    made.close()
