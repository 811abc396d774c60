"""A database that is put back as it was: what the tests of forgotten text begin with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.wiki.pages.scenes import at
from wiki.errors import NotFound
from wiki.instance import Instance
from wiki.pages.operations import Edit, NewPage, create_page, save_page


@dataclass(frozen=True)
class Backup:
    """The database as it was, to be put back."""

    instance: Instance
    file: Path

    def put_back(self) -> None:
        with closing(sqlite3.connect(self.file)) as old, closing(sqlite3.connect(self._live)) as now:
            old.backup(now)

    @property
    def _live(self) -> Path:
        return self.instance.settings.data / "slipbook.db"

    @classmethod
    def of(cls, instance: Instance, file: Path) -> Backup:
        made = cls(instance, file)
        with closing(sqlite3.connect(made._live)) as now, closing(sqlite3.connect(file)) as kept:
            now.backup(kept)
        return made


def change(cast: Cast, ben: Actor) -> None:
    """What happened since: a page was changed, one was made, one was deleted."""
    page = at(ben, "plan")
    save_page(ben, page, Edit("# Plan\n\nsecret words\n", "", page.version))
    create_page(ben, cast.handbook, NewPage("new", body="# New\n"))


@contextmanager
def unseen() -> Iterator[None]:
    with pytest.raises(NotFound):
        yield
