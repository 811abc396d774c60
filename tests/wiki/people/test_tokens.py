"""Tokens: made and shown once, what they open at the API, and everything that ends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.wiki.people.visitors import Visitor
from wiki import clock, db
from wiki.errors import Invalid, NotFound
from wiki.events.models import Event
from wiki.people import operations, tokens
from wiki.people.bearer import scope_of
from wiki.people.models import ApiToken, Person
from wiki.people.space_names import SpaceName, offer
from wiki.people.tokens import MadeToken, TokenWish

FORM = {"name": "backup script", "verbs": ["read", "write"], "days": "30"}
HANDBOOK, ELSEWHERE = SpaceName("handbook", "Handbook"), SpaceName("elsewhere", "Elsewhere")


def made_for(cast: Cast, login: str = "ann", **wish: object) -> MadeToken:
    """A token of ``login``, made without a screen."""
    with db.writing():
        return tokens.create_token(
            cast.actor(login), TokenWish(**{"name": "test", "verbs": ["read"], "days": 30, **wish})
        )  # type: ignore[arg-type]


def me(client: FlaskClient, text: str, **headers: str) -> TestResponse:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}", **headers}, buffered=True)


def stored(token_id: str) -> ApiToken:
    with db.fresh() as session:
        return session.get_one(ApiToken, token_id)


def test_a_token_is_shown_once_and_kept_as_a_hash(ann: Visitor) -> None:
    answer = ann.post("/me/tokens", FORM, shown_at="/me/tokens")
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    (text,) = set(re.findall(r"sb_[0-9a-f]{16}_[0-9a-f]{64}", answer.text))
    kept = stored(text.split("_")[1])
    assert kept.hash not in text
    assert text.split("_")[2] not in str(vars(kept))
    assert text not in ann.get("/me/tokens").text
    assert "backup script" in ann.get("/me/tokens").text
    assert me(ann.client, text).json == {
        **me(ann.client, text).json,  # type: ignore[dict-item]
        "login": "ann",
        "scope": {"verbs": ["read", "write"], "spaces": None},
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": ""}, "name"), ({"verbs": []}, "verbs"), ({"verbs": ["fly"]}, "verbs"), ({"days": "0"}, "days"),
     ({"days": "366"}, "days"), ({"days": "soon"}, "days"), ({"spaces": ["nowhere"]}, "spaces")],
)  # fmt: skip
def test_a_token_that_asks_for_too_much_or_nothing_is_refused(
    ann: Visitor, wrong: dict[str, object], field: str
) -> None:
    answer = ann.post("/me/tokens", {**FORM, **wrong}, shown_at="/me/tokens")
    assert answer.status_code == 400
    assert "to put right" in answer.text
    with db.fresh() as session:
        assert session.query(ApiToken).count() == 0


def test_spaces_stand_under_their_names(ann: Visitor, cast: Cast) -> None:
    form = {**FORM, "spaces": cast.handbook.id}
    assert ann.post("/me/tokens", form, shown_at="/me/tokens").status_code == 201
    table, form_part = ann.get("/me/tokens").text.split("</table>")
    assert '<td class="hide-s sec">Handbook</td>' in table
    assert "<span>Handbook</span>" in form_part
    assert "handbook" not in form_part.split("<fieldset", 1)[1]


def test_the_api_says_who_the_caller_is(app: Flask, cast: Cast, client: FlaskClient) -> None:
    offer(app.extensions["instance"], lambda _actor: {cast.handbook.id: HANDBOOK, "elsewhere": ELSEWHERE})
    said = me(client, made_for(cast).text)
    assert said.status_code == 200
    assert said.json is not None
    assert {key: said.json[key] for key in ("id", "login", "name", "is_administrator")} == {
        "id": "p-ann", "login": "ann", "name": "Ann", "is_administrator": False,
    }  # fmt: skip
    assert said.json["groups"] == [{"id": "g-ann", "name": "ann's group", "chain": ["ann's group"]}]
    assert said.json["roles"] == [{"space": "handbook", "role": "manager"}]
    assert me(client, made_for(cast, "root").text).json["is_administrator"] is True  # type: ignore[index]


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Basic YW5uOng=", "Bearer sb_0123456789abcdef_" + "0" * 64])
def test_without_a_token_that_counts_the_api_answers_401(client: FlaskClient, cast: Cast, sent: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_cookie_is_no_way_into_the_api(ann: Visitor) -> None:
    assert ann.get("/me").status_code == 200
    assert ann.get("/api/v1/me").status_code == 401


def test_the_secret_must_be_the_right_one(client: FlaskClient, cast: Cast) -> None:
    right, other = made_for(cast), made_for(cast)
    mixed = "_".join(["sb", right.token.id, other.text.split("_")[2]])
    assert me(client, right.text).status_code == 200
    assert me(client, mixed).status_code == 401


def test_a_token_ends_on_its_day(client: FlaskClient, cast: Cast) -> None:
    text, now = made_for(cast, days=30).text, clock.now()
    with clock.stopped_at(now + timedelta(days=30) - timedelta(minutes=1)):
        assert me(client, text).status_code == 200
    with clock.stopped_at(now + timedelta(days=30, minutes=1)):
        assert me(client, text).status_code == 401


def test_a_revoked_token_is_dead_at_once(ann: Visitor, cast: Cast, events: Callable[[], list[Event]]) -> None:
    made = made_for(cast)
    assert me(ann.client, made.text).status_code == 200
    assert ann.post(f"/me/tokens/{made.token.id}/revoke", shown_at="/me/tokens").status_code == 302
    assert me(ann.client, made.text).status_code == 401
    assert [one.kind for one in events()][-1] == "token.revoked"
    assert made.token.id not in ann.get("/me/tokens").text


def test_nobody_revokes_the_token_of_somebody_else(ann: Visitor, cast: Cast) -> None:
    theirs = made_for(cast, "ben")
    for token_id in (theirs.token.id, "nothing"):
        assert ann.post(f"/me/tokens/{token_id}/revoke", shown_at="/me/tokens").status_code == 404
    assert me(ann.client, theirs.text).status_code == 200


def test_http_12_the_tokens_of_a_disabled_person_stay_dead(client: FlaskClient, cast: Cast) -> None:
    text = made_for(cast).text
    with db.writing():
        operations.disable_person(cast.actor("root"), "p-ann")
    assert me(client, text).status_code == 401
    with db.writing():
        operations.enable_person(cast.actor("root"), "p-ann")
    assert me(client, text).status_code == 401


def test_a_token_of_somebody_who_left_is_refused_even_where_it_was_not_revoked(client: FlaskClient, cast: Cast) -> None:
    text = made_for(cast).text
    with db.writing() as session:
        session.get_one(Person, "p-ann").gone_at = clock.now()
    assert me(client, text).status_code == 401


def test_a_token_without_the_verb_is_refused_with_the_reason(client: FlaskClient, cast: Cast) -> None:
    answer = me(client, made_for(cast, verbs=["git"]).text)
    assert answer.status_code == 403
    assert "read" in answer.json["detail"]  # type: ignore[index]


def test_a_token_for_one_space_sees_no_other(cast: Cast) -> None:
    inside = made_for(cast, space_ids=[cast.handbook.id]).token
    outside = made_for(cast, space_ids=["elsewhere"]).token
    assert scope_of(inside).reaches(cast.handbook.id)
    assert not scope_of(outside).reaches(cast.handbook.id)


def test_when_a_token_was_used_is_written_every_ten_minutes(
    client: FlaskClient, cast: Cast, events: Callable[[], list[Event]]
) -> None:
    made, now = made_for(cast), clock.now()
    for minutes in (0, 9, 10):
        with clock.stopped_at(now + timedelta(minutes=minutes)):
            assert me(client, made.text).status_code == 200
    assert stored(made.token.id).used_at == now + timedelta(minutes=10)
    used = [one for one in events() if one.kind == "token.used"]
    assert [(one.actor_id, one.subject) for one in used] == [("p-ann", f"token:{made.token.id}")] * 2


def test_a_token_cannot_make_or_change_what_only_a_session_may(cast: Cast) -> None:
    ann = cast.actor("ann")
    with pytest.raises(Invalid), db.writing():
        tokens.create_token(ann, TokenWish("test", ["read"], 366))
    with pytest.raises(NotFound), db.writing():
        tokens.revoke_token(ann, "nothing")


def test_a_secret_stands_in_no_log(client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    text = made_for(cast).text
    me(client, text)
    me(client, text[:-1] + ("0" if text[-1] != "0" else "1"))
    assert "a token was refused" in caplog.text
    assert text.split("_")[2][:60] not in caplog.text
