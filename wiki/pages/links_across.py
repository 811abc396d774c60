"""Links that name another space by its address, ``/s/<space>/<path>``, resolved for one reader with one query."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select

from auth.actor import Actor
from wiki import db
from wiki.pages.addresses import page_address
from wiki.pages.models import Page
from wiki.pages.paths import file_key, path_key
from wiki.rendering.types import Link, Target
from wiki.spaces.models import Space

_ACROSS = re.compile(r"^/s/([a-z0-9-]+)(?:/(?!-/)(.*))?$", re.DOTALL)
_AT_ONCE = 500


class Across:
    """The links of one page that lead into spaces by address. Hidden and missing look alike."""

    def __init__(self, actor: Actor, links: Iterable[Link]) -> None:
        wanted = [parts for link in links if (parts := _parts(link)) is not None]
        self._pages: dict[tuple[str, str], str] = {}
        if wanted:
            self._look_up(actor, wanted[:_AT_ONCE])

    def resolve(self, link: Link) -> Target | None:
        """Where the link leads; None when it is not an address of this form."""
        parts = _parts(link)
        if parts is None:
            return None
        space_key, path = parts
        found = self._pages.get((space_key, path_key(path)), self._pages.get((space_key, file_key(path))))
        return Target(page_address(space_key, path if found is None else found), found is not None)

    def _look_up(self, actor: Actor, wanted: list[tuple[str, str]]) -> None:
        ways = [and_(Space.key == key, _named(path)) for key, path in wanted]
        home = and_(Space.key.in_({key for key, _path in wanted}), Space.area_id.in_(actor.visible_areas))
        pages = select(Space.key, Page.path, Page.path_key, Page.file_key, Page.area_id)
        rows = db.session().execute(
            pages.outerjoin(Page, and_(Page.space_id == Space.id, or_(*ways))).where(home, Space.archived_at.is_(None))
        )
        for space_key, path, own_key, own_file, page_area in rows:
            self._pages[space_key, ""] = ""
            if page_area in actor.visible_areas:
                self._pages[space_key, own_key] = self._pages[space_key, own_file] = path


def _named(path: str) -> ColumnElement[bool]:
    keys = [path_key(path), file_key(path)]
    return or_(Page.path_key.in_(keys), Page.file_key.in_(keys))


def _parts(link: Link) -> tuple[str, str] | None:
    found = _ACROSS.match(link.target) if link.kind in ("page", "file") else None
    return (found[1], (found[2] or "").strip("/")) if found else None
