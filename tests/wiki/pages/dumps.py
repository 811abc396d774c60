"""All rows about the text of a space in a form that can be compared: random ids give way to the history of a page."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from wiki import db
from wiki.db import Base
from wiki.pages.models import FormerPath, Page, PageIdentity, PageLink, PageTag, PageText, PageVersion
from wiki.spaces.models import Space

TABLES: tuple[type[Base], ...] = (Page, PageVersion, PageLink, PageTag, PageText, FormerPath, PageIdentity)


def dump(space: Space) -> dict[str, object]:
    """All rows about the text of a space, with names that tell of the history in place of random ids."""
    with db.fresh() as session:
        names = _names(session.scalars(select(PageVersion).where(PageVersion.space_id == space.id)).all())
        found: dict[str, object] = {}
        for model in TABLES:
            table = model.__table__
            rows = session.execute(select(table)).mappings()
            mine = [row for row in rows if row.get("space_id", space.id) == space.id]
            found[table.name] = sorted(str(_named(row, names)) for row in mine if _page_id(row) in names)
    return found


def _names(rows: object) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in sorted(rows, key=lambda row: (row.page_id, row.number)):  # type: ignore[call-overload]
        names[one.page_id] = names.get(one.page_id, "") + f"{one.commit_id[:8]} {one.file} "
    return names


def _page_id(row: Mapping[str, object]) -> object:
    return row.get("page_id", row.get("id"))


def _named(row: Mapping[str, object], names: dict[str, str]) -> list[tuple[str, object]]:
    hidden = ("space_id", "area_id")
    return [(key, names.get(str(value), value)) for key, value in row.items() if key not in hidden]
