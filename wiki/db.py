"""Two engines over one database (reading is read-only, writing begins IMMEDIATE), and the session of the work at hand.

A door opens a session; queries and operations ask for ``session()``. Nothing here knows a table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Engine, MetaData, Row, Select, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached

from wiki.errors import Unavailable
from wiki.language import words as _

Item = TypeVar("Item")
Made = TypeVar("Made")
Mapped = TypeVar("Mapped", bound="Base")

_session: ContextVar[Session | None] = ContextVar("session", default=None)
_database: ContextVar[Database | None] = ContextVar("database", default=None)
_statements: ContextVar[list[int] | None] = ContextVar("statements", default=None)
PATIENCE = 5.0
"""Seconds that a writing transaction waits for the one before it, unless ``patient`` says otherwise."""
_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE)

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """The parent of every table of every room."""

    metadata = MetaData(naming_convention=CONVENTION)


class DatabaseBusy(Unavailable):
    """The database could not be written to: busy for longer than one waits, or its disk is full or read-only."""

    message = _("The database cannot be written to at the moment.")


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC without a zone in the table."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value else None


class Database:
    """One database, opened after the fork; threads share it, processes do not."""

    def __init__(self, url: str) -> None:
        self.reader = self._engine(url, "BEGIN", read_only=True)
        self.writer = self._engine(url, "BEGIN IMMEDIATE", read_only=False)

    @staticmethod
    def _engine(url: str, begin: str, *, read_only: bool) -> Engine:
        engine = create_engine(url, pool_size=20, max_overflow=20)
        event.listen(engine, "before_cursor_execute", _count)
        if engine.dialect.name == "sqlite":
            _tune_sqlite(engine, begin, read_only=read_only)
        return engine

    @contextmanager
    def bound(self) -> Iterator[Database]:
        """Make this the database of the work inside the block."""
        token = _database.set(self)
        try:
            yield self
        finally:
            _database.reset(token)

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def _waits(seconds: float) -> str:
    return f"busy_timeout={round(seconds * 1000)}"


def _tune_sqlite(engine: Engine, begin: str, *, read_only: bool) -> None:
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (_waits(PATIENCE), "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    def start(connection: Connection) -> None:
        wait = _patience.get()
        if connection.info.get("patience", PATIENCE) != wait:
            connection.exec_driver_sql(f"PRAGMA {_waits(wait)}")
            connection.info["patience"] = wait
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)


def _count(*_args: Any) -> None:
    counter = _statements.get()
    if counter is not None:
        counter[0] += 1


@contextmanager
def counting() -> Iterator[list[int]]:
    """Count the SQL statements of the block in the one-element list it gives."""
    counter = [0]
    token = _statements.set(counter)
    try:
        yield counter
    finally:
        _statements.reset(token)


def session() -> Session:
    """The session of the work under way; a RuntimeError where no door opened one."""
    current = _session.get()
    if current is None:
        raise RuntimeError("no session is open: a door must open reading() or writing() first")
    return current


def database() -> Database:
    """The database of the work under way."""
    current = _database.get()
    if current is None:
        raise RuntimeError("no database is bound to the work under way")
    return current


class Steady(Generic[Made]):
    """A row on the hot path and what was made of it: as long as the row comes back the same, so does the object.

    The statement runs every time; only making the same objects of the same values again is spared. They belong to no
    session and are shared by threads: they are read, never changed.
    """

    def __init__(self, statement: Select[Any], make: Callable[[Row[Any]], Made], most: int = 2048) -> None:
        self._statement, self._make, self._most = statement, make, most
        self._kept: dict[tuple[object, ...], tuple[Row[Any], Made]] = {}

    def find(self, **asked: object) -> Made | None:
        """What stands in the open snapshot for these parameters; a RuntimeError inside ``writing()``."""
        if session().get_bind() is database().writer:
            raise RuntimeError("what is to be changed must be loaded by the writing session itself")
        row = session().connection().execute(self._statement, asked).first()
        if row is None:
            return None
        kept = self._kept.get(key := tuple(asked.values()))
        if kept is not None and kept[0] == row:
            return kept[1]
        made = self._make(row)
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = row, made
        return made


def loaded(table: type[Mapped], values: Sequence[object]) -> Mapped:
    """An object of ``table`` with these values of its columns, as if a session that is gone had loaded it."""
    made = table(**dict(zip(table.__table__.columns.keys(), values, strict=True)))
    make_transient_to_detached(made)
    return made


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Wait this long, and no longer, for those who write before the transactions that begin inside the block."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def reading() -> Iterator[Session]:
    """One read-only snapshot; what is open already is used again."""
    current = _session.get()
    if current is not None:
        yield current
        return
    with Session(database().reader, expire_on_commit=False, autoflush=False) as opened, _opened(opened):
        yield opened


@contextmanager
def writing() -> Iterator[Session]:
    """One short writing transaction, committed at the end of the block, rolled back by an error.

    Inside another ``writing()`` it is the same transaction. Inside ``reading()`` it is a transaction of its own,
    so the outer snapshot does not see what is written here. DatabaseBusy when others write for too long, or when
    the disk takes nothing.
    """
    current = _session.get()
    if current is not None and current.get_bind() is database().writer:
        yield current
        return
    with Session(database().writer, expire_on_commit=False) as opened, _opened(opened):
        try:
            with opened.begin():
                yield opened
        except OperationalError as fault:
            raise DatabaseBusy from fault
        for call in opened.info.get("after_commit", ()):
            call()


def after_commit(call: Callable[[], None]) -> None:
    """Call ``call`` once when the open writing transaction has been committed, however often it was asked for."""
    pending = session().info.setdefault("after_commit", {})
    pending[call] = None


@contextmanager
def fresh() -> Iterator[Session]:
    """A new read-only snapshot, whatever is open outside: it sees what was written a moment ago."""
    with Session(database().reader, expire_on_commit=False, autoflush=False) as opened, _opened(opened):
        yield opened


@contextmanager
def _opened(opened: Session) -> Iterator[None]:
    token = _session.set(opened)
    try:
        yield
    finally:
        _session.reset(token)


def parts(items: Sequence[Item], size: int = 500) -> Iterator[Sequence[Item]]:
    """``items`` in runs of at most ``size``: a statement takes only so many values at once."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
