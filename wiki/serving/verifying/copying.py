"""A copy of the database to try things on, while the one that is copied goes on being used."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from wiki.errors import Unavailable
from wiki.instance import Instance, instance_id
from wiki.language import words as _

_PREFIX = ".verifying-"
_DAY = 86_400


@contextmanager
def copied(live: Instance) -> Iterator[Instance]:
    """An instance on one cut of the tables of ``live`` and on its repositories; what is written to it is thrown away.

    Unavailable when there is no room for the copy, or the database cannot be read at all.
    """
    data = live.settings.data
    _forget_old_ones(data)
    with _explained():
        folder = Path(mkdtemp(prefix=_PREFIX, dir=data))
    try:
        with _explained():
            _copy(live, folder)
        made = Instance(replace(live.settings, data=folder))
        try:
            yield made
        finally:
            made.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _explained() -> Iterator[None]:
    """Say what is in the way of the copy; whoever uses the copy has failures of their own."""
    try:
        yield
    except (OSError, sqlite3.DatabaseError) as fault:
        raise Unavailable(
            _("The database could not be copied: %(why)s.", why=str(fault)),
            mend=_("Make room in the data folder; if the file is damaged, put a backup in its place."),
        ) from fault


def _copy(live: Instance, folder: Path) -> None:
    data = live.settings.data
    source = sqlite3.connect(f"file:{data / 'slipbook.db'}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(folder / "slipbook.db")) as target:
        source.backup(target)
    (folder / "spaces").symlink_to(live.settings.spaces.resolve())
    (folder / "instance-id").write_text(instance_id(live.settings), "ascii")


def _forget_old_ones(data: Path) -> None:
    """What a check left behind that was killed."""
    for folder in data.glob(f"{_PREFIX}*"):
        if time.time() - folder.stat().st_mtime > _DAY:
            shutil.rmtree(folder, ignore_errors=True)
