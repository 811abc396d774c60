"""Waking the worker through Huey. What is to be done stands in our own tables; the bell only says "look"."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import SqliteHuey, crontab

from wiki.config import Settings
from wiki.instance import current

log = logging.getLogger("slipbook.jobs")
Work = Callable[[], None]


class Bell:
    """The Huey of one instance: a file in the cache folder that may vanish or break at any time."""

    def __init__(self, settings: Settings, work: Work | None = None, every_minute: Work | None = None) -> None:
        settings.cache.mkdir(parents=True, exist_ok=True)
        self.file = settings.cache / "bell.db"
        self.huey: Any = _opened(self.file)
        self._seen = _inode(self.file)
        # Huey names a task by the module that its function was written in; both sides must register the same name.
        self._work = work or _nothing
        self._wake = self.huey.task(name="wake")(self._answer)
        if every_minute:
            self.huey.periodic_task(crontab(minute="*"), name="every_minute")(self._mended(every_minute))

    def ring(self) -> None:
        """Wake the worker; one waiting call is enough for everybody."""
        self._mend()
        if self.huey.pending_count() == 0:
            self._wake()

    def consume(self) -> None:
        """Answer the bell until the process is told to stop; one thread, because one process owns the index writer."""
        self.huey.create_consumer(workers=1, max_delay=0.5, scheduler_interval=5, graceful_signal="TERM").run()

    def close(self) -> None:
        self.huey.storage.close()

    def _answer(self) -> None:
        self._work()

    def _mended(self, work: Work) -> Work:
        def run() -> None:
            self._mend()
            work()

        return run

    def _mend(self) -> None:
        """Open the file anew when another one stands in its place, or none: both sides must hear the same bell."""
        if _inode(self.file) != self._seen:
            self.huey.storage.close()
            self.huey.storage.initialize_schema()
            self._seen = _inode(self.file)


def _opened(file: Path) -> Any:
    # A journal in memory leaves nothing beside the file, so it can be thrown away whole; with one on disk SQLite
    # refuses to write to a file that has gone, and the schedule would stop.
    def opened() -> Any:
        return SqliteHuey("slipbook", filename=str(file), results=False, fsync=False, journal_mode="memory")

    try:
        return opened()
    except sqlite3.OperationalError:  # busy or out of reach: the file itself may be sound
        raise
    except sqlite3.DatabaseError as fault:
        log.warning("the file of the bell is broken and made anew: %s", fault)
        file.unlink(missing_ok=True)
        return opened()


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _nothing() -> None:
    """A process that only rings has no work of its own."""


def ring() -> None:
    """Wake the worker; when the bell is broken, the schedule finds the work within a minute."""
    try:
        current().part(Bell, Bell).ring()
    except (sqlite3.Error, OSError) as fault:
        log.warning("the bell did not ring: %s", fault)
