"""Waking the worker through Huey. What is to be done stands in our own tables; the bell only says "look"."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from huey import SqliteHuey, crontab

from wiki.config import Settings
from wiki.instance import current

log = logging.getLogger("slipbook.jobs")
Work = Callable[[], None]


class Bell:
    """The Huey of one instance: a file in the cache folder that may vanish at any time."""

    def __init__(self, settings: Settings, work: Work | None = None, every_minute: Work | None = None) -> None:
        settings.cache.mkdir(parents=True, exist_ok=True)
        self.huey: Any = SqliteHuey("slipbook", filename=str(settings.cache / "bell.db"), results=False, fsync=False)
        self._wake = self.huey.task(name="wake")(work or _nothing)
        if every_minute:
            self.huey.periodic_task(crontab(minute="*"), name="every_minute")(every_minute)

    def ring(self) -> None:
        """Wake the worker; one waiting call is enough for everybody."""
        if self.huey.pending_count() == 0:
            self._wake()

    def consume(self) -> None:
        """Answer the bell until the process is told to stop; one thread, because one process owns the index writer."""
        self.huey.create_consumer(
            workers=1, max_delay=0.5, scheduler_interval=5, check_worker_health=False, graceful_signal="TERM"
        ).run()

    def close(self) -> None:
        self.huey.storage.close()


def _nothing() -> None:
    """A process that only rings has no work of its own."""


def ring() -> None:
    """Wake the worker; when the bell is broken, the schedule finds the work within a minute."""
    try:
        current().part(Bell, Bell).ring()
    except sqlite3.Error as fault:
        log.warning("the bell did not ring: %s", fault)
