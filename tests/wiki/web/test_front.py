"""The layer in front of Flask: whose address counts, which host is believed, and life below a subpath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from tests.cast import PASSWORD, Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import Visitor, csrf_of
from tests.wiki.web.answers import links_of
from wiki import db
from wiki.app import create_app
from wiki.config import Settings
from wiki.events.models import Event
from wiki.web.security import Front, policy_for

PROXY, CLIENT, LIAR = "10.0.0.1", "203.0.113.9", "198.51.100.66"


def seen(settings: Settings, path: str = "/", peer: str = PROXY, **headers: str) -> dict[str, str]:
    """The environ that the application is given for a request of ``peer``."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(path, headers=given, environ_base={"REMOTE_ADDR": peer}).get_environ()
    if "Host" in given:
        environ["HTTP_HOST"] = given["Host"]
    kept: dict[str, str] = {}
    Front(lambda one, _start: kept.update(one) or [], settings)(environ, lambda *_args: None)
    return kept


FORWARDED = [
    (PROXY, CLIENT, CLIENT),
    (PROXY, f"{LIAR}, {CLIENT}", CLIENT),
    (PROXY, f"{LIAR}, {CLIENT}, 10.1.2.3", CLIENT),
    (PROXY, "fd00::5, 10.1.2.3", "fd00::5"),
    (PROXY, "", PROXY),
    (PROXY, "unknown", PROXY),
    (PROXY, f"{CLIENT}, <script>", PROXY),
    (PROXY, f"{CLIENT}:4711", PROXY),
    (CLIENT, LIAR, CLIENT),
    ("not an address", LIAR, "not an address"),
]


@pytest.mark.parametrize(("peer", "forwarded", "found"), FORWARDED)
def test_http_41_a_forwarded_address_counts_as_far_as_the_proxies_are_ours(
    settings: Settings, peer: str, forwarded: str, found: str
) -> None:
    proxied = replace(settings, trusted_proxies=("10.0.0.0/8",))
    assert seen(proxied, peer=peer, X_Forwarded_For=forwarded)["REMOTE_ADDR"] == found


def test_http_41_nobody_is_believed_unless_the_settings_say_so(settings: Settings) -> None:
    assert seen(settings, peer="127.0.0.1", X_Forwarded_For=LIAR)["REMOTE_ADDR"] == "127.0.0.1"


def test_http_41_other_forwarded_headers_change_nothing(settings: Settings) -> None:
    public = replace(settings, url="https://wiki.example.org", trusted_proxies=("10.0.0.0/8",))
    told = seen(public, X_Forwarded_Host="evil.example", X_Forwarded_Proto="http", X_Forwarded_Prefix="/evil")
    assert (told["HTTP_HOST"], told["wsgi.url_scheme"], told["SCRIPT_NAME"]) == ("wiki.example.org", "https", "")


HOSTS = [
    ("http://localhost", "127.0.0.1:8000", "127.0.0.1:8000"),
    ("http://localhost", "[::1]:8000", "[::1]:8000"),
    ("http://localhost", "evil.example", "localhost"),
    ("http://localhost", "localhost@evil.example", "localhost"),
    ("http://localhost", "127.0.0.1/; script-src *", "localhost"),
    ("http://localhost", "127.0.0.1:80; script-src *", "localhost"),
    ("http://localhost", "localhost.evil.example", "localhost"),
    ("http://localhost", "", "localhost"),
    ("https://wiki.example.org", "127.0.0.1", "wiki.example.org"),
    ("https://wiki.example.org", "evil.example", "wiki.example.org"),
    ("https://wiki.example.org:8443", "wiki.example.org", "wiki.example.org:8443"),
]


@pytest.mark.parametrize(("url", "sent", "believed"), HOSTS)
def test_the_host_is_the_one_of_the_settings(settings: Settings, url: str, sent: str, believed: str) -> None:
    assert seen(replace(settings, url=url), Host=sent)["HTTP_HOST"] == believed


@pytest.mark.parametrize(
    ("path", "found"),
    [("/wiki/s/handbook/", "/s/handbook/"), ("/wiki", "/"), ("/wiki/", "/"), ("/s/x", "/s/x"), ("/wikis", "/wikis")],
)
def test_the_subpath_is_taken_off_whether_or_not_the_proxy_did(settings: Settings, path: str, found: str) -> None:
    told = seen(replace(settings, url="https://wiki.example.org/wiki"), path)
    assert (told["PATH_INFO"], told["SCRIPT_NAME"]) == (found, "/wiki")


def test_http_1_the_policy_names_the_static_files_below_the_subpath() -> None:
    policy = policy_for("https://wiki.example.org", "/wiki")
    assert (
        "script-src https://wiki.example.org/wiki/static/; style-src https://wiki.example.org/wiki/static/;" in policy
    )
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.fixture
def below(settings: Settings, cast: Cast) -> Iterator[Flask]:
    """The application as people reach it at https://wiki.example.org/wiki, behind a proxy."""
    chosen = replace(settings, url="https://wiki.example.org/wiki", trusted_proxies=("127.0.0.0/8",))
    made = create_app(chosen)
    made.testing = True
    yield made
    made.extensions["instance"].close()


@pytest.fixture
def ann(below: Flask) -> Visitor:
    """ann, signed in through the proxy."""
    visitor = Visitor(below.test_client())
    token = csrf_of(visitor.get("/wiki/login", base_url="https://wiki.example.org"))
    form = {"login": "ann", "password": PASSWORD, "csrf_token": token, "next": "/s/handbook/"}
    answer = visitor.client.post("/wiki/login", data=form, base_url="https://wiki.example.org")
    assert answer.location == "/wiki/s/handbook/"
    return visitor


SCREENS = ("/", "/s/handbook/", "/s/handbook/-/new", "/search?q=x", "/me", "/me/tokens", "/nowhere", "/login?next=/me")


@pytest.mark.parametrize("path", SCREENS)
def test_below_a_subpath_every_link_stays_below_it(ann: Visitor, path: str) -> None:
    shown = ann.get("/wiki" + path, base_url="https://wiki.example.org")
    outside = [one for one in links_of(shown) if not one.startswith(("/wiki/", "#", "?")) and one]
    assert outside == []
    assert "https://wiki.example.org/wiki/static/" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_below_a_subpath_redirects_stay_below_it(below: Flask, ann: Visitor) -> None:
    nobody = below.test_client()
    sent = nobody.get("/wiki/s/handbook/", base_url="https://wiki.example.org")
    assert sent.location == "/wiki/login?next=/s/handbook/"
    slash = ann.get("/wiki/s/handbook", base_url="https://wiki.example.org")
    assert slash.location in ("/wiki/s/handbook/", "https://wiki.example.org/wiki/s/handbook/")
    known = nobody.get("/wiki/login?next=//evil.example", base_url="https://wiki.example.org")
    assert known.status_code == 200


def test_below_a_subpath_static_files_are_found_where_the_screens_say(ann: Visitor) -> None:
    shown = ann.get("/wiki/", base_url="https://wiki.example.org")
    files = [one for one in links_of(shown) if "/static/" in one]
    assert len(files) >= 3
    for file in files:
        with ann.get(file, base_url="https://wiki.example.org") as answer:
            assert answer.status_code == 200, file


def test_http_8_the_cookies_below_a_subpath_belong_to_this_host_alone(below: Flask, ann: Visitor) -> None:
    answer = ann.client.get("/wiki/login", base_url="https://wiki.example.org")
    assert answer.location == "/wiki/"
    cookie = ann.client.get_cookie("__Host-sid", "wiki.example.org", "/")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.path, cookie.same_site) == (True, True, "/", "Lax")
    assert not cookie.domain or cookie.origin_only


def test_http_41_what_is_recorded_is_the_address_of_the_client(below: Flask) -> None:
    client = below.test_client()
    base = {"base_url": "https://wiki.example.org", "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    forwarded = {"X-Forwarded-For": f"{LIAR}, {CLIENT}"}
    token = csrf_of(client.get("/wiki/login", **base))
    form = {"login": "ann", "password": "wrong one", "csrf_token": token}
    assert client.post("/wiki/login", data=form, headers=forwarded, **base).status_code == 401
    with db.fresh() as session:
        failed = session.scalars(select(Event).where(Event.kind == "person.sign_in_failed")).one()
    assert failed.address == CLIENT


def test_below_a_subpath_the_api_answers_with_addresses_below_it(below: Flask, cast: Cast) -> None:
    program = caller(below, cast, "ben")
    headers = {"Authorization": f"Bearer {program.token}", "If-None-Match": "*"}
    address = "/wiki/api/v1/spaces/handbook/pages/guide"
    made = program.client.put(address, json={"body": "# Guide"}, headers=headers, base_url="https://wiki.example.org")
    assert made.status_code == 201
    assert made.location.endswith("/wiki/api/v1/spaces/handbook/pages/guide")


def test_a_site_without_encryption_says_so_on_every_screen(settings: Settings, cast: Cast) -> None:
    bare = create_app(replace(settings, url="http://wiki.example.org", insecure_http=True))
    shown = bare.test_client().get("/login")
    assert "This site is served without encryption." in shown.text
    assert "Strict-Transport-Security" not in shown.headers
    bare.extensions["instance"].close()
