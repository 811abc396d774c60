"""Files of a restricted page: to whoever may not read the page they are missing at every door, in every list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from auth.roles import Role
from tests.cast import Cast
from tests.wiki.attachments.conftest import Desk, png, send_files
from tests.wiki.callers import caller
from tests.wiki.pages.scenes import restrict
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.attachments.library import Asked, library_for
from wiki.attachments.queries import file_for, pages_using
from wiki.attachments.thumbnails import make_thumbnail
from wiki.attachments.versions import versions_of
from wiki.pages.operations import NewPage, create_page
from wiki.spaces.queries import repository_of

Visit = Callable[[str], Visitor]


@pytest.fixture
def hidden(desk: Desk, cast: Cast) -> Desk:
    """A page with a picture, open to ann alone."""
    (file,) = desk.add({"plan.png": png(500, 500)})
    make_thumbnail(repository_of(desk.page.space), file.blob)
    restrict(cast, "guides/setup", "ann", Role.MANAGER)
    return Desk(cast.actor("ann"), desk.now())


def doors(hidden: Desk) -> list[str]:
    """Every address that a file has."""
    with db.fresh():
        commit = versions_of(hidden.actor, hidden.now(), "plan.png")[0].commit_id
    page = f"/p/{hidden.page.id}"
    return [
        f"{page}/files",
        f"{page}/files/plan.png",
        f"{page}/thumbnail/plan.png",
        f"{page}/file-version/{commit}/plan.png",
        "/s/handbook/-/file/guides/setup/_files/plan.png",
    ]


def test_every_door_is_open_to_who_may_read_the_page_and_missing_to_all_others(hidden: Desk, visit: Visit) -> None:
    ann, ben = visit("ann"), visit("ben")
    for address in doors(hidden):
        assert ann.get(address).status_code == 200, address
        assert ben.get(address).status_code == 404, address
        assert ben.get(address.replace("plan", "nothing")).status_code == 404
    page = f"/p/{hidden.page.id}"
    assert send_files(ben, f"{page}/files", {"x.txt": b"x"}).status_code == 404
    for address in (f"{page}/file-removal/plan.png", f"{page}/file-restoration/plan.png"):
        assert ben.post(address, {"blob": "0" * 40, "version": "0" * 40}, shown_at="/me").status_code == 404


def test_the_api_tells_no_more(hidden: Desk, app: Flask, cast: Cast) -> None:
    ann, ben = caller(app, cast, "ann"), caller(app, cast, "ben")
    for path in ("files", "files/plan.png", "file-content/plan.png"):
        assert ann.call("GET", f"/pages/{hidden.page.id}/{path}").status_code == 200
        assert ben.call("GET", f"/pages/{hidden.page.id}/{path}").status_code == 404


def test_the_library_lists_it_for_those_alone_who_may_open_it(hidden: Desk, cast: Cast) -> None:
    with db.fresh():
        assert [row.name for row in library_for(cast.actor("ann"), Asked()).rows] == ["plan.png"]
        assert library_for(cast.actor("ben"), Asked()).total == 0


def test_a_hidden_page_that_uses_a_file_is_not_named(desk: Desk, cast: Cast) -> None:
    desk.add({"plan.png": png()})
    text = "![](../guides/setup/_files/plan.png)\n"
    create_page(cast.actor("ben"), cast.handbook, NewPage("secret/pay", body=text))
    create_page(cast.actor("ben"), cast.handbook, NewPage("open/page", body=text))
    restrict(cast, "secret", "ann", Role.MANAGER)
    seen = {}
    for login in ("ann", "cem"):
        actor = cast.actor(login)
        with db.fresh():
            seen[login] = [one.path for one in pages_using(actor, file_for(actor, desk.page.id, "plan.png"))]
    assert seen["cem"] == ["open/page"]
    assert sorted(seen["ann"]) == ["open/page", "secret/pay"]
