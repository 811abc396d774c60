"""Readers who are not signed in see the pages of a public space, and nobody's name."""

from __future__ import annotations

from flask.testing import FlaskClient

from auth.roles import Role
from tests.wiki.reading.conftest import Shelf
from wiki import db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant


def test_nobody_reads_a_public_space_without_the_names_of_people(client: FlaskClient, shelf: Shelf) -> None:
    with db.writing() as session:
        grant(
            shelf.cast.actor("root"),
            session.get_one(Area, shelf.cast.handbook.area_id),
            Subject("anybody"),
            Role.VIEWER,
        )
    shelf.write({"guides/setup.md": b"# Setup\n\nAnother text.\n"})
    page = client.get("/s/handbook/guides/setup")
    assert (page.status_code, "Another text." in page.text) == (200, True)
    page_id = page.text.split('href="/p/')[1].split("/")[0]
    screens = [page, client.get("/s/handbook/"), client.get(f"/p/{page_id}/history")]
    history = screens[2].text
    compared = (
        next((one for one in history.split('href="') if "/compare/" in one), "").split('"')[0].replace("&amp;", "&")
    )
    screens.append(client.get(compared.split("?")[0] + "?view=side"))
    assert [one.status_code for one in screens] == [200] * 4
    assert [one.request.path for one in screens if "Ben" in one.text] == []


def test_a_space_that_is_not_public_stays_closed_to_them(client: FlaskClient, shelf: Shelf) -> None:
    assert client.get("/s/handbook/guides/setup").status_code == 302
