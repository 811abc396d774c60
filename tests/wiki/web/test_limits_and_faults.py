"""Limits of a body, and what an error looks like: a sentence in the reader's language, a code, never a trace."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestURITooLarge, ServiceUnavailable, TooManyRequests

from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from tests.wiki.web.answers import addresses
from wiki import db, errors, language
from wiki.app import create_app
from wiki.config import Settings
from wiki.web.doors import Door
from wiki.web.errors import STATUS, asked_words, status_of
from wiki.web.screens import headline

LARGE = 3 * 1024 * 1024
SECRET = "the password is hunter2"


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visitor:
    return signed_in(app, "ann")


def asking(speaking: str) -> dict[str, str]:
    return {"Accept-Language": speaking}


def in_chinese(sentence: str) -> str:
    return language.catalogue("zh").gettext(sentence)


@pytest.mark.parametrize("speaking", ["en", "zh"])
@pytest.mark.parametrize("address", ["/login", "/s/handbook/-/new", "/preview", "/me"])
def test_http_38_a_form_over_the_limit_is_answered_in_the_readers_language(
    ann: Visitor, address: str, speaking: str
) -> None:
    body = b"body=" + b"x" * LARGE
    answer = ann.client.post(
        address, data=body, content_type="application/x-www-form-urlencoded", headers=asking(speaking)
    )
    assert answer.status_code == 413
    said = "This is larger than the limit."
    heading = headline(said if speaking == "en" else in_chinese(said))
    assert heading in answer.text
    assert 'lang="zh-CN"' in answer.text if speaking == "zh" else 'lang="en"' in answer.text


def test_a_refusal_before_any_view_speaks_the_language_of_the_profile(ann: Visitor) -> None:
    ann.post("/me/language", {"language": "zh"}, shown_at="/me")
    ann.client.delete_cookie("language")
    for data in (b"x" * LARGE, b"language=en"):
        answer = ann.client.post(
            "/me/language", data=data, content_type="application/x-www-form-urlencoded", headers=asking("en")
        )
        assert answer.status_code in (400, 413)
        assert 'lang="zh-CN"' in answer.text
        assert "ann" in answer.text.lower(), "the frame shows who is signed in"


@pytest.mark.parametrize("speaking", ["en", "zh"])
def test_http_38_a_call_over_the_limit_is_a_problem_document(app: Flask, cast: Cast, speaking: str) -> None:
    program = caller(app, cast, "ben")
    headers = {"Accept_Language": speaking, "If_None_Match": "*"}
    answer = program.call("PUT", "/spaces/handbook/pages/large", {"body": "x" * LARGE}, **headers)
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"
    said = "This is larger than the limit."
    assert answer.json["detail"].startswith(said if speaking == "en" else in_chinese(said))


def test_http_38_a_form_has_at_most_50_parts(ann: Visitor) -> None:
    token = csrf_of(ann.get("/me"))
    many = {f"field-{number}": "x" for number in range(51)}
    kind = "multipart/form-data"
    assert ann.client.post("/me/language", data={**many, "csrf_token": token}, content_type=kind).status_code == 413
    few = dict(list(many.items())[:40])
    form = {**few, "csrf_token": token, "language": "en"}
    assert ann.client.post("/me/language", data=form, content_type=kind).status_code == 302


def test_http_38_the_limits_follow_the_one_setting(settings: Settings, cast: Cast) -> None:
    small = create_app(replace(settings, page_limit=1000))
    visitor = signed_in(small, "ann")
    kind = "application/x-www-form-urlencoded"
    assert visitor.client.post("/me", data=b"x" * 300_000, content_type=kind).status_code == 413
    assert visitor.client.post("/me", data=b"x" * 100_000, content_type=kind).status_code == 400
    small.extensions["instance"].close()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"", b'{"body": 3}', b'{"body": null}'])
def test_http_44_json_that_is_something_else_is_a_problem_document(app: Flask, cast: Cast, body: bytes) -> None:
    program = caller(app, cast, "ben")
    headers = {"Authorization": f"Bearer {program.token}", "If-None-Match": "*"}
    answer = program.client.put(
        "/api/v1/spaces/handbook/pages/odd", data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert answer.json["status"] == 400


def broken_app(app: Flask, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> Flask:
    """The application in which every view fails."""

    def fail(*_args: object, **_named: object) -> None:
        raise fault

    app.testing = False
    monkeypatch.setattr(app, "view_functions", dict.fromkeys(app.view_functions, fail))
    return app


@pytest.mark.parametrize("speaking", ["en", "zh"])
def test_http_45_whatever_breaks_is_told_with_a_code_and_never_with_a_trace(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, speaking: str
) -> None:
    broken_app(app, monkeypatch, ZeroDivisionError(SECRET))
    asked = list(addresses(app))
    caplog.set_level(logging.ERROR, "slipbook.web")
    for _endpoint, address in asked:
        answer = ann.get(address, headers=asking(speaking))
        code = answer.headers["X-Request-Id"]
        assert answer.status_code == 500, address
        assert code in answer.text
        for leak in (SECRET, "Traceback", "ZeroDivisionError", "wiki/", ".py"):
            assert leak not in answer.text, (address, leak)
        if address.startswith("/api/"):
            assert answer.content_type == "application/problem+json"
            assert answer.json["request_id"] == code
            assert answer.json["status"] == 500
        else:
            assert f'lang="{language.HTML_LANG[speaking]}"' in answer.text
            assert answer.headers["Cache-Control"] == "no-store"
    assert len(caplog.records) == len(asked)
    assert caplog.records[-1].line["request_id"] == code, "the code on the screen finds the trace in the log"


def test_http_45_a_database_that_does_not_answer_is_told_too(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False

    def fail(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception(SECRET))

    monkeypatch.setattr(db, "reading", fail)
    for address in ("/", "/s/handbook/", "/api/v1/me", "/nowhere", "/login"):
        answer = ann.get(address)
        assert answer.status_code == 500
        assert answer.headers["X-Request-Id"] in answer.text
        assert SECRET not in answer.text


def test_http_45_script_on_a_screen_gets_a_problem_document(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_app(app, monkeypatch, RuntimeError(SECRET))
    answer = ann.get("/jump?q=x", headers={"X-Requested-With": "slipbook"})
    assert answer.content_type == "application/problem+json"
    assert SECRET not in answer.text


def test_trying_again_leads_to_the_same_place_and_never_away(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_app(app, monkeypatch, RuntimeError())
    assert 'href="/s/handbook/%E9%83%A8%E7%BD%B2"' in ann.get("/s/handbook/部署").text
    assert 'href="//' not in ann.get("//evil.example/s/handbook/x").text


def test_a_view_that_forgets_the_gate_answers_nobody(app: Flask, ann: Visitor) -> None:
    app.testing = False
    declared = app.view_functions["home.show"]

    def forgetful() -> str:
        return SECRET

    forgetful.__dict__.update(declared.__dict__)
    app.view_functions["home.show"] = forgetful
    answer = ann.get("/")
    assert answer.status_code == 500
    assert SECRET not in answer.text


FAULTS = [(errors.TooMany(3) if kind is errors.TooMany else kind(), status) for kind, status in STATUS]


@pytest.mark.parametrize(("fault", "status"), FAULTS)
def test_each_kind_of_error_has_its_status_and_sentence_at_both_doors(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch, fault: errors.SlipbookError, status: int
) -> None:
    broken_app(app, monkeypatch, fault)
    page, document = ann.get("/me", headers=asking("zh")), ann.get("/api/v1/me", headers=asking("en"))
    assert (page.status_code, document.status_code) == (status, status)
    assert in_chinese(fault.message.text).rstrip("。") in page.text
    assert document.json["detail"].startswith(fault.message.text)
    assert document.json["status"] == status
    assert page.headers.get("Retry-After") == {429: "3", 503: "5"}.get(status)
    assert ("WWW-Authenticate" in document.headers) is (status == 401)


def test_an_error_that_is_no_kind_is_500() -> None:
    assert status_of(errors.SlipbookError()) == 500


@pytest.mark.parametrize(
    ("fault", "status"), [(RequestURITooLarge(), 414), (ServiceUnavailable(), 503), (TooManyRequests(), 429)]
)
def test_errors_of_flask_keep_their_status_and_speak_our_words(
    app: Flask, ann: Visitor, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    broken_app(app, monkeypatch, fault)
    assert ann.get("/me").status_code == status
    document = ann.get("/api/v1/me")
    assert (document.status_code, document.json["status"]) == (status, status)


def test_nobody_is_led_to_sign_in_and_back(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/s/handbook/a?b=c&d=%0d%0aX-Evil:1")
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=/s/handbook/a?b%3Dc")
    assert "X-Evil" not in answer.headers
    assert client.get("/").location == "/login"


def test_one_request_is_one_line_without_titles_questions_or_names(
    ann: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "slipbook.request"):
        ann.get("/search?q=salary+of+ben")
        ann.get("/s/handbook/secret-plans")
        ann.get("/s/handbook/a%0a%7B%22level%22:1%7D")
    lines = [record.line for record in caplog.records if record.name == "slipbook.request"]
    assert [one["route"] for one in lines] == ["/search", "/s/<space>/<path:path>", ""]
    assert all(one["person"] == "p-ann" and one["sql"] > 0 and one["ms"] >= 0 for one in lines)
    text = json.dumps(lines)
    assert not any(word in text for word in ("salary", "secret", "level", "Ann"))


@pytest.mark.parametrize(
    ("path", "words"), [("/s/handbook/old-setup", "old setup"), ("/s/x/部署_回滚.md", "部署 回滚"), ("/", "")]
)
def test_a_missing_address_gives_words_to_search_for(path: str, words: str) -> None:
    assert asked_words(path) == words


def test_two_doors_may_not_take_one_name() -> None:
    flask, first = Flask("example"), Door("example")
    first.open("/one", "an example")(lambda: "")
    flask.register_blueprint(first)
    with pytest.raises(ValueError, match="already registered"):
        flask.register_blueprint(Door("example"))
