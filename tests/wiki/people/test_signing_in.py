"""Signing in through the screen: what works, what is refused, and that every refusal looks alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from auth import passwords
from tests.cast import PASSWORD, Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import clock, db
from wiki.events.models import Event
from wiki.people import operations
from wiki.people.models import Person, SignInSession

Events = Callable[[], list[Event]]


def test_somebody_with_an_account_comes_in(browser: Visitor, events: Events) -> None:
    assert browser.get("/me").status_code == 302
    answer = browser.sign_in("ann")
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/me").status_code == 200
    assert [one.kind for one in events()][-1] == "person.signed_in"
    assert events()[-1].actor_id == "p-ann"


@pytest.mark.parametrize("typed", ["ANN", " ann ", "Ａnn"])
def test_d8_a_login_is_compared_as_a_directory_server_does(browser: Visitor, typed: str) -> None:
    assert browser.sign_in(typed).status_code == 302


def test_after_signing_in_one_is_where_one_wanted_to_go(browser: Visitor) -> None:
    wanted = browser.get("/me/sessions?x=1")
    assert wanted.location == "/login?next=/me/sessions?x%3D1"
    answer = browser.post(wanted.location, {"login": "ann", "password": PASSWORD}, shown_at=wanted.location)
    assert answer.location == "/me/sessions?x=1"


def test_d13_unknown_wrong_and_disabled_get_the_same_answer(app: Flask, cast: Cast, events: Events) -> None:
    with db.writing():
        operations.disable_person(cast.actor("root"), "p-cem")
    tries = {"ann": "not the password", "nobody-here": PASSWORD, "cem": PASSWORD}
    answers = [Visitor(app.test_client()).sign_in(login, password) for login, password in tries.items()]
    assert {answer.status_code for answer in answers} == {401}
    said = {_without_what_was_typed(answer.text, login) for answer, login in zip(answers, tries, strict=True)}
    assert len(said) == 1
    assert "That account or password is not right." in answers[0].text
    assert "You can try 3 more times." in answers[0].text
    reasons = [one.details["reason"] for one in events() if one.kind == "person.sign_in_failed"]
    assert reasons == ["wrong password", "unknown login", "disabled"]


def _without_what_was_typed(text: str, login: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text).replace(f'value="{login}"', "")


@pytest.mark.parametrize("form", [{}, {"login": "ann"}, {"password": PASSWORD}, {"login": "  ", "password": "x"}])
def test_an_empty_field_is_named_and_nothing_is_counted(browser: Visitor, events: Events, form: dict[str, str]) -> None:
    before = len(events())
    answer = browser.post("/login", form)
    assert answer.status_code == 400
    assert "to put right" in answer.text
    assert len(events()) == before


@pytest.mark.parametrize("password", [" ", "nul\0nul", "x" * 1025])
def test_d10_what_is_no_password_is_refused_before_anybody_is_asked(
    browser: Visitor, events: Events, password: str
) -> None:
    assert browser.sign_in("ann", password).status_code == 401
    assert events()[-1].details["reason"] == "not a password"


def test_d14_the_fifth_try_is_not_looked_at(browser: Visitor, events: Events) -> None:
    for left in ("3 more times", "2 more times", "once more", "Wait 30 minutes"):
        refused = browser.sign_in("ann", "wrong")
        assert refused.status_code == 401
        assert left in refused.text
    failures = len(events())
    throttled = browser.sign_in("ann", PASSWORD)
    assert throttled.status_code == 429
    assert 1700 < int(throttled.headers["Retry-After"]) <= 1801
    assert "Try again in 30 minutes." in throttled.text
    assert len(events()) == failures


def test_d14_the_door_opens_again_when_the_window_has_passed(browser: Visitor) -> None:
    for _ in range(4):
        browser.sign_in("ann", "wrong")
    assert browser.sign_in("ann").status_code == 429
    with clock.stopped_at(clock.now() + timedelta(minutes=31)):
        assert browser.sign_in("ann").status_code == 302


def test_d14_unknown_accounts_run_out_of_tries_like_known_ones(browser: Visitor) -> None:
    statuses = [browser.sign_in("nobody-here", "wrong").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 429]


def test_d14_one_address_cannot_try_many_accounts(browser: Visitor) -> None:
    statuses = [browser.sign_in(f"somebody-{number}", " ").status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]
    assert browser.sign_in("ann").status_code == 429


def test_a_success_forgives_the_failures_of_the_account(app: Flask, browser: Visitor) -> None:
    for _ in range(3):
        browser.sign_in("ann", "wrong")
    assert browser.sign_in("ann").status_code == 302
    assert "3 more times" in Visitor(app.test_client()).sign_in("ann", "wrong").text


def test_a_person_whose_session_runs_is_not_asked_again(ann: Visitor) -> None:
    assert ann.get("/login?next=/me").location == "/me"


def test_d15_the_password_stands_nowhere(
    browser: Visitor, caplog: pytest.LogCaptureFixture, cast: Cast, instance: object
) -> None:
    canary = "canary-in-the-coal-mine-71"
    caplog.set_level("DEBUG")
    browser.sign_in("ann", canary)
    browser.sign_in(canary, canary)
    page = browser.post("/login", {"login": "ann", "password": canary}).text
    assert canary not in page
    assert canary not in caplog.text
    assert not any(canary in json.dumps(getattr(one, "line", {})) for one in caplog.records)
    assert canary.encode() not in _everything_on_disk(instance.settings.data)  # type: ignore[attr-defined]


def _everything_on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_asvs_7_2_4_signing_in_makes_a_new_session_and_ends_the_old_one(browser: Visitor) -> None:
    browser.get("/login")
    given = browser.cookie()
    browser.sign_in("ann")
    first = browser.cookie()
    assert first not in (None, given)
    browser.post("/login", {"login": "ben", "password": PASSWORD}, shown_at="/me")
    assert browser.cookie() != first
    with db.fresh() as session:
        assert [row.person_id for row in session.query(SignInSession)] == ["p-ben"]
    browser.client.set_cookie("sid", first or "")
    assert browser.get("/me").status_code == 302


def test_a_form_from_before_the_sign_in_is_worth_nothing_after_it(browser: Visitor) -> None:
    from_before = browser.get("/login").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    browser.sign_in("ann")
    assert browser.client.post("/logout", data={"csrf_token": from_before}).status_code == 400
    assert browser.get("/me").status_code == 200


def test_http_13_a_sign_in_without_token_or_from_elsewhere_is_refused(browser: Visitor) -> None:
    form = {"login": "ann", "password": PASSWORD}
    assert browser.client.post("/login", data=form).status_code == 400
    elsewhere = browser.client.post("/login", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_passwords_hashed_with_older_parameters_are_hashed_anew(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    before = cast.people["ann"].password_hash
    signed_in(app, "ann")
    with db.fresh() as session:
        after = session.get_one(Person, "p-ann").password_hash
    assert after != before
    assert signed_in(app, "ann").get("/me").status_code == 200
