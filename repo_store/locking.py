"""One writer per repository: the kernel lock that every writer takes, and what crashed writers left behind.

Moving refs is not done here.
"""

import errno
import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from repo_store.errors import LockBusy
from repo_store.failures import explained

WAIT_SECONDS: Final = 10.0
STALE_SECONDS: Final = 60.0
_PUSH_SECONDS: Final = 24 * 3600.0
_HALF_WRITTEN: Final = ("tmp_*", "??/tmp_*", "pack/tmp_*", "pack/.tmp-*", "info/tmp_*", "*.tmp", "info/*.tmp")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """The lock while it is held: whether the last holder died with it, and the handle that children may keep open."""

    died: bool
    handle: int


@contextmanager
def hold(lock: Path, wait: float = WAIT_SECONDS) -> Iterator[Held]:
    """Hold the flock on the file `lock` for the block; it vanishes with the process, the file stays.

    Raises LockBusy when somebody else holds it for more
    than `wait` seconds. Not reentrant: a second hold in the same thread waits for the first. Raises WriteFailed
    when the disk lets nobody make the file.
    """
    with explained():
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, lock, wait)
        died = os.fstat(handle).st_size > 0
        # Who dies leaves his number in the file; on a full disk nobody does, and a minute shows who is gone.
        with suppress(OSError):
            os.pwrite(handle, b"%d\n" % os.getpid(), 0)
        try:
            yield Held(died, handle)
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)
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


def clear_stale_locks(git_dir: Path, *, died: bool = False) -> list[Path]:
    """Remove lock files of Git that nobody can be holding, and say which.

    Only for the holder of the flock: every writer here holds it, so a lock file that is older than
    STALE_SECONDS (or dated in the future, after the clock was set back) belongs to a process that died; so does
    a younger one when the last holder `died`. A file that somebody has open is left alone in any case.
    """
    return _removed(_stale(_lock_files(git_dir), -1 if died else STALE_SECONDS))


def left_behind(git_dir: Path) -> list[Path]:
    """What writers left who died: lock files, objects and packs half-written.

    What a push brings is put aside in `incoming` folders without the flock, so these count after a day only.
    """
    objects = git_dir / "objects"
    half_written = (path for pattern in _HALF_WRITTEN for path in objects.glob(pattern) if path.is_file())
    pushes = _stale(objects.glob("*incoming-*"), _PUSH_SECONDS)
    return [*_stale(_lock_files(git_dir), STALE_SECONDS), *_stale(half_written, STALE_SECONDS), *pushes]


def clear_left_behind(git_dir: Path) -> list[Path]:
    """Remove all of it, and say what it was. Only for the holder of the flock."""
    return _removed(left_behind(git_dir))


def _stale(paths: Iterable[Path], seconds: float) -> Iterator[Path]:
    for path in paths:
        with suppress(FileNotFoundError):
            if abs(time.time() - path.stat().st_mtime) > seconds and not _is_open(path):
                yield path


def _is_open(path: Path) -> bool:
    """Whether any process has the file open, as far as the file system can say: only then it refuses a lease."""
    if path.is_dir():
        return False
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False


def _removed(paths: Iterable[Path]) -> list[Path]:
    removed = []
    for path in paths:
        with suppress(FileNotFoundError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed.append(path)
            log.warning("removed %s, left by a writer who died", path)
    return removed


def _lock_files(git_dir: Path) -> Iterator[Path]:
    yield from git_dir.glob("*.lock")
    for folder in ("refs", "objects/info", "objects/pack"):
        yield from (git_dir / folder).rglob("*.lock")
