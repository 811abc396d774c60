"""The door of finding: the search screen, and the quick switcher as a list for script and as a screen without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue as Answer

from auth.actions import Action
from auth.policy import Facts
from wiki.access.gate import may
from wiki.finding import jumping, queries
from wiki.finding.forms import asked_from
from wiki.language import translate
from wiki.pages.addresses import page_address, space_address
from wiki.people.session import current_actor
from wiki.spaces.queries import list_spaces
from wiki.web.doors import Door
from wiki.web.errors import is_json_door
from wiki.web.screens import Place, show

door = Door("finding")


@dataclass(frozen=True)
class Line:
    """Somewhere to go to. ``glyph`` is the name of an icon, or the first character of a space."""

    url: str
    title: str
    glyph: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind."""

    label: str
    items: Sequence[Line]


@door.reads("/search", Action.SEARCH_FIND, loads=queries.find)
def search() -> str:
    actor = current_actor()
    found = queries.find(actor, asked_from(request.args))
    spaces = list_spaces(actor)
    can_write = [one for one in spaces if may(actor, Action.PAGE_CREATE, Facts(one.area_id, one.id))]
    return show("finding/search.html", Place("search"), found=found, spaces=spaces, can_write=can_write)


@door.reads("/jump", Action.SEARCH_FIND, loads=jumping.jump)
def jump() -> Answer:
    text = request.args.get("q", "")[:200]
    groups = _groups(text)
    if is_json_door():
        return jsonify(groups=[asdict(group) for group in groups])
    return show("finding/jump.html", Place("jump"), q=text, groups=groups)


def _groups(text: str) -> list[Group]:
    actor = current_actor()
    pages = [
        Line(page_address(space.key, page.path), page.title, "doc", space.name)
        for page, space in jumping.jump(actor, text)
    ]
    spaces = [
        Line(space_address(one.key), one.name, one.name[:1].upper(), translate("Space"))
        for one in jumping.jump_to_space(actor, text)
    ]
    everywhere = Line(url_for("finding.search", q=text or None), translate("Search the full text"), "find")
    groups = [
        Group(translate("Pages"), pages),
        Group(translate("Spaces"), spaces),
        Group(translate("Commands"), [everywhere]),
    ]
    return [group for group in groups if group.items]
