"""Keeping the index like the tables: after every change of a page, and anew when it is missing or damaged."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from search.errors import IndexBusy, IndexUnusable
from search.rebuilding import rebuild as rebuild_beside
from wiki import db
from wiki.errors import Unavailable
from wiki.events.delivery import Reaction
from wiki.events.models import Event
from wiki.events.operations import advance
from wiki.events.queries import newest, waiting
from wiki.finding.documents import all_page_ids, documents_of
from wiki.finding.index import PageTexts, engine
from wiki.instance import current
from wiki.language import words as _

log = logging.getLogger("slipbook.finding")
NAME = "index"
PAGE_KINDS = ("page.created", "page.changed", "page.moved", "page.deleted", "page.restored")
SPACE_KINDS = ("space.imported", "space.rebuilt", "space.archived")


def feed(events: Sequence[Event]) -> None:
    """Put the pages of these events into the index as they are now; take out those that are gone."""
    pages = {event.page_id: None for event in events if event.kind in PAGE_KINDS and event.page_id}
    for event in events:
        if event.kind in SPACE_KINDS and event.space_id:
            pages.update(dict.fromkeys(all_page_ids(event.space_id, archived=True)))
    try:
        found = _put(list(pages))
        gone = set(pages) - found
        if gone:
            engine().remove(gone)
    except IndexUnusable as fault:
        log.warning("the index is built anew: %s", fault)
        rebuild_index()
    except IndexBusy as fault:
        raise IndexTaken from fault


class IndexTaken(Unavailable):
    """Another process writes the index; the events stay where they are and come again."""

    message = _("The search index is being written by another process.")


def _put(page_ids: Sequence[str]) -> set[str]:
    documents = list(documents_of(page_ids))
    if documents:
        engine().put(documents)
    return {document.id for document in documents}


def rebuild_index() -> int:
    """Build the index anew beside the old one and swap; the number of documents."""
    try:
        with db.fresh():
            upto, ids = newest(), all_page_ids()
            rebuild_beside(current().settings.index, documents_of(ids), PageTexts()).close()
    except IndexBusy as fault:
        raise IndexTaken from fault
    with db.writing():
        advance(NAME, upto)
    log.info("the index was built anew with %s pages", len(ids))
    return len(ids)


def mend_index() -> None:
    """Build the index anew when it cannot be opened: a short look, so that a lost folder is noticed within a minute."""
    try:
        engine().count()
    except IndexUnusable as fault:
        log.warning("the index cannot be opened: %s", fault)
        rebuild_index()


def look_after_index() -> None:
    """Build the index anew when it cannot be read or holds other pages than the tables."""
    try:
        if is_like_the_tables() or _events_wait():
            return
    except IndexUnusable as fault:
        log.warning("the index cannot be used: %s", fault)
    rebuild_index()


def is_like_the_tables() -> bool:
    """Whether the index holds the very pages of the tables, no more and no fewer."""
    with db.fresh():
        wanted = all_page_ids()
    return engine().count() == len(wanted) == len(engine().within(wanted))


def tidy_index() -> None:
    """Merge small segments while nobody waits for it, so that searches stay fast."""
    engine().tidy()


def _events_wait() -> bool:
    with db.fresh():
        return bool(waiting(NAME, REACTION.kinds, 1))


REACTION = Reaction(NAME, (*PAGE_KINDS, *SPACE_KINDS), feed)
