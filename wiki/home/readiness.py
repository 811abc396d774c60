"""Whether every part answers: database, repositories, index."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from repo_store.errors import StoreError
from search.errors import SearchError
from wiki import db
from wiki.finding.index import document_count
from wiki.spaces.models import Space
from wiki.spaces.queries import repository_of

Check = Callable[[], object]


def _database() -> object:
    return db.session().execute(text("SELECT 1")).scalar()


def _repositories() -> object:
    spaces = db.session().scalars(select(Space).where(Space.archived_at.is_(None)).limit(3)).all()
    return [repository_of(space).head() for space in spaces]


CHECKS: Mapping[str, Check] = {"database": _database, "repositories": _repositories, "index": document_count}


def readiness() -> dict[str, bool]:
    """Each part, and whether it answers."""
    return {name: _answers(check) for name, check in CHECKS.items()}


def _answers(check: Check) -> bool:
    try:
        check()
    except (SQLAlchemyError, sqlite3.Error, StoreError, SearchError, OSError):
        return False
    return True
