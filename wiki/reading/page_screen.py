"""Everything that stands on the screen of a page or of a space, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from auth.actions import Action
from auth.actor import Actor
from wiki import clock, language
from wiki.access.gate import may
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.addresses import listing_address, page_address, space_address
from wiki.pages.links import backlinks
from wiki.pages.models import Page, PageVersion
from wiki.pages.text import body_html, html_for, rendered, rendered_version
from wiki.pages.tree import Crumb, children_of, neighbours, trail
from wiki.pages.tree_shape import TreeNode
from wiki.rendering import RENDERER_VERSION
from wiki.rendering.types import OutlineItem, Rendered
from wiki.spaces.models import Space
from wiki.spaces.queries import watermarks

CHARACTERS_A_MINUTE = 400
MOST_BACKLINKS = 20
MOST_CHILDREN = 30

PROBLEMS: dict[str, Words] = {
    "front-matter-invalid": _("The front matter of this page is not valid YAML, so it is not used."),
    "front-matter-not-a-mapping": _("The front matter of this page is not a list of keys, so it is not used."),
    "front-matter-unclosed": _("The front matter of this page has no end line (---), so it is shown as text."),
    "field-wrong-type": _("A key in the front matter has a value of the wrong kind and is not used."),
    "broken-utf8": _("This file is not valid UTF-8; what cannot be read is shown as �."),
    "too-deep": _("Some parts of this page are nested too deeply and are shown as plain text."),
    "render-failed": _("This page could not be rendered, so its source text is shown."),
}


@dataclass(frozen=True)
class Place:
    """A place to go to: a page, or a folder whose address lists what is in it."""

    title: str
    url: str


@dataclass(frozen=True)
class PageScreen:
    """What the template of a page is given."""

    page: Page
    space: Space
    url: str
    html: Markup
    outline: Sequence[OutlineItem]
    steps: Sequence[tuple[str, str | None]]
    previous: Place | None
    following: Place | None
    children: Sequence[Place]
    backlinks: Sequence[Place]
    problems: Sequence[Words]
    tags: Sequence[str]
    lang: str | None
    minutes: int
    may_edit: bool
    is_due: bool
    old: PageVersion | None


def page_screen(actor: Actor, page: Page, old: PageVersion | None = None) -> PageScreen:
    """The screen of ``page`` for ``actor``; ``old`` shows an earlier version of it."""
    text = rendered_version(old) if old else rendered(page)
    space = page.space
    before, after = neighbours(actor, page)
    return PageScreen(
        page=page,
        space=space,
        url=page_address(space.key, page.path),
        html=html_for(actor, space, page.file, text) if old else body_html(actor, page),
        outline=text.outline,
        steps=_steps(space, trail(actor, page), page),
        previous=_place(space, before),
        following=_place(space, after),
        children=[
            one for child in children_of(actor, space, page.path, MOST_CHILDREN) if (one := _place(space, child))
        ],
        backlinks=[
            Place(one.title, page_address(space.key, one.path)) for one in backlinks(actor, page, MOST_BACKLINKS)
        ],
        problems=_problems(text),
        tags=text.front.tags,
        lang=language.HTML_LANG.get(text.language) if text.language != "mixed" else None,
        minutes=max(1, round(text.word_count / CHARACTERS_A_MINUTE)),
        may_edit=may(actor, Action.PAGE_EDIT, page),
        is_due=bool(page.review_on and page.review_on < clock.now().date()),
        old=old,
    )


def shown_to(actor: Actor, page: Page) -> tuple[str | None, ...]:
    """What makes the screen of ``page`` the one that it is for this reader.

    The watermarks stand for everything that was written: text, tree, titles, and links that lead into other spaces.
    """
    return (watermarks(), page.id, actor.person_id, str(actor.epoch), RENDERER_VERSION)


def _steps(space: Space, above: Sequence[Crumb], page: Page) -> list[tuple[str, str | None]]:
    steps: list[tuple[str, str | None]] = [(space.name, space_address(space.key))]
    steps += [(one.title, _line_address(space, one)) for one in above]
    return [*steps, (page.title, None)]


def _place(space: Space, node: TreeNode | None) -> Place | None:
    if node is None:
        return None
    return Place(node.title, _line_address(space, node))


def _line_address(space: Space, line: TreeNode | Crumb) -> str:
    return (listing_address if line.is_heading else page_address)(space.key, line.path)


def _problems(text: Rendered) -> list[Words]:
    codes = dict.fromkeys(problem.code for problem in text.problems)
    return [PROBLEMS[code] for code in codes if code in PROBLEMS]
