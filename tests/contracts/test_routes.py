"""Every route declares its action or stands on the reviewed list of open routes; every answer carries the headers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wiki.web.doors import Door, UndeclaredRoute, declaration_of, refuse_undeclared

# Reviewed: each of these answers anybody, and says why in its declaration.
OPEN = {
    "web.static_file",
    "api-docs.openapi_json",
    "people.sign_in",
    "people.set_up",
    "people.set_language",
    "people.set_theme",
    "home.is_alive",
    "home.is_ready",
}


def test_only_reviewed_routes_are_open(app: Flask) -> None:
    declared = {rule.endpoint: declaration_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    open_routes = {endpoint for endpoint, one in declared.items() if one is not None and one.public}
    assert open_routes <= OPEN
    assert all(one is not None and (one.action or one.public) for one in declared.values())


def test_a_route_that_declares_nothing_stops_the_start(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(UndeclaredRoute, match="/forgotten"):
        refuse_undeclared(app)


def test_a_door_cannot_add_a_route_without_saying_what_it_needs() -> None:
    door = Door("example")
    view = door.open("/example", "an example")(lambda: "")
    assert view() == ""


SCREENS = ("/", "/login", "/s/handbook/", "/s/handbook/nothing", "/nowhere")
RULES = (*SCREENS, "/api/v1/me", "/api/v1/openapi.json", "/healthz")


@pytest.mark.parametrize("path", RULES)
def test_http_1_to_6_every_answer_carries_the_security_headers(client: FlaskClient, cast: object, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src http://localhost/static/;" in policy
    assert "style-src http://localhost/static/;" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "charset=utf-8" in answer.headers["Content-Type"].lower() or "json" in answer.headers["Content-Type"]
    assert "Access-Control-Allow-Origin" not in answer.headers
