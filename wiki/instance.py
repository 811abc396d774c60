"""One running Slipbook: its settings, its database, and the parts each process opens once (store, index, cache)."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar, cast

from wiki.config import Settings, make_data_folder
from wiki.db import Database

_current: ContextVar[Instance | None] = ContextVar("instance", default=None)
Part = TypeVar("Part")


class Instance:
    """Settings and database of one Slipbook, with a shelf of parts built at first use, after the fork."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        make_data_folder(settings)
        self._parts: dict[object, object] = {}
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self.database = Database(settings.database_url)

    def part(self, key: object, build: Callable[[Settings], Part]) -> Part:
        """The part under ``key``, built once in this process; a handle never crosses a fork."""
        with self._lock:
            if self._pid != os.getpid():
                raise RuntimeError("an instance was opened before the fork; open it in the child")
            if key not in self._parts:
                self._parts[key] = build(self.settings)
            return cast(Part, self._parts[key])

    @contextmanager
    def bound(self) -> Iterator[Instance]:
        """Make this the instance of the work inside the block."""
        token = _current.set(self)
        try:
            with self.database.bound():
                yield self
        finally:
            _current.reset(token)

    def close(self) -> None:
        for part in self._parts.values():
            closing = getattr(part, "close", None)
            if closing:
                closing()
        self._parts.clear()
        self.database.close()


def current() -> Instance:
    """The instance of the work under way."""
    found = _current.get()
    if found is None:
        raise RuntimeError("no instance is bound to the work under way")
    return found


def secret_key(settings: Settings) -> str:
    """The key that signs cookies: the setting, or one made at the first start and kept in the data folder."""
    if settings.secret_key:
        return settings.secret_key
    return _kept(settings.data / "secret-key", 32)


def instance_id(settings: Settings) -> str:
    """A short random name of this instance: the domain of the authors it writes into Git."""
    return _kept(settings.data / "instance-id", 8)


def _kept(path: Path, size: int) -> str:
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        return _make(path, size)


def _make(path: Path, size: int) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_hex(size)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 born private
        file.write(made)
        file.flush()
        os.fsync(file.fileno())  # an empty key after a power cut would sign everybody out, and sign nothing
    try:
        os.link(draft, path)  # the first of two racing starts wins, both read what it wrote
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text("ascii").strip()
