"""What holds for every address of the site, whoever asks and whatever is answered (the HTTP contract over url_map)."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import signed_in
from tests.wiki.web.answers import addresses, tags_of
from wiki.instance import Instance

POLICY = (
    "default-src 'none'; script-src http://localhost/static/; style-src http://localhost/static/; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; frame-src 'none'; "
    "base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types slipbook"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOREIGN = {"Origin": "https://evil.example"}


@pytest.fixture
def clients(app: Flask, cast: Cast) -> list[FlaskClient]:
    """Nobody, somebody who manages a space, and an Administrator."""
    return [app.test_client(), signed_in(app, "ann").client, signed_in(app, "root").client]


def everything(app: Flask, clients: list[FlaskClient]) -> list[tuple[str, TestResponse]]:
    return [
        (f"{number} {address}", client.get(address, headers=FOREIGN))
        for number, client in enumerate(clients)
        for _endpoint, address in addresses(app)
    ]


def test_http_1_to_7_headers_types_and_no_answer_breaks(app: Flask, clients: list[FlaskClient]) -> None:
    app.testing = False
    answers = everything(app, clients)
    assert len(answers) > 100
    for name, answer in answers:
        assert answer.status_code < 500 or "readyz" in name or "search" in name or "jump" in name, name
        assert {key: answer.headers.get(key) for key in FIXED} == FIXED, name
        assert "Strict-Transport-Security" not in answer.headers, name
        kind = answer.headers.get("Content-Type", "")
        assert kind.endswith("charset=utf-8") or kind.endswith("json") or answer.status_code in (204, 304), (name, kind)
        assert not [key for key, _value in answer.headers if key.startswith("Access-Control-")], name
        assert len(answer.headers["X-Request-Id"]) == 16, name


def test_http_40_what_is_private_says_so(app: Flask, clients: list[FlaskClient]) -> None:
    for name, answer in everything(app, clients):
        kept = answer.headers["Cache-Control"]
        unkept = any(part in name for part in ("/admin", "/me/tokens", "/me/sessions", "/login", "/draft"))
        if unkept and answer.status_code == 200:
            assert kept == "no-store", name
        else:
            assert kept in ("no-store", "private, no-cache"), name


def test_http_13_what_is_only_looked_at_changes_nothing(
    app: Flask, clients: list[FlaskClient], instance: Instance
) -> None:
    watching = sqlite3.connect(instance.settings.data / "slipbook.db")
    before = watching.execute("PRAGMA data_version").fetchone()
    for client in clients:
        for _endpoint, address in addresses(app):
            client.get(address)
            client.head(address)
    after = watching.execute("PRAGMA data_version").fetchone()
    watching.close()
    assert after == before


def test_http_13_no_change_is_carried_out_without_a_token(
    app: Flask, clients: list[FlaskClient], instance: Instance
) -> None:
    watching = sqlite3.connect(instance.settings.data / "slipbook.db")
    before = watching.execute("PRAGMA data_version").fetchone()
    refused = 0
    for client in clients:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            for _endpoint, address in addresses(app, method):
                answer = client.open(address, method=method, data={"login": "ann"})
                assert answer.status_code in (302, 400, 401, 403, 404, 415), (method, address, answer.status_code)
                refused += 1
    assert refused > 60
    assert watching.execute("PRAGMA data_version").fetchone() == before
    watching.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_http_13_a_change_from_another_site_is_refused_although_its_token_is_right(
    app: Flask, cast: Cast, headers: dict[str, str]
) -> None:
    visitor = signed_in(app, "ann")
    token = visitor.client.get("/me").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    form = {"csrf_token": token, "language": "zh"}
    assert visitor.client.post("/me/language", data=form, headers=headers).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert visitor.client.post("/me/language", data=form, headers=own).status_code == 302


def test_a_question_for_the_methods_is_answered_without_the_gate(app: Flask, clients: list[FlaskClient]) -> None:
    for _endpoint, address in addresses(app):
        for client in clients[:2]:
            answer = client.options(address, headers=FOREIGN | {"Access-Control-Request-Method": "GET"})
            assert answer.status_code in (200, 302, 308), address
            assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
@pytest.mark.parametrize("address", ["/", "/login", "/s/handbook/", "/api/v1/me", "/static/0/app.css"])
def test_http_47_methods_that_nobody_needs_are_refused(app: Flask, cast: Cast, method: str, address: str) -> None:
    answer = signed_in(app, "ann").client.open(address, method=method, headers={"X-Canary": "canary"})
    assert answer.status_code in (400, 405)
    assert "canary" not in answer.text
    if answer.status_code == 405:
        assert "GET" in answer.headers["Allow"]
    if address.startswith("/api/"):
        assert answer.json is not None
        assert answer.json["status"] == answer.status_code


def test_no_screen_points_to_another_site_or_runs_a_script_of_its_own(app: Flask, clients: list[FlaskClient]) -> None:
    looked_at = 0
    for name, answer in everything(app, clients):
        if not answer.content_type.startswith("text/html") or 300 <= answer.status_code < 400:
            continue
        for tag in tags_of(answer.text):
            assert not any(key.startswith("on") or key == "style" for key in tag.attributes), (name, tag)
            if tag.name == "script":
                is_ours = tag.attributes.get("src", "").startswith("/static/")
                assert is_ours or tag.attributes.get("type") == "application/json", (name, tag)
            for key in ("href", "src", "action"):
                assert "//" not in tag.attributes.get(key, "").partition("?")[0], (name, tag)
        looked_at += 1
    assert looked_at > 40


def test_the_api_takes_no_cookie_for_a_name(app: Flask, cast: Cast) -> None:
    assert signed_in(app, "ann").client.get("/api/v1/me").status_code == 401
    assert caller(app, cast, "ann").call("GET", "/me").status_code == 200


def test_http_19_words_for_script_cannot_end_their_element(app: Flask, clients: list[FlaskClient]) -> None:
    shown = clients[1].get("/search?q=" + "%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E")
    bodies = shown.text.split('<script type="application/json"')[1:]
    assert all("<script" not in body.split("</script>", 1)[0] for body in bodies)
    assert "<script>alert" not in shown.text
