"""The door of finding: the search screen and the list behind the quick switcher."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for

from auth.actions import Action
from wiki.finding import queries
from wiki.finding.forms import asked_from
from wiki.language import translate
from wiki.pages.addresses import page_address
from wiki.people.session import current_actor
from wiki.spaces.queries import list_spaces
from wiki.web.doors import Door
from wiki.web.screens import Place, show

door = Door("finding")


@door.reads("/search", Action.SEARCH_FIND, loads=queries.find)
def search() -> str:
    actor = current_actor()
    found = queries.find(actor, asked_from(request.args))
    spaces = {space.key: space.name for space in list_spaces(actor)}
    return show("finding/search.html", Place("search"), found=found, spaces=spaces)


@door.reads("/jump", Action.SEARCH_FIND, loads=queries.jump)
def jump() -> Response:
    text = request.args.get("q", "")[:200]
    pages = [
        {"url": page_address(space.key, page.path), "title": page.title, "detail": space.name, "glyph": "doc"}
        for page, space in queries.jump(current_actor(), text)
    ]
    everywhere = {"url": url_for("finding.search", q=text), "title": translate("Search the full text"), "glyph": "find"}
    groups = [{"label": translate("Pages"), "items": pages}, {"label": translate("Commands"), "items": [everywhere]}]
    return jsonify(groups=[group for group in groups if group["items"]])
