"""`serve.lock`: one server per data folder. The kernel drops the lock with the process; a stale file blocks nobody."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiki.errors import Conflict
from wiki.language import words as _


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """Hold the lock of ``data`` inside the block; Conflict names the process that holds it already."""
    path = data / "serve.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            file.seek(0)
            raise Conflict(
                _(
                    "A server already runs on this data folder (process %(pid)s).",
                    pid=file.read().strip() or "?",
                ),
                mend=_("Stop it first, or set SLIPBOOK_DATA to another folder."),
            ) from busy
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_serving(data: Path) -> bool:
    """Whether a server runs on this data folder at the moment."""
    path = data / "serve.lock"
    if not path.exists():
        return False
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
