"""Everything that stands on the home of a space: its own page if it has one, its tree, what changed lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from auth.roles import Role
from wiki import language
from wiki.access.gate import may
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.addresses import listing_address, page_address
from wiki.pages.models import Page
from wiki.pages.queries import recent
from wiki.pages.text import body_html, rendered
from wiki.pages.tree import children_of, count_pages
from wiki.reading.queries import find_front_page
from wiki.spaces.models import Space

LATEST = 8
ROLES: dict[Role, Words] = {
    Role.VIEWER: _("Viewer"),
    Role.COMMENTER: _("Commenter"),
    Role.EDITOR: _("Editor"),
    Role.MANAGER: _("Manager"),
}


@dataclass(frozen=True)
class Change:
    """A page that changed lately."""

    title: str
    url: str
    author_name: str
    updated_at: datetime


@dataclass(frozen=True)
class Front:
    """The space's own page, shown on its home."""

    page: Page
    html: Markup
    lang: str | None


@dataclass(frozen=True)
class Branch:
    """A line at the top of the tree: a page, or a folder whose address lists what is in it."""

    title: str
    url: str
    has_children: bool


@dataclass(frozen=True)
class SpaceScreen:
    """What the template of a space is given."""

    space: Space
    front: Front | None
    branches: Sequence[Branch]
    page_count: int
    changes: Sequence[Change]
    role: Words | None
    may_write: bool
    may_manage: bool


def space_screen(actor: Actor, space: Space) -> SpaceScreen:
    """The home of ``space`` for ``actor``."""
    facts = Facts(space.area_id, space.id)
    role = actor.role_in(space.area_id)
    return SpaceScreen(
        space=space,
        front=_front(actor, space),
        branches=[
            Branch(
                one.title, (listing_address if one.is_heading else page_address)(space.key, one.path), one.has_children
            )
            for one in children_of(actor, space)
        ],
        page_count=count_pages(actor, space),
        changes=[
            Change(one.title, page_address(space.key, one.path), one.author_name, one.updated_at)
            for one in recent(actor, space, LATEST)
        ],
        role=ROLES[role] if role else None,
        may_write=may(actor, Action.PAGE_CREATE, facts),
        may_manage=may(actor, Action.SPACE_CHANGE, facts),
    )


def _front(actor: Actor, space: Space) -> Front | None:
    page = find_front_page(actor, space)
    if page is None:
        return None
    text = rendered(page)
    lang = language.HTML_LANG.get(text.language) if text.language != "mixed" else None
    return Front(page, body_html(actor, page), lang)
