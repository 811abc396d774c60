"""The quick switcher: pages and spaces whose name answers to what somebody has typed so far."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from search.errors import IndexUnusable
from search.titles import best, keys_for
from wiki import db
from wiki.access.gate import require
from wiki.finding.index import engine
from wiki.finding.queries import SearchUnavailable
from wiki.finding.visible import visible_documents
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.spaces.queries import list_spaces

MOST_SPACES = 5


def jump(actor: Actor, text: str, limit: int = 8) -> Sequence[tuple[Page, Space]]:
    """Pages whose title answers to ``text`` (words, parts, pinyin), best first; without a text the latest ones."""
    require(actor, Action.SEARCH_FIND)
    visible = (Page.area_id.in_(actor.visible_areas), Space.archived_at.is_(None))
    joined = select(Page, Space).join(Space, Space.id == Page.space_id).where(*visible)
    if not text.strip():
        latest = joined.order_by(Page.updated_at.desc()).limit(limit)
        return [(page, space) for page, space in db.session().execute(latest)]
    try:
        order = [hit.id for hit in engine().titles(text[:100], visible_documents(actor), limit)]
    except IndexUnusable as fault:
        raise SearchUnavailable from fault
    rows = {page.id: (page, space) for page, space in db.session().execute(joined.where(Page.id.in_(order)))}
    return [rows[page_id] for page_id in order if page_id in rows]


def jump_to_space(actor: Actor, text: str, limit: int = MOST_SPACES) -> Sequence[Space]:
    """Spaces whose name answers to ``text`` in the same way, or whose key begins with it; without a text the first."""
    spaces = {space.id: space for space in list_spaces(actor)}
    typed = text.strip()[:100]
    if not typed:
        return list(spaces.values())[:limit]
    by_name = best(((key, keys_for(space.name)) for key, space in spaces.items()), typed, limit)
    order = [key for _score, key in by_name]
    order += [key for key, space in spaces.items() if key not in order and space.key.startswith(typed.casefold())]
    return [spaces[key] for key in order[:limit]]
