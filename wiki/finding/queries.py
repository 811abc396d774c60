"""Searching: what the reader asked, the hits they may see with marked snippets, and the quick switcher."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from search.document import Heading
from search.engine import Window
from search.errors import IndexUnusable
from search.highlighting import Part, Snippet, heading_for, mark, snippet
from search.query import Query, parse
from search.results import Facets
from wiki import db
from wiki.access.gate import require
from wiki.errors import Unavailable
from wiki.finding.index import engine
from wiki.finding.visible import visible_documents
from wiki.language import words as _
from wiki.pages.addresses import page_address
from wiki.pages.models import Page, PageText
from wiki.spaces.models import Space

LONGEST_SHOWN = 160
"""Characters of a snippet; Chinese ones count more, so that it has two lines or a little more in either script."""

MOST_DEEP = 1000


class SearchUnavailable(Unavailable):
    """The index cannot be read; the worker builds it anew."""

    message = _("The search index is being built anew.")
    mend = _("Pages can be read all the time; search again in a minute.")


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: words, and what narrows them."""

    text: str
    space: str = ""
    kind: str = ""
    tag: str = ""
    sort: Literal["relevance", "newest"] = "relevance"
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class FoundPage:
    """A hit as it is shown."""

    id: str
    space: str
    space_name: str
    path: str
    url: str
    title: str
    title_parts: Sequence[Part]
    snippet: Sequence[Part]
    heading: str | None
    anchor: str | None
    kind: str
    author: str
    updated_at: datetime
    score: float


@dataclass(frozen=True)
class Found:
    """The answer to a search. ``is_loose``: no page has all the words, these have some of them."""

    asked: Asked
    total: int = 0
    hits: Sequence[FoundPage] = ()
    facets: Facets = field(default_factory=Facets)
    did_you_mean: str | None = None
    was_cut: bool = False
    is_loose: bool = False
    milliseconds: int = 0

    @property
    def next_offset(self) -> int | None:
        """Where the next hits begin; None at the end."""
        after = self.asked.offset + len(self.hits)
        return after if self.hits and after < min(self.total, MOST_DEEP) else None


def find(actor: Actor, asked: Asked) -> Found:
    """The pages that match and that ``actor`` may see; SearchUnavailable while the index cannot be read."""
    require(actor, Action.SEARCH_FIND)
    query = _narrowed(parse(asked.text), asked)
    if query.is_empty:
        return Found(asked)
    began = time.perf_counter()
    try:
        window = Window(asked.limit, min(asked.offset, MOST_DEEP), asked.sort)
        results = engine().find(query, visible_documents(actor), window)
    except IndexUnusable as fault:
        raise SearchUnavailable from fault
    scores = {hit.id: hit.score for hit in results.hits}
    return Found(
        asked,
        total=results.total,
        hits=_shown(actor, query, scores),
        facets=results.facets,
        did_you_mean=results.did_you_mean,
        was_cut=query.cut,
        is_loose=results.is_loose,
        milliseconds=round((time.perf_counter() - began) * 1000),
    )


def _narrowed(query: Query, asked: Asked) -> Query:
    return Query(
        words=query.words,
        phrases=query.phrases,
        excluded=query.excluded,
        tags=(*query.tags, *filter(None, [asked.tag])),
        spaces=(*query.spaces, *filter(None, [asked.space])),
        authors=query.authors,
        kinds=(*query.kinds, *filter(None, [asked.kind])),
        text=query.text,
        cut=query.cut,
    )


def _shown(actor: Actor, query: Query, scores: Mapping[str, float]) -> list[FoundPage]:
    wanted = (
        select(Page, PageText, Space)
        .join(PageText, PageText.page_id == Page.id)
        .join(Space, Space.id == Page.space_id)
        .where(Page.id.in_(scores), Page.area_id.in_(actor.visible_areas), Space.archived_at.is_(None))
    )
    rows = {page.id: (page, text, space) for page, text, space in db.session().execute(wanted)}
    return [_found(query, *rows[page_id], score) for page_id, score in scores.items() if page_id in rows]


def _found(query: Query, page: Page, text: PageText, space: Space, score: float) -> FoundPage:
    cut, heading = _under_its_heading(
        snippet(text.body, query, LONGEST_SHOWN), tuple(Heading(*one) for one in text.headings)
    )
    return FoundPage(
        id=page.id,
        space=space.key,
        space_name=space.name,
        path=page.path,
        url=page_address(space.key, page.path),
        title=page.title,
        title_parts=mark(page.title, query),
        snippet=cut.readable(),
        heading=heading.text if heading else None,
        anchor=heading.anchor if heading else None,
        kind=page.kind,
        author=page.author_name,
        updated_at=page.updated_at,
        score=score,
    )


def _under_its_heading(cut: Snippet, headings: Sequence[Heading]) -> tuple[Snippet, Heading | None]:
    """The section that the first answer stands in, and the snippet from there on: its heading is shown before it."""
    heading = heading_for(headings, cut.first_answer)
    after = cut.after(heading.offset + len(heading.text)) if heading else cut
    return after if after.parts else cut, heading
