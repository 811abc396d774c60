"""A session that ends while somebody types: the text comes back, and is sent again after signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import PASSWORD
from tests.wiki.people.visitors import csrf_of
from tests.wiki.writing.conftest import SOURCE, Desk, Writer, fields_of
from wiki import clock, db
from wiki.people.models import SignInSession

HERE = {"Origin": "http://localhost"}


def end_sessions() -> None:
    with db.writing() as session:
        for row in session.query(SignInSession):
            session.delete(row)


def sign_in_again(ben: Writer) -> None:
    """In another tab, which shares the cookies."""
    form = {"csrf_token": csrf_of(ben.get("/login")), "login": "ben", "password": PASSWORD}
    assert ben.client.post("/login", data=form).status_code == 302


def test_the_form_comes_back_with_everything_in_it(desk: Desk, ben: Writer) -> None:
    sent = {**ben.opened(desk.url()), "body": "Two hours of <work>", "summary": "a note", "publish": "1"}
    end_sessions()
    answer = ben.send(desk.url(), sent)
    assert answer.status_code == 401
    assert "Sign in in a new tab" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    kept = fields_of(answer)
    assert {name: kept[name] for name in sent if name != "csrf_token"} == {
        name: text for name, text in sent.items() if name != "csrf_token"
    }
    assert desk.versions() == 1


def test_after_signing_in_the_text_is_sent_again_and_published(desk: Desk, ben: Writer) -> None:
    sent = {**ben.opened(desk.url()), "title": "Kept", "publish": "1"}
    end_sessions()
    kept = fields_of(ben.send(desk.url(), sent))
    sign_in_again(ben)
    answer = ben.send(desk.url(), kept, **HERE)
    assert answer.status_code == 302, "the first time"
    assert desk.source() == SOURCE.replace("Roll back", "Kept").encode()


def test_a_new_page_comes_back_with_its_place(desk: Desk, ben: Writer) -> None:
    path = "/s/handbook/-/new?under=roll-back"
    sent = {**ben.opened(path), "title": "New", "body": "text"}
    end_sessions()
    answer = ben.send(path, sent)
    assert answer.status_code == 401
    assert 'action="/s/handbook/-/new?under=roll-back"' in answer.text
    assert fields_of(answer)["title"] == "New"


@pytest.mark.parametrize("headers", [HERE, {"Sec_Fetch_Site": "same-origin"}])
def test_a_form_with_a_stale_token_comes_back_with_a_fresh_one(
    headers: dict[str, str], desk: Desk, ben: Writer
) -> None:
    sent = {**ben.opened(desk.url()), "title": "Stale", "csrf_token": "old"}
    stale = ben.send(desk.url(), sent, **headers)
    assert stale.status_code in (400, 401)
    assert desk.versions() == 1
    assert ben.send(desk.url(), fields_of(stale), **headers).status_code == 302
    assert desk.page().title == "Stale"


def test_the_seal_of_a_form_given_back_opens_nothing_else(desk: Desk, ben: Writer) -> None:
    """Not for a form that another site sent, not at another address, not one that was made up, not after a day."""
    sent = {**ben.opened(desk.url()), "title": "Sealed", "publish": "1"}
    end_sessions()
    kept = fields_of(ben.send(desk.url(), sent))
    sign_in_again(ben)
    for headers in ELSEWHERE:
        assert ben.send(desk.url(), kept, **headers).status_code in (400, 403)
    assert ben.client.post("/logout", data=kept, headers=HERE).status_code == 400
    assert ben.send(desk.url(), {**kept, "kept_seal": kept["kept_seal"][:-1]}, **HERE).status_code in (400, 401)
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        assert ben.send(desk.url(), kept, **HERE).status_code in (400, 401)
    assert desk.page().title != "Sealed"
    assert ben.send(desk.url(), kept, **HERE).status_code == 302
    assert desk.page().title == "Sealed"


ELSEWHERE: list[dict[str, str]] = [{}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://evil.example"}]


def test_a_text_that_another_site_sent_never_comes_back(desk: Desk, ben: Writer) -> None:
    for headers in ELSEWHERE:
        answer = ben.send(desk.url(), {"title": "x", "body": "planted", "base": desk.page().version}, **headers)
        assert answer.status_code in (400, 403)
        assert "planted" not in answer.text


def test_nobody_is_led_to_sign_in_where_nothing_was_typed(desk: Desk, ben: Writer) -> None:
    end_sessions()
    assert "/login" in ben.get(desk.url()).location


def test_the_script_is_told_that_the_session_has_ended(desk: Desk, ben: Writer) -> None:
    assert ben.put(desk.url("draft"), {"body": "x"}).status_code == 200
    end_sessions()
    answer = ben.put(desk.url("draft"), {"body": "y"})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    sign_in_again(ben)
    assert ben.put(desk.url("draft"), {"body": "y"}).status_code == 401
    ben.token = ""
    assert ben.put(desk.url("draft"), {"body": "y"}).status_code == 200
    assert [draft.body for draft in desk.drafts()] == ["y"]
