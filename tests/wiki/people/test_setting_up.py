"""The first start: one screen, one token, one administrator, and then the screen is gone (HTTP 32)."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable

import pytest
from flask import Flask

from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.config import Settings
from wiki.errors import NotFound
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.people import setting_up
from wiki.people.models import Person
from wiki.people.operations import NewPerson
from wiki.people.sessions import Client

FORM = {"login": "xu.an", "name": "许安", "password": "seven otters under a bridge"}


@pytest.fixture
def newcomer(app: Flask) -> Visitor:
    """A browser in front of an instance without people."""
    return Visitor(app.test_client())


def test_what_is_wrong_is_listed_in_the_order_of_the_fields(newcomer: Visitor) -> None:
    text = newcomer.post("/setup", {}, shown_at="/setup").text
    listed = re.findall(r'<li><a href="#(\w+)">', text)
    assert listed == re.findall(r'<label for="(\w+)">', text) == ["token", "login", "name", "password"]


@pytest.mark.parametrize("path", ["/", "/login", "/me", "/admin/people", "/s/handbook/x", "/nowhere"])
def test_http_32_every_screen_leads_to_the_set_up(newcomer: Visitor, path: str) -> None:
    assert newcomer.get(path).location == "/setup"


def test_processes_are_asked_for_their_health_all_the_same(newcomer: Visitor) -> None:
    assert newcomer.get("/healthz").location is None
    assert newcomer.get("/api/v1/me").status_code == 401


def test_the_token_makes_an_administrator_who_is_signed_in(
    newcomer: Visitor, settings: Settings, instance: Instance, events: Callable[[], list[Event]]
) -> None:
    token = setting_up.setup_token(settings)
    assert "There is" not in newcomer.get("/setup").text
    answer = newcomer.post("/setup", {**FORM, "token": f" {token}\n"}, shown_at="/setup")
    assert (answer.status_code, answer.location) == (302, "/admin/spaces")
    assert newcomer.get("/admin/people").status_code == 200
    assert "许安" in newcomer.get("/me").text
    assert "site.set_up" in [one.kind for one in events()]
    assert not (settings.data / "setup-token").exists()


def test_http_32_the_screen_is_gone_once_somebody_has_an_account(browser: Visitor, settings: Settings) -> None:
    token = setting_up.setup_token(settings)
    assert browser.get("/setup").status_code == 404
    assert browser.post("/setup", {**FORM, "token": token}).status_code == 404
    with pytest.raises(NotFound), db.reading():
        setting_up.set_up(token, NewPerson(**FORM), Client("127.0.0.1"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"token": "0" * 32}, "token"), ({"token": ""}, "token"), ({"token": " "}, "token"), ({"login": ""}, "login"),
     ({"name": ""}, "name"), ({"password": "short"}, "password"), ({"password": "xu.an xu.an xu.an"}, "password")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    newcomer: Visitor, settings: Settings, instance: Instance, wrong: dict[str, str], field: str
) -> None:
    answer = newcomer.post("/setup", {**FORM, "token": setting_up.setup_token(settings), **wrong}, shown_at="/setup")
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    with db.fresh() as session:
        assert session.query(Person).count() == 0


def test_the_token_cannot_be_guessed_at_leisure(newcomer: Visitor) -> None:
    form = {**FORM, "token": "0" * 32}
    assert [newcomer.post("/setup", form, shown_at="/setup").status_code for _ in range(5)] == [400] * 4 + [429]


def test_the_token_is_made_once_and_read_by_its_owner_only(settings: Settings) -> None:
    token = setting_up.setup_token(settings)
    assert len(token) == 32
    assert setting_up.setup_token(settings) == token
    assert stat.S_IMODE((settings.data / "setup-token").stat().st_mode) == 0o600
    assert [file.name for file in settings.data.glob("setup-token*")] == ["setup-token"]


def test_the_language_can_be_chosen_before_the_first_account(newcomer: Visitor) -> None:
    newcomer.post("/me/language", {"language": "zh", "next": "/setup"}, shown_at="/setup")
    assert 'lang="zh-CN"' in newcomer.get("/setup").text
