"""One writer per repository: the kernel lock that every writer takes, and what crashed writers left behind.

Moving refs is not done here.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from repo_store.errors import LockBusy

WAIT_SECONDS: Final = 10.0
STALE_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


@contextmanager
def hold(lock: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the flock on the file `lock` for the block; it vanishes with the process, the file stays.

    Raises LockBusy when somebody else holds it for more than `wait` seconds. Not reentrant: a second hold in
    the same thread waits for the first.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, lock, wait)
        yield
    finally:
        os.close(handle)


def _take(handle: int, lock: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    pause = 0.001
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockBusy(f"{lock.name} is held by somebody else") from None
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
        else:
            return


def clear_stale_locks(git_dir: Path) -> list[Path]:
    """Remove lock files of Git that nobody can be holding, and say which.

    Only for the holder of the flock: every writer here holds it, so a lock file that is older than
    STALE_SECONDS (or dated in the future, after the clock was set back) belongs to a process that died. A
    younger one may be alive and is left alone.
    """
    removed = []
    for path in _lock_files(git_dir):
        try:
            age = abs(time.time() - path.stat().st_mtime)
            if age > STALE_SECONDS:
                path.unlink()
                removed.append(path)
                log.warning("removed the stale lock file %s, %d s old", path, age)
        except FileNotFoundError:
            continue
    return removed


def _lock_files(git_dir: Path) -> Iterator[Path]:
    yield from git_dir.glob("*.lock")
    for folder in ("refs", "objects/info"):
        yield from (git_dir / folder).rglob("*.lock")
