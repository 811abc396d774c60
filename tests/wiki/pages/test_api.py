"""The JSON door of pages: preconditions, merges, versions, and the same 404 for hidden and missing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from wiki.pages.models import Page

SETUP = "/spaces/handbook/pages/guides/setup"
BODY = "# Set up\n\nFirst step.\n\nSecond step.\n\nThird step.\n"


@pytest.fixture
def program(app: Flask, cast: Cast, setup: Page) -> Caller:
    """Ben's program."""
    return caller(app, cast, "ben")


def test_a_page_is_read_with_its_text_and_version(program: Caller, setup: Page) -> None:
    answer = program.call("GET", SETUP)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{setup.version}"'
    shown = answer.get_json()
    assert (shown["id"], shown["path"], shown["title"], shown["body"]) == (setup.id, "guides/setup", "Set up", BODY)
    assert (shown["version"], shown["number"], shown["updated_by"]) == (
        setup.version,
        1,
        {"id": "p-ben", "name": "Ben"},
    )
    assert "html" not in shown
    assert "<p>First step.</p>" in program.call("GET", SETUP + "?html=1").get_json()["html"]
    assert program.call("GET", f"/pages/{setup.id}").get_json()["path"] == "guides/setup"


def test_a_page_is_created_once(program: Caller) -> None:
    sent = {"body": "# New\n", "summary": "Begin"}
    made = program.call("PUT", "/spaces/handbook/pages/中文/新页", sent, if_none_match="*")
    assert made.status_code == 201
    assert made.get_json()["title"] == "New"
    assert program.call("GET", made.headers["Location"].removeprefix("/api/v1")).status_code == 200
    again = program.call("PUT", "/spaces/handbook/pages/中文/新页", sent, if_none_match="*")
    assert (again.status_code, again.mimetype) == (412, "application/problem+json")


def test_a_change_names_the_version_it_was_made_from(program: Caller, setup: Page) -> None:
    sent = {"body": BODY + "More.\n"}
    assert program.call("PUT", SETUP, sent).status_code == 428
    assert program.call("PUT", SETUP, sent, if_match='"' + "0" * 40 + '"').status_code == 412
    changed = program.call("PUT", SETUP, sent, if_match=f'"{setup.version}"')
    assert (changed.status_code, changed.get_json()["number"], changed.get_json()["merged"]) == (200, 2, False)
    assert changed.headers["ETag"] == f'"{changed.get_json()["version"]}"'


def test_a_stale_change_is_merged_or_comes_back_with_all_texts(program: Caller, setup: Page) -> None:
    tag = f'"{setup.version}"'
    program.call("PUT", SETUP, {"body": BODY.replace("First", "1st")}, if_match=tag)
    merged = program.call("PUT", SETUP, {"body": BODY.replace("Third", "3rd")}, if_match=tag)
    assert (merged.status_code, merged.get_json()["merged"]) == (200, True)
    assert merged.get_json()["body"] == BODY.replace("First", "1st").replace("Third", "3rd")
    conflict = program.call("PUT", SETUP, {"body": BODY.replace("First", "Erst")}, if_match=tag)
    assert (conflict.status_code, conflict.mimetype) == (409, "application/problem+json")
    shown = conflict.get_json()
    assert (shown["base"], shown["ours"]) == (BODY, BODY.replace("First", "Erst"))
    assert "1st" in shown["theirs"]
    assert "<<<<<<<" in shown["merged_with_markers"]


def test_a_page_is_deleted_and_gone(program: Caller, setup: Page) -> None:
    assert program.call("DELETE", SETUP).status_code == 428
    assert program.call("DELETE", SETUP, if_match=f'"{setup.version}"').status_code == 204
    assert program.call("GET", SETUP).status_code == 410
    assert program.call("GET", f"/pages/{setup.id}").status_code == 410


def test_a_version_is_restored(program: Caller, setup: Page) -> None:
    second = program.call("PUT", SETUP, {"body": "Wrong\n"}, if_match="*").get_json()["version"]
    path = f"/pages/{setup.id}/restore"
    assert program.call("POST", path, {"version": setup.version}).status_code == 428
    assert program.call("POST", path, {"version": setup.version}, if_match=f'"{setup.version}"').status_code == 412
    assert program.call("POST", path, {"version": "0" * 40}, if_match=f'"{second}"').status_code == 404
    restored = program.call("POST", path, {"version": setup.version}, if_match=f'"{second}"')
    assert (restored.status_code, restored.get_json()["body"], restored.get_json()["number"]) == (200, BODY, 3)


def test_versions_and_what_differs_between_them(program: Caller, setup: Page) -> None:
    second = program.call("PUT", SETUP, {"body": BODY.replace("First", "1st"), "summary": "Short"}, if_match="*")
    newest = second.get_json()["version"]
    listed = program.call("GET", f"/pages/{setup.id}/versions?limit=1").get_json()
    assert [(one["version"], one["summary"]) for one in listed["items"]] == [(newest, "Short")]
    rest = program.call("GET", f"/pages/{setup.id}/versions?before={listed['next']}").get_json()
    assert ([one["number"] for one in rest["items"]], rest["next"]) == ([1], None)
    assert program.call("GET", f"/pages/{setup.id}/versions/{setup.version}").get_json()["body"] == BODY
    diff = program.call("GET", f"/pages/{setup.id}/diff?from={setup.version}&to={newest}").get_json()
    changed = [line for hunk in diff["hunks"] for line in hunk["lines"] if line["kind"] == "changed"]
    assert [piece["text"] for piece in changed[0]["old"] if piece["changed"]] == ["First"]
    assert program.call("GET", f"/pages/{setup.id}/diff?from={setup.version}").status_code == 400
    assert program.call("GET", f"/pages/{setup.id}/versions/{'0' * 40}").status_code == 404


def test_the_tree_shows_what_one_may_see(program: Caller) -> None:
    found = program.call("GET", "/spaces/handbook/tree").get_json()
    assert [(one["path"], one["id"] is None) for one in found["items"]] == [("guides", True), ("guides/setup", False)]
    assert found["next"] is None
    assert program.call("GET", "/spaces/handbook/tree?limit=0").status_code == 400


def test_another_spelling_redirects(program: Caller, setup: Page) -> None:
    moved = program.call("GET", "/spaces/handbook/pages/Guides/SETUP")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/api/v1/spaces/handbook/pages/guides/setup")


def test_unknown_fields_wrong_types_and_bad_names_are_refused(program: Caller, setup: Page) -> None:
    for sent in ({"body": "x", "title": "y"}, {"body": 5}, {}, [], {"body": "x", "summary": "s" * 501}):
        assert program.call("PUT", SETUP, sent, if_match=f'"{setup.version}"').status_code == 400
    for path in ("../up", "a//b", ".git/x", "con", "-/x", "a/_files/b", "x\u202e"):
        answer = program.call("PUT", f"/spaces/handbook/pages/{path}", {"body": "x"}, if_none_match="*")
        assert answer.status_code in (308, 400, 404), path
    large = {"body": "x" * (2 * 1024 * 1024 + 1)}
    assert program.call("PUT", SETUP, large, if_match="*").status_code == 413


@pytest.mark.parametrize("whom", [("cem", 200, 403), ("dora", 404, 404), (None, 401, 401)])
def test_who_may_not(app: Flask, cast: Cast, setup: Page, whom: tuple[str | None, int, int]) -> None:
    login, reading, writing = whom
    who, tag = caller(app, cast, login), f'"{setup.version}"'
    assert who.call("GET", SETUP).status_code == reading
    assert who.call("GET", f"/pages/{setup.id}/versions").status_code == reading
    assert who.call("GET", "/spaces/handbook/tree").status_code == reading
    assert who.call("PUT", SETUP, {"body": "x"}, if_match=tag).status_code == writing
    assert who.call("PUT", "/spaces/handbook/pages/new", {"body": "x"}, if_none_match="*").status_code == writing
    assert who.call("DELETE", SETUP, if_match=tag).status_code == writing
    assert who.call("POST", f"/pages/{setup.id}/restore", {"version": "x"}, if_match=tag).status_code == writing
    missing = who.call("GET", "/spaces/handbook/pages/none")
    assert missing.status_code == (404 if login else 401)


def test_a_token_for_reading_does_not_write(app: Flask, cast: Cast, setup: Page) -> None:
    reader = caller(app, cast, "ben", ("read",))
    assert reader.call("GET", SETUP).status_code == 200
    assert reader.call("PUT", SETUP, {"body": "x"}, if_match="*").status_code == 403
