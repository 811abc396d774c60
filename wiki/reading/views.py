"""The door of reading: the home of a space, a page, its short link, a file."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from auth.actions import Action
from auth.actor import Actor
from wiki.pages.addresses import page_address
from wiki.pages.errors import Moved
from wiki.pages.files import file_at
from wiki.pages.models import Page
from wiki.pages.queries import page_at, page_for, version_for
from wiki.pages.tree import Stretch, tree
from wiki.people.session import current_actor
from wiki.reading.freshness import etag_of
from wiki.reading.page_screen import page_screen
from wiki.reading.serving import served
from wiki.reading.space_screen import space_screen
from wiki.spaces.queries import space_for
from wiki.web.doors import Door
from wiki.web.screens import Place, show

door = Door("reading")


@door.reads("/s/<space>/", Action.SPACE_READ, loads=space_for)
def show_space(space: str) -> str:
    actor = current_actor()
    found = space_for(actor, space)
    return show("reading/space.html", Place("space", found), screen=space_screen(actor, found))


@door.reads("/s/<space>/<path:path>", Action.PAGE_READ, loads=page_at)
def show_page(space: str, path: str) -> AnyResponse:
    actor = current_actor()
    try:
        page = page_at(actor, space, path)
    except Moved as moved:
        return redirect(_address(moved.page), 301)
    wanted = request.args.get("version")
    old = version_for(actor, page, wanted) if wanted and wanted != page.version else None
    return _fresh(actor, page) or _drawn(
        page, show("reading/page.html", Place("", page.space, page), screen=page_screen(actor, page, old)), actor
    )


@door.reads("/s/<space>/-/tree", Action.SPACE_READ, loads=space_for)
def show_tree(space: str) -> str:
    actor = current_actor()
    found = space_for(actor, space)
    branch = tree(actor, found, Stretch(after=request.args.get("after")))
    return show("reading/tree.html", Place("space", found), space=found, rows=branch.items, after=branch.next)


@door.reads("/p/<page_id>", Action.PAGE_READ, loads=page_for)
def short_link(page_id: str) -> AnyResponse:
    return redirect(_address(page_for(current_actor(), page_id)))


@door.reads("/s/<space>/-/file/<path:path>", Action.FILE_READ, loads=file_at)
def show_file(space: str, path: str) -> Response:
    actor = current_actor()
    return served(file_at(actor, space_for(actor, space), path))


def _address(page: Page) -> str:
    return page_address(page.space.key, page.path)


def _fresh(actor: Actor, page: Page) -> Response | None:
    """304 when the browser has this very screen already."""
    if request.if_none_match.contains_weak(etag_of(actor, page)):
        return Response(status=304)
    return None


def _drawn(page: Page, html: str, actor: Actor) -> Response:
    answer = make_response(html)
    answer.set_etag(etag_of(actor, page), weak=True)
    return answer
