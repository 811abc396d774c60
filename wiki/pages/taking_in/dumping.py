"""The rows about the text of a space as lines that can be compared: ids are random, so the history of a page names it.

Two databases that took in the same commits of a space give the same lines, whatever ids and areas they gave out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, select

from wiki import db
from wiki.db import Base
from wiki.pages.models import FormerPath, Page, PageIdentity, PageLink, PageTag, PageText, PageVersion

TABLES: tuple[type[Base], ...] = (Page, PageVersion, PageLink, PageTag, PageText, FormerPath, PageIdentity)
_NOT_COMPARED = ("space_id", "area_id", "author_id")
"""Ids, what follows from the grants of today, and whose address an author's is, which may be learnt later."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the table, the newest path of the page that it is about, and its values."""

    table: str
    path: str
    text: str


def lines(space_id: str) -> Iterator[Line]:
    """Every row about the text of a space in the open snapshot, in no order."""
    paths: dict[str, str] = dict(db.session().execute(_of(PageIdentity, space_id, "id", "path")).all())
    names = _names(space_id)
    for model in TABLES:
        asked = select(model.__table__)
        if "space_id" in model.__table__.c:
            asked = asked.where(model.__table__.c.space_id == space_id)
        for row in db.session().execute(asked).mappings():
            page_id = str(row.get("page_id", row.get("id")))
            if page_id in names and page_id in paths:
                yield Line(model.__tablename__, paths[page_id], _text(row, names))


def dump(space_id: str) -> Mapping[str, Sequence[str]]:
    """The lines of each table, sorted."""
    found: dict[str, list[str]] = {model.__tablename__: [] for model in TABLES}
    for line in lines(space_id):
        found[line.table].append(line.text)
    return {table: sorted(texts) for table, texts in found.items()}


def prints(space_id: str) -> Mapping[str, str]:
    """A fingerprint of every line, with the path of its page."""
    return {hashlib.sha256(f"{one.table} {one.text}".encode()).hexdigest(): one.path for one in lines(space_id)}


def digest(fingerprints: Mapping[str, str]) -> str:
    """One hash of all of them, in order."""
    return hashlib.sha256("".join(sorted(fingerprints)).encode()).hexdigest()


def page_ids(space_id: str) -> Mapping[str, str]:
    """The id of every page that stands, by path."""
    return dict(db.session().execute(_of(Page, space_id, "path", "id")).all())


def _names(space_id: str) -> Mapping[str, str]:
    order = (PageVersion.page_id, PageVersion.number)
    rows = _of(PageVersion, space_id, "page_id", "commit_id", "file").order_by(*order)
    names: dict[str, str] = {}
    for page_id, commit_id, file in db.session().execute(rows):
        names[page_id] = names.get(page_id, "") + f"{commit_id[:8]} {file} "
    return {page_id: hashlib.sha256(name.encode()).hexdigest() for page_id, name in names.items()}


def _text(row: RowMapping, names: Mapping[str, str]) -> str:
    return str([(key, names.get(str(value), value)) for key, value in row.items() if key not in _NOT_COMPARED])


def _of(model: type[Base], space_id: str, *columns: str) -> Select[Any]:
    table = model.__table__
    return select(*(table.c[name] for name in columns)).where(table.c.space_id == space_id)
