"""The session of a browser: its cookie, how long it lives, and everything that ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from auth.roles import Role
from tests.cast import PASSWORD, Cast
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from wiki import clock, db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant, grant_site
from wiki.app import create_app
from wiki.config import Settings
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.people import operations
from wiki.people.actors import MOST, ActorCache, actor_of, anonymous
from wiki.people.models import Person, SignInSession

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.stopped_at(NOON):
        yield


def test_http_8_the_cookie_is_out_of_reach_of_script_and_other_sites(browser: Visitor) -> None:
    answer = browser.sign_in("ann")
    given = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("sid="))
    parts = {part.strip().lower() for part in given.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)
    assert browser.client.get_cookie("session") is None
    assert browser.client.get_cookie("remember_token") is None


def test_http_8_over_https_the_cookie_belongs_to_this_host_alone(settings: Settings, cast: Cast) -> None:
    app = create_app(replace(settings, url="https://wiki.example.com"))
    browser = Visitor(app.test_client())
    token = csrf_of(browser.client.get("/login", base_url="https://wiki.example.com"))
    form = {"csrf_token": token, "login": "ann", "password": PASSWORD}
    answer = browser.client.post("/login", data=form, base_url="https://wiki.example.com")
    (given,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-sid=")]
    parts = {part.strip().lower() for part in given.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    app.extensions["instance"].close()


def test_a_public_space_is_seen_by_nobody_in_particular(cast: Cast) -> None:
    with db.fresh():
        assert anonymous().visible_areas == frozenset()
    with db.writing() as session:
        area = session.get_one(Area, cast.handbook.area_id)
        grant(cast.actor("ann"), area, Subject("anybody"), Role.VIEWER)
    with db.fresh():
        assert anonymous().visible_areas == {area.id}
        assert not anonymous().is_signed_in


def test_http_9_the_row_holds_a_hash_of_what_the_browser_has(app: Flask, ann: Visitor) -> None:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    secret = serializer.loads(ann.cookie())["_user_id"]
    assert len(secret) >= 43
    with db.fresh() as session:
        row = session.query(SignInSession).one()
    assert len(row.id) == 64
    assert secret not in (row.id, row.public_id)


@pytest.mark.usefixtures("at_noon")
def test_http_10_a_session_ends_after_eight_idle_hours(ann: Visitor) -> None:
    with clock.stopped_at(NOON + timedelta(hours=7, minutes=59)):
        assert ann.get("/me", buffered=True).status_code == 200
    with clock.stopped_at(NOON + timedelta(hours=15, minutes=58)):
        assert ann.get("/me", buffered=True).status_code == 200
    with clock.stopped_at(NOON + timedelta(hours=23, minutes=58)):
        assert ann.get("/me").status_code == 302


@pytest.mark.usefixtures("at_noon")
def test_http_10_a_session_ends_after_seven_days_however_busy(ann: Visitor) -> None:
    for hour in range(7, 7 * 24, 7):
        with clock.stopped_at(NOON + timedelta(hours=hour)):
            assert ann.get("/me", buffered=True).status_code == 200
    with clock.stopped_at(NOON + timedelta(days=7)):
        assert ann.get("/me").status_code == 302


@pytest.mark.usefixtures("at_noon")
def test_a_clock_that_is_turned_back_less_than_two_hours_signs_nobody_out(ann: Visitor) -> None:
    with clock.stopped_at(NOON - timedelta(minutes=119)):
        assert ann.get("/me").status_code == 200
    with clock.stopped_at(NOON - timedelta(minutes=121)):
        assert ann.get("/me").status_code == 302


def test_the_age_of_the_cookie_itself_decides_nothing(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 1_000_000_000)
    assert ann.get("/me").status_code == 200


@pytest.mark.usefixtures("at_noon")
def test_that_somebody_was_seen_is_written_every_ten_minutes_and_after_the_answer(ann: Visitor) -> None:
    with clock.stopped_at(NOON + timedelta(minutes=9)):
        ann.get("/me", buffered=True)
        assert _seen_at() == NOON
    with clock.stopped_at(NOON + timedelta(minutes=10)):
        answer = ann.get("/me", buffered=False)
        assert _seen_at() == NOON
        answer.close()
        assert _seen_at() == NOON + timedelta(minutes=10)


def _seen_at() -> datetime:
    with db.fresh() as session:
        return session.query(SignInSession).one().seen_at


@pytest.mark.usefixtures("at_noon")
def test_a_busy_database_does_not_stop_anybody_from_reading(app: Flask, ann: Visitor) -> None:
    writer = app.extensions["instance"].database.writer

    def impatient(connection: object, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")  # type: ignore[attr-defined]

    event.listen(writer, "checkout", impatient)
    with db.writing(), clock.stopped_at(NOON + timedelta(minutes=20)):
        assert ann.get("/me", buffered=True).status_code == 200
    assert _seen_at() == NOON


def test_http_11_the_cookie_of_a_session_that_was_ended_is_worth_nothing(app: Flask, ann: Visitor) -> None:
    kept = ann.cookie()
    assert ann.post("/logout", shown_at="/me").location == "/login"
    ann.client.set_cookie("sid", kept or "")
    assert ann.get("/me").status_code == 302
    with db.fresh() as session:
        assert session.query(SignInSession).count() == 0


def test_signing_out_needs_a_form_and_a_session(browser: Visitor, ann: Visitor) -> None:
    assert ann.get("/logout").status_code == 405
    assert ann.client.post("/logout").status_code == 400
    assert ann.get("/me").status_code == 200
    assert browser.post("/logout").location.startswith("/login")


def test_http_12_d34_a_disabled_person_is_out_at_once(app: Flask, cast: Cast, ann: Visitor) -> None:
    with db.writing():
        operations.disable_person(cast.actor("root"), "p-ann")
    assert ann.get("/me").status_code == 302
    with db.fresh() as session:
        assert session.query(SignInSession).count() == 0
    with db.writing():
        operations.enable_person(cast.actor("root"), "p-ann")
    assert ann.get("/me").status_code == 302
    assert signed_in(app, "ann").get("/me").status_code == 200


def test_d34_a_session_that_was_left_behind_does_not_let_a_closed_account_in(ann: Visitor) -> None:
    with db.writing() as session:
        session.get_one(Person, "p-ann").gone_at = clock.now()
    assert ann.get("/me").status_code == 302


def test_a_cookie_that_somebody_made_up_is_nobody(browser: Visitor) -> None:
    for made_up in ("", "x", "eyJfdXNlcl9pZCI6ImEifQ.aaaaaa.bbbbbbbb", "é", "x" * 3000):
        browser.client.set_cookie("sid", made_up)
        assert browser.get("/me").status_code == 302
        browser.client.set_cookie("remember_token", "p-ann|" + "0" * 128)
        assert browser.get("/me").status_code == 302


def test_a_warm_request_costs_two_statements_to_know_who_asks(app: Flask, ann: Visitor) -> None:
    ann.get("/me/sessions")
    seen: list[str] = []
    event.listen(
        app.extensions["instance"].database.reader, "before_cursor_execute", lambda *args: seen.append(args[2])
    )
    ann.get("/u/ann")
    about_people = [sql for sql in seen if "sign_in_sessions" in sql or "memberships" in sql or "grants" in sql]
    assert seen[0] == "BEGIN"
    assert len(about_people) == 1
    assert "access_epoch" in about_people[0]


def test_static_files_and_the_api_do_not_look_into_the_cookie(app: Flask, ann: Visitor) -> None:
    assert ann.get("/api/v1/me").status_code == 401
    address = ann.get("/me").text.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    assert "Cookie" not in ann.get(address).headers.get("Vary", "")


def test_an_actor_is_worked_out_anew_when_access_changes(instance: Instance, cast: Cast) -> None:
    with db.fresh():
        before, again = actor_of(cast.people["ann"]), actor_of(cast.people["ann"])
    assert before is again
    assert not before.is_administrator
    with db.writing():
        grant_site(cast.actor("root"), Subject("person", "p-ann"))
    with db.fresh():
        assert actor_of(cast.people["ann"]).is_administrator


def test_what_a_transaction_sees_before_it_is_committed_is_not_kept(instance: Instance, cast: Cast) -> None:
    with db.writing() as session:
        grant_site(cast.actor("root"), Subject("person", "p-ann"))
        assert actor_of(cast.people["ann"]).is_administrator
        session.rollback()
    with db.writing():
        grant_site(cast.actor("root"), Subject("person", "p-ben"))
    with db.fresh():
        assert not actor_of(cast.people["ann"]).is_administrator
        assert actor_of(cast.people["ben"]).is_administrator


def test_a_closed_account_is_nobody(instance: Instance, cast: Cast) -> None:
    with db.fresh():
        actor = actor_of(replace_status(cast.people["ann"], "disabled"))
    assert not actor.is_signed_in
    assert actor.visible_areas == frozenset()


def replace_status(person: Person, status: str) -> Person:
    person.status = status
    return person


def test_the_actors_kept_in_a_process_are_bounded(cast: Cast) -> None:
    cache, actor = ActorCache(None), cast.actor("ann")  # type: ignore[arg-type]
    for number in range(MOST + 10):
        cache.keep((str(number), "", "", 1), actor)
    assert cache.find(("0", "", "", 1)) is None
    assert cache.find((str(MOST + 9), "", "", 1)) is actor
    assert replace(actor, epoch=actor.epoch + 1) != actor


def test_other_browsers_are_listed_and_ended_one_by_one(app: Flask, ann: Visitor) -> None:
    other = signed_in(app, "ann")
    shown = ann.get("/me/sessions")
    assert shown.headers["Cache-Control"] == "no-store"
    (address,) = re.findall(r"/me/sessions/(\w+)/end", shown.text)
    ended = ann.client.post(f"/me/sessions/{address}/end", data={"csrf_token": csrf_of(shown)})
    assert ended.status_code == 302
    assert other.get("/me").status_code == 302
    assert ann.get("/me").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(app: Flask, ann: Visitor) -> None:
    ben = signed_in(app, "ben")
    with db.fresh() as session:
        theirs = session.query(SignInSession).filter_by(person_id="p-ben").one().public_id
    assert ann.post(f"/me/sessions/{theirs}/end", shown_at="/me").status_code == 404
    assert ann.post("/me/sessions/nothing/end", shown_at="/me").status_code == 404
    assert ben.get("/me").status_code == 200


def test_signing_out_everywhere_ends_this_browser_too(
    app: Flask, ann: Visitor, events: Callable[[], list[Event]]
) -> None:
    other = signed_in(app, "ann")
    assert ann.post("/me/sessions/end", shown_at="/me").location == "/login"
    assert [visitor.get("/me").status_code for visitor in (ann, other)] == [302, 302]
    assert events()[-1].kind == "session.ended"
    assert events()[-1].details == {"sessions": 2}


def test_expired_sessions_are_swept_away_by_the_next_sign_in(app: Flask, ann: Visitor) -> None:
    with clock.stopped_at(clock.now() + timedelta(days=8)):
        Visitor(app.test_client()).sign_in("ben", PASSWORD)
    with db.fresh() as session:
        assert [row.person_id for row in session.query(SignInSession)] == ["p-ben"]
