"""A program sees what was deleted and brings it back."""

from __future__ import annotations

import pytest
from flask import Flask

from auth.actor import Actor
from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from tests.wiki.pages.scenes import at
from wiki.pages.deleting import delete_page
from wiki.pages.moving import Move, move_page

LIST = "/spaces/handbook/deleted"


@pytest.fixture
def program(app: Flask, stocked: Cast) -> Caller:
    """Ben's program."""
    return caller(app, stocked, "ben")


def test_a_program_lists_deletions_and_takes_one_back(program: Caller, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    commit = delete_page(ben_acts, page, page.version)
    listed = program.call("GET", LIST).get_json()
    assert listed["next"] is None
    (one,) = listed["items"]
    assert {key: one[key] for key in ("commit", "id", "path", "title", "pages", "by")} == {
        "commit": commit, "id": page.id, "path": "guides/setup", "title": "Set up", "pages": 2, "by": "Ben",
    }  # fmt: skip
    assert one["until"] > one["at"]
    back = program.call("POST", f"{LIST}/{commit}/return", {})
    assert (back.status_code, back.get_json()["id"]) == (200, page.id)
    assert back.headers["ETag"] == f'"{back.get_json()["version"]}"'
    assert program.call("GET", LIST).get_json()["items"] == []


def test_a_taken_path_is_a_fault_of_the_field_to(program: Caller, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    commit = delete_page(ben_acts, page, page.version)
    other = at(ben_acts, "ops")
    move_page(ben_acts, other, Move("guides/setup", other.version))
    refused = program.call("POST", f"{LIST}/{commit}/return", {})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (400, ["to"])
    back = program.call("POST", f"{LIST}/{commit}/return", {"to": "guides/again"})
    assert back.get_json()["path"] == "guides/again"


def test_who_may_not_bring_back_is_refused_and_what_is_hidden_looks_missing(
    app: Flask, stocked: Cast, program: Caller
) -> None:
    assert caller(app, stocked, "cem").call("GET", LIST).status_code == 403
    assert caller(app, stocked, "dora").call("GET", LIST).status_code == 404
    assert caller(app, stocked, "ben", ("read",)).call("GET", LIST).status_code == 403
    assert program.call("POST", f"{LIST}/{'0' * 40}/return", {}).status_code == 404
    assert program.call("POST", f"{LIST}/{'0' * 40}/return", {"to": 1}).status_code == 400
