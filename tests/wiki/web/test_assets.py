"""Static files: one hash in the address of all, kept for ever, and nothing outside the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wiki import paths
from wiki.web.assets import Assets


@pytest.fixture
def digest(app: Flask) -> str:
    return str(app.extensions["assets"].digest)


KINDS = [
    ("app.css", "text/css; charset=utf-8"),
    ("js/main.js", "text/javascript; charset=utf-8"),
    ("icons/slipbook.svg", "image/svg+xml; charset=utf-8"),
]


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_http_40_a_static_file_is_kept_for_ever(client: FlaskClient, digest: str, path: str, kind: str) -> None:
    for method in ("GET", "HEAD"):
        with client.open(f"/static/{digest}/{path}", method=method) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert bool(answer.data) is (method == "GET")
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["app.css", "js/main.js"])
def test_the_address_of_another_build_is_missing_and_not_kept(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/static/000000000000/{path}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


OUTSIDE = [
    "../pyproject.toml",
    "%2e%2e/pyproject.toml",
    "..%2fpyproject.toml",
    "css/../../pyproject.toml",
    "css/..%5c..%5cpyproject.toml",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%00",
    "app.css%00.js",
    "css",
    "css/",
    "a" * 3000,
    "%ff%fe",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_http_47_nothing_outside_the_folder_is_served(client: FlaskClient, digest: str, path: str) -> None:
    answer = client.get(f"/static/{digest}/{path}")
    assert answer.status_code in (302, 308, 404)
    assert "slipbook" not in answer.text.lower() or "<!doctype html>" in answer.text
    assert "root:" not in answer.text
    assert "build-system" not in answer.text


PROBED = ["/.git/config", "/.env", "/data/slipbook.db", "/slipbook.db", "/secret-key", "/docs/admin.md", "/metrics"]


@pytest.mark.parametrize("path", PROBED)
def test_http_47_neither_repository_nor_data_nor_metrics_have_an_address(
    client: FlaskClient, cast: object, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_the_stylesheet_is_its_parts_in_their_order(app: Flask, client: FlaskClient, digest: str) -> None:
    names = (paths.STATIC / "css" / "ORDER").read_text("utf-8").split()
    text = client.get(f"/static/{digest}/app.css").text
    places = [text.index((paths.STATIC / "css" / name).read_text("utf-8")) for name in names]
    assert places == sorted(places)


def test_the_hash_changes_with_any_file_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "ORDER").write_text("one.css\n")
    (tmp_path / "css" / "one.css").write_text("a {}")
    (tmp_path / "main.js").write_text("1")
    before = Assets(tmp_path)
    assert before.stylesheet == "a {}"
    assert Assets(tmp_path).digest == before.digest
    (tmp_path / "main.js").write_text("2")
    assert Assets(tmp_path).digest != before.digest
    (tmp_path / "main.js").rename(tmp_path / "other.js")
    assert len({before.digest, Assets(tmp_path).digest}) == 2
