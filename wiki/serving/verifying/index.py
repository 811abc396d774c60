"""Whether every page is found as it stands in the tables, and nothing else is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from search.analysis import terms_of
from search.document import Document
from search.errors import IndexUnusable
from search.selection import Facts, Selection, facts_of
from wiki import db
from wiki.events.queries import waiting
from wiki.finding.documents import all_page_ids, documents_of
from wiki.finding.feeding import REACTION
from wiki.finding.index import engine
from wiki.language import words as _
from wiki.pages.models import Page
from wiki.serving.verifying.findings import Finding
from wiki.spaces.models import Space

_LOOKS = 4
_ALL_WAIT = 10_000
_HEALS = _("A running server mends it within five minutes.")


def check_index() -> Iterator[Finding]:
    """Compare the index with the tables. What changes meanwhile is looked at again."""
    try:
        with db.fresh():
            ids: Sequence[str] = all_page_ids()
        for look in range(_LOOKS):
            ids = _differing(ids)
            if not ids:
                break
            time.sleep(0.2 * look)
        extra = _extra()
    except IndexUnusable as fault:
        told = _("The search index cannot be read: %(why)s.", why=str(fault))
        yield Finding("index.unusable", told, _("A running server builds it anew within a minute."), heals=True)
        return
    if ids:
        told = _(
            "Pages that are not found as they are now: %(count)s, such as %(path)s.", count=len(ids), path=_path(ids[0])
        )
        yield Finding("index.differs", told, _("Run `slipbook rebuild`; a running server then brings the index after."))
    if extra:
        told = _("Pages in the search index that are gone: %(count)s.", count=extra)
        yield Finding("index.extra", told, _HEALS, heals=True)


def _differing(ids: Sequence[str]) -> list[str]:
    """Those of the pages that are not in the index as they are now, and that nobody is about to put there."""
    with db.fresh():
        found = engine().within(ids)
        assert isinstance(found, Selection)
        facts = {one.id: (number, one) for number, one in found.facts()}
        different = [one.id for one in documents_of(ids) if not _is_found(found, facts.get(one.id), one)]
        return [] if _is_filled_anew() else [one for one in different if one not in _expected()]


def _is_found(found: Selection, entry: tuple[int, Facts] | None, document: Document) -> bool:
    terms = terms_of(document)
    if entry is None or entry[1] != facts_of(document, terms):
        return False
    longest = max(terms.terms, key=lambda term: (len(term), term), default=None)
    return longest is None or entry[0] in found.visible("terms", longest)


def _expected() -> set[str]:
    """The pages that the index will be told of."""
    return {event.page_id for event in waiting(REACTION.name, REACTION.kinds, _ALL_WAIT) if event.page_id}


def _is_filled_anew() -> bool:
    """Whether the index waits for whole spaces."""
    return any(event.page_id is None for event in waiting(REACTION.name, REACTION.kinds, _ALL_WAIT))


def _extra() -> int:
    """How many documents belong to no page, when nothing waits that would take them out."""
    with db.fresh():
        extra = engine().count() - len(engine().within(all_page_ids()))
        return 0 if waiting(REACTION.name, REACTION.kinds, 1) else extra


def _path(page_id: str) -> str:
    with db.fresh() as session:
        row = session.execute(
            select(Space.key, Page.path).join(Space, Space.id == Page.space_id).where(Page.id == page_id)
        ).first()
    return "/".join(row) if row else page_id
