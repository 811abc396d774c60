"""The index of this instance: the engine, opened once a process, and the texts that it checks phrases in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from search.engines.whoosh import WhooshEngine
from search.rebuilding import open_engine
from wiki import db
from wiki.config import Settings
from wiki.instance import current
from wiki.pages.models import Page, PageText


class PageTexts:
    """Title and plain text of pages, from the tables."""

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Title, line break and body by page id; pages that are gone are absent."""
        wanted = select(Page.id, Page.title, PageText.body).join(PageText, PageText.page_id == Page.id)
        rows = db.session().execute(wanted.where(Page.id.in_(ids)))
        return {page_id: f"{title}\n{body}" for page_id, title, body in rows}


def _open(settings: Settings) -> WhooshEngine:
    return open_engine(settings.index, PageTexts())


def engine() -> WhooshEngine:
    """The engine of this process."""
    return current().part("engine", _open)


def document_count() -> int:
    """How many pages are indexed; IndexUnusable when the index cannot be read."""
    return engine().count()
