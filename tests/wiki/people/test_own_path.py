"""Going back after a sign-in leads to this site only (HTTP 50)."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.wiki.people.visitors import Visitor
from wiki.people.own_path import LONGEST, own_path

OWN = [
    "/",
    "/s/handbook/部署 回滚?version=1#开始",
    "/search?q=//x&next=http://example.com",
    "/p/0123456789/edit",
    "/a/..b/c",
]
FOREIGN = [
    "", None, "//example.com", "/\\example.com", "\\\\example.com", "https://example.com", "javascript:alert(1)",
    "/\t/example.com", "\n//example.com", " //example.com", "/a\r\nSet-Cookie: x=1", "///example.com", "example.com",
    "/./\\example.com", "/.//example.com", "/%2e//example.com", "/a/..//example.com", "/%2E%2e/x", "/" + "a" * LONGEST,
    "/\x00", "/a\x7f", "/login", "/login?next=/x", "/logout/", "/setup",
]  # fmt: skip


@pytest.mark.parametrize("asked", OWN)
def test_a_path_of_this_site_is_kept(asked: str) -> None:
    assert own_path(asked) == asked


@pytest.mark.parametrize("asked", FOREIGN)
def test_anything_else_leads_home(asked: str | None) -> None:
    assert own_path(asked) == "/"


def leads_away(location: str) -> bool:
    """Whether a browser that follows ``location`` would leave the site; it reads a backslash as a slash."""
    seen = "".join(letter for letter in location if letter not in "\t\r\n").strip().replace("\\", "/")
    return urlsplit(urljoin("http://localhost/login", seen)).netloc != "localhost"


@pytest.mark.shared
def test_http_50_no_known_payload_leads_away(shared: Path) -> None:
    lines = (shared / "adversarial" / "dev" / "open-redirect.jsonl").read_text("utf-8").splitlines()
    payloads = [json.loads(line)["payload"] for line in lines]
    assert len(payloads) > 50
    assert any(leads_away(payload) for payload in payloads)
    assert [payload for payload in payloads if leads_away(own_path(payload))] == []


@pytest.mark.shared
def test_http_50_no_known_payload_leads_away_from_a_screen(shared: Path, app: Flask, ann: Visitor) -> None:
    lines = (shared / "adversarial" / "dev" / "open-redirect.jsonl").read_text("utf-8").splitlines()
    for payload in [json.loads(line)["payload"] for line in lines][::4]:
        assert not leads_away(_sent_to(ann.client, payload)), payload
    assert _sent_to(ann.client, "/me/sessions") == "/me/sessions"


def _sent_to(client: FlaskClient, asked: str) -> str:
    answer = client.get("/login", query_string={"next": asked})
    assert answer.status_code == 302
    return str(answer.location)
