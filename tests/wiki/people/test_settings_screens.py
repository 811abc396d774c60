"""One's own settings: profile, language, theme, password, and the page that others see."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import PASSWORD, Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import db
from wiki.people.models import Person

NEW = "seven otters under a bridge"
PROFILE = {"name": "Ann Archer", "language": "zh", "theme": "dark", "timezone": "Europe/Berlin"}


def person(person_id: str = "p-ann") -> Person:
    with db.fresh() as session:
        return session.get_one(Person, person_id)


def test_a_profile_is_saved_and_counts_at_once(ann: Visitor) -> None:
    assert ann.post("/me", PROFILE, shown_at="/me").status_code == 302
    saved = person()
    assert (saved.name, saved.language, saved.theme, saved.timezone) == ("Ann Archer", "zh", "dark", "Europe/Berlin")
    assert saved.single_keys is False
    shown = ann.get("/me").text
    assert 'lang="zh-CN"' in shown
    assert 'data-theme="dark"' in shown
    assert "Ann Archer" in shown


def test_empty_choices_leave_it_to_browser_and_site(ann: Visitor) -> None:
    ann.post("/me", PROFILE, shown_at="/me")
    ann.post("/me", {"name": "Ann", "single_keys": "y"}, shown_at="/me")
    saved = person()
    assert (saved.language, saved.theme, saved.timezone, saved.single_keys) == (None, None, None, True)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 201}, {"timezone": "Mars/Base"}, {"language": "xx"}, {"theme": "pink"}]
)
def test_what_is_wrong_in_a_profile_is_said_at_its_field(ann: Visitor, wrong: dict[str, str]) -> None:
    answer = ann.post("/me", {**PROFILE, **wrong}, shown_at="/me")
    assert answer.status_code == 400
    assert f'href="#{next(iter(wrong))}"' in answer.text
    assert person().name == "Ann"


def test_somebody_of_the_directory_is_called_what_the_directory_calls_them(app: Flask, cast: Cast) -> None:
    dora = signed_in(app, "dora")
    with db.writing() as session:
        session.get_one(Person, "p-dora").source = "file"
    assert dora.post("/me", {**PROFILE, "name": "Somebody else"}, shown_at="/me").status_code == 302
    assert person("p-dora").name == "Dora"
    refused = dora.post("/me/password", {"old": PASSWORD, "password": NEW}, shown_at="/me")
    assert refused.status_code == 400
    assert "这个账号的密码由公司目录保管。" in refused.text


def test_nobody_has_settings_who_is_not_signed_in(browser: Visitor) -> None:
    for path in ("/me", "/me/sessions", "/me/tokens", "/u/ann", "/admin", "/admin/people"):
        assert browser.get(path).location == f"/login?next={path}"
    assert browser.post("/me", PROFILE).location.startswith("/login")
    assert person().name == "Ann"


def test_a_password_is_changed_and_other_browsers_are_signed_out(app: Flask, ann: Visitor) -> None:
    other = signed_in(app, "ann")
    assert ann.post("/me/password", {"old": PASSWORD, "password": NEW}, shown_at="/me").status_code == 302
    assert (ann.get("/me").status_code, other.get("/me").status_code) == (200, 302)
    assert Visitor(app.test_client()).sign_in("ann", PASSWORD).status_code == 401
    assert Visitor(app.test_client()).sign_in("ann", NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", NEW, "not your password of today"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "x" * 129, "at most 128"),
        (PASSWORD, "password123456", "easy to guess"),
        (PASSWORD, "", "Write a new password"),
    ],
)
def test_http_33_a_password_that_will_not_do_is_refused_with_the_reason(
    ann: Visitor, old: str, new: str, said: str
) -> None:
    before = person().password_hash
    answer = ann.post("/me/password", {"old": old, "password": new}, shown_at="/me")
    assert answer.status_code == 400
    assert said in answer.text
    assert person().password_hash == before


def test_a_stolen_session_cannot_try_passwords_for_ever(ann: Visitor) -> None:
    form = {"old": "wrong", "password": NEW}
    statuses = [ann.post("/me/password", form, shown_at="/me").status_code for _ in range(5)]
    assert statuses == [400, 400, 400, 400, 429]


def test_language_and_theme_are_remembered_without_an_account(browser: Visitor) -> None:
    answer = browser.post("/me/language", {"language": "zh", "next": "/login?next=/me"})
    assert (answer.status_code, answer.location) == (302, "/")
    browser.post("/me/theme", {"theme": "dark", "next": "/somewhere"})
    shown = browser.get("/login").text
    assert 'lang="zh-CN" data-theme="dark"' in shown
    cookie = browser.client.get_cookie("language")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("zh", True, "Lax")


def test_language_and_theme_of_somebody_signed_in_go_into_the_profile(ann: Visitor) -> None:
    answer = ann.post("/me/language", {"language": "zh", "next": "/me/tokens"}, shown_at="/me")
    assert answer.location == "/me/tokens"
    ann.post("/me/theme", {"theme": "dark", "next": "//example.com"}, shown_at="/me")
    assert (person().language, person().theme) == ("zh", "dark")


@pytest.mark.parametrize(
    ("path", "form"), [("/me/language", {"language": "fr"}), ("/me/theme", {"theme": "pink"}), ("/me/theme", {})]
)
def test_a_language_or_theme_that_does_not_exist_is_refused(ann: Visitor, path: str, form: dict[str, str]) -> None:
    assert ann.post(path, form, shown_at="/me").status_code == 400


def test_a_person_has_a_page(app: Flask, ann: Visitor) -> None:
    shown = ann.get("/u/BEN")
    assert shown.status_code == 200
    assert "Ben" in shown.text
    assert ann.get("/u/nobody-here").status_code == 404


def test_groups_are_shown_to_oneself_and_to_administrators_only(app: Flask, ann: Visitor, root: Visitor) -> None:
    assert "ann&#39;s group" in ann.get("/u/ann").text
    assert "ann&#39;s group" in root.get("/u/ann").text
    assert "group" not in signed_in(app, "ben").get("/u/ann").text.split("<main", 1)[1].split("</main>", 1)[0]
