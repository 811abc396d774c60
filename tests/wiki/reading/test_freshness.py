"""A browser may go on showing the page that it has only while nothing on it has changed, whatever the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask

from auth.roles import Role
from tests.cast import Cast
from tests.wiki.people.visitors import Visitor, signed_in
from tests.wiki.reading.conftest import Shelf
from wiki import clock, db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant
from wiki.app import create_app
from wiki.config import Settings
from wiki.people.models import Person
from wiki.people.operations import Profile, change_profile
from wiki.spaces.operations import SpaceChange, change_space
from wiki.spaces.queries import space_for

PAGE = "/s/handbook/guides/setup"


@dataclass
class Watch:
    """Cem's browser on one page, with the tag of what it shows."""

    cem: Visitor
    shelf: Shelf
    tag: str = ""
    text: str = ""

    def look(self) -> None:
        """Open the page, and see that it may be kept while nothing happens."""
        shown = self.cem.get(PAGE)
        self.tag, self.text = shown.headers["ETag"], shown.text
        assert self.cem.get(PAGE, headers={"If-None-Match": self.tag}).status_code == 304

    def sees_something_new(self) -> str:
        again = self.cem.get(PAGE, headers={"If-None-Match": self.tag})
        assert again.status_code == 200
        assert again.headers["ETag"] != self.tag
        assert again.text != self.text
        return again.text


@pytest.fixture
def watch(visit: Callable[[str], Visitor], shelf: Shelf) -> Watch:
    made = Watch(visit("cem"), shelf)
    made.look()
    return made


def profile_of(cast: Cast) -> Profile:
    own = cast.people["cem"]
    return Profile(own.name, own.language, own.theme, own.timezone, own.single_keys)


CHANGES: dict[str, tuple[dict[str, object], str]] = {
    "name": ({"name": "Cem Anders"}, "Cem Anders"),
    "theme": ({"theme": "dark"}, 'data-theme="dark"'),
    "language": ({"language": "zh"}, 'lang="zh-CN"'),
    "single keys": ({"single_keys": False}, 'data-shortcuts="off"'),
    "time zone": ({"timezone": "Pacific/Kiritimati"}, "</html>"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_http_40_a_page_is_drawn_anew_after_a_change_of_the_readers_own_settings(
    watch: Watch, cast: Cast, what: str
) -> None:
    change, seen = CHANGES[what]
    with db.writing():
        change_profile(cast.actor("cem"), replace(profile_of(cast), **change))
    assert seen in watch.sees_something_new()


def test_http_40_a_page_is_drawn_anew_after_a_page_of_another_space_appears_that_it_links_to(
    watch: Watch, cast: Cast
) -> None:
    vault = watch.shelf.vault
    with db.writing() as session:
        grant(cast.actor("root"), session.get_one(Area, vault.area_id), Subject("everybody"), Role.VIEWER)
    assert 'href="/s/vault/payroll"' in watch.sees_something_new()
    watch.look()
    watch.shelf.write({"payroll.md": None}, vault)
    watch.sees_something_new()
    watch.look()
    watch.shelf.write({"payroll.md": b"# Payroll\n\nBack.\n"}, vault)
    watch.sees_something_new()


def test_http_40_a_page_is_drawn_anew_after_a_change_beside_it(watch: Watch, cast: Cast) -> None:
    watch.shelf.write({"guides/extra.md": b"# Extra\n\nBack to [setup](setup.md).\n"})
    assert "Extra" in watch.sees_something_new()
    watch.look()
    with db.writing():
        handbook = space_for(cast.actor("ann"), "handbook")
        change_space(cast.actor("ann"), handbook, SpaceChange(name="The Book"))
    assert "The Book" in watch.sees_something_new()


def test_http_40_a_page_is_drawn_anew_when_an_hour_has_passed(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert watch.cem.get(PAGE, headers={"If-None-Match": watch.tag}).status_code == 200


def test_http_40_a_page_is_drawn_anew_under_other_settings_of_the_site(
    watch: Watch, settings: Settings, app: Flask
) -> None:
    other = create_app(replace(settings, site_name="Our Book"))
    sid = watch.cem.cookie()
    client = other.test_client()
    client.set_cookie("sid", sid or "")
    shown = client.get(PAGE, headers={"If-None-Match": watch.tag})
    other.extensions["instance"].close()
    assert (shown.status_code, "Our Book" in shown.text) == (200, True)


def test_http_40_one_readers_page_is_not_anothers(watch: Watch, app: Flask, cast: Cast) -> None:
    namesake = signed_in(app, "ben")
    with db.writing() as session:
        session.get_one(Person, cast.people["ben"].id).name = cast.people["cem"].name
    assert namesake.get(PAGE, headers={"If-None-Match": watch.tag}).status_code == 200
    assert Visitor(app.test_client()).get(PAGE, headers={"If-None-Match": watch.tag}).status_code == 302
