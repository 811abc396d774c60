"""Home: the latest changes and the spaces of the reader, and the two addresses for supervisors."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.actor import SYSTEM
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.people.visitors import signed_in
from wiki import background, clock
from wiki.config import Settings
from wiki.pages.projection import take_in
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of


def write(space: Space, path: str, text: str) -> None:
    change = Change(path, text.encode())
    repository_of(space).commit_changes(CommitRequest((change,), Author("Ben", "b@example.org"), "Write"))
    take_in(space.id)


def test_home_shows_spaces_and_changes_that_the_reader_may_see(app: Flask, cast: Cast) -> None:
    write(cast.handbook, "a.md", "# Alpha\n")
    write(create_space(SYSTEM, NewSpace("vault", "Vault")), "x.md", "# Xylophone\n")
    cem, dora = signed_in(app, "cem").get("/").text, signed_in(app, "dora").get("/").text
    assert "Alpha" in cem
    assert "Handbook" in cem
    assert "Xylophone" not in cem + dora
    assert "Vault" not in cem + dora
    assert "Alpha" not in dora


def test_home_tells_who_has_no_space_what_to_do(app: Flask, cast: Cast) -> None:
    assert "No space is open to you yet" in signed_in(app, "dora").get("/").text


def test_home_speaks_the_language_of_the_browser(app: Flask, cast: Cast) -> None:
    dora = signed_in(app, "dora")
    shown = dora.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "还没有空间向你开放" in shown.text
    assert '<html lang="zh-CN"' in shown.text


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/").headers["Location"].startswith("/login")


def test_a_process_says_that_it_is_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_readiness_names_the_part_that_does_not_answer(client: FlaskClient, cast: Cast, settings: Settings) -> None:
    before = client.get("/readyz")
    assert (before.status_code, before.get_json()["parts"]["index"]) == (503, False)
    background.at_start()
    after = client.get("/readyz")
    assert (after.status_code, after.get_json()["parts"]) == (
        200,
        {"database": True, "repositories": True, "index": True},
    )


def test_readiness_sees_a_repository_that_is_gone(client: FlaskClient, cast: Cast, settings: Settings) -> None:
    background.at_start()
    folder = Path(settings.spaces) / f"{cast.handbook.id}.git"
    folder.rename(folder.with_name("elsewhere"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["parts"]["repositories"]) == (503, False)


def test_an_index_folder_that_is_deleted_while_running_is_back_within_a_minute(
    client: FlaskClient, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = background.at_start()
    assert client.get("/readyz").status_code == 200
    shutil.rmtree(settings.index)
    assert client.get("/readyz").get_json()["parts"]["index"] is False
    soon = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: soon)
    schedule.run_due()
    assert client.get("/readyz").status_code == 200
