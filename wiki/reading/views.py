"""The door of reading: the home of a space, a page, its short link, a file."""

from __future__ import annotations

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from auth.actions import Action
from wiki.pages.addresses import page_address
from wiki.pages.errors import Moved
from wiki.pages.files import file_at
from wiki.pages.models import Page
from wiki.pages.queries import page_at, page_for, version_for
from wiki.people.session import current_actor
from wiki.reading.page_screen import page_screen, shown_to
from wiki.reading.space_screen import space_screen
from wiki.reading.tree_screen import tree_screen
from wiki.spaces.queries import space_for
from wiki.web.doors import Door
from wiki.web.downloads import Download, served
from wiki.web.freshness import fresh_or_drawn
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
        return redirect(_address(page_for(actor, moved.page.id)), 301)
    wanted = request.args.get("version")
    old = version_for(actor, page, wanted) if wanted and wanted != page.version else None
    place = Place("", page.space, page)
    return fresh_or_drawn(
        shown_to(actor, page), lambda: show("reading/page.html", place, screen=page_screen(actor, page, old))
    )


@door.reads("/s/<space>/-/tree", Action.SPACE_READ, loads=space_for)
def show_tree(space: str) -> str:
    actor = current_actor()
    found = space_for(actor, space)
    screen = tree_screen(actor, found, request.args.get("under", ""), request.args.get("after"))
    return show("reading/tree.html", Place(space=found, folder=screen.under), screen=screen)


@door.reads("/p/<page_id>", Action.PAGE_READ, loads=page_for)
def short_link(page_id: str) -> AnyResponse:
    return redirect(_address(page_for(current_actor(), page_id)))


@door.reads("/s/<space>/-/file/<path:path>", Action.FILE_READ, loads=file_at)
def show_file(space: str, path: str) -> Response:
    actor = current_actor()
    found = file_at(actor, space_for(actor, space), path)
    return served(Download(found.data, found.name, found.media_type, found.blob))


def _address(page: Page) -> str:
    return page_address(page.space.key, page.path)
