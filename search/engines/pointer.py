"""Which folder below an index's root is the current one, and who may write or rebuild: one small file, one lock."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from search.engines.seals import latest_generation, replace_durably, toc_path
from search.errors import IndexBusy, IndexUnusable

_POINTER, _LOCK = "current", "rebuild.lock"
FOLDERS = "index*"
"""The pattern of folders below a root: the current one, one being built, and what a crash left behind."""

_TRIES = 6
_T = TypeVar("_T")


@dataclass(frozen=True)
class Place:
    """Where the newest generation lies. `key` differs for any two generations, also when an old folder is put back."""

    folder: Path
    number: int
    key: str


def newest(root: Path) -> Place:
    """The newest generation; raises `FileNotFoundError` when files are moving right now."""
    folder = current_folder(root)
    number = latest_generation(folder)
    status = toc_path(folder, number).stat()
    return Place(folder, number, f"{folder.name}:{number}:{status.st_ino:x}:{status.st_mtime_ns:x}")


def settled(root: Path, look: Callable[[], _T]) -> _T:
    """What `look` finds. Files vanish when a writer replaces them: it looks a few times before it is believed."""
    missing = FileNotFoundError()
    for attempt in range(_TRIES):
        try:
            return look()
        except FileNotFoundError as error:
            missing = error
        except OSError as error:
            raise IndexUnusable(f"The index at {root} cannot be read: {error}.") from error
        time.sleep(0.01 * attempt)
    raise IndexUnusable(f"The index at {root} is incomplete: {missing}.") from missing


def current_folder(root: Path) -> Path:
    """The folder readers should read; raises `IndexUnusable` where nothing was ever built."""
    try:
        name = (root / _POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"There is no index at {root}: rebuild it.") from error
    if not name.startswith("index") or Path(name).name != name:
        raise IndexUnusable(f"The file {root / _POINTER} is damaged.")
    return root / name


def point_to(root: Path, folder: Path) -> None:
    """Make a folder the current one, in one step and for good."""
    replace_durably(root / _POINTER, f"{folder.name}\n".encode())


@contextmanager
def writing(root: Path, *, alone: bool) -> Iterator[None]:
    """Hold off rebuilds while writing, or (`alone`) everybody while rebuilding; raises `IndexBusy` at once.

    The lock belongs to the process (flock): one that dies leaves nothing behind.
    """
    try:
        lock = (root / _LOCK).open("ab")
    except OSError as error:
        raise IndexUnusable(f"The index at {root} cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(f"The index at {root} is being {'written' if alone else 'rebuilt'}.") from error
        yield
