"""The doors of spaces: screens that work without script, and the JSON calls."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import db
from wiki.access.queries import grants_in

SETTINGS = "/s/handbook/-/settings"


@pytest.fixture
def root(app: Flask, cast: Cast) -> Visitor:
    return signed_in(app, "root")


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visitor:
    return signed_in(app, "ann")


def roles(cast: Cast) -> dict[str, int]:
    with db.fresh():
        return {f"{one.subject_kind}:{one.subject_id}": one.role for one in grants_in(cast.handbook.area_id)}


def test_an_administrator_creates_a_space_on_a_screen(root: Visitor) -> None:
    form = {"name": "Operations", "key": "ops", "description": "", "manager": "group:g-ann"}
    made = root.post("/admin/spaces", form, shown_at="/admin/spaces")
    assert (made.status_code, made.headers["Location"]) == (302, "/s/ops/-/settings")
    listed = root.get("/admin/spaces")
    assert "Operations" in listed.text
    assert listed.headers["Cache-Control"] == "no-store"


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(root: Visitor) -> None:
    form = {"name": "Two", "key": "handbook", "description": "Kept text", "manager": ""}
    answer = root.post("/admin/spaces", form, shown_at="/admin/spaces")
    assert answer.status_code == 400
    assert "There is a space with this short name already." in answer.text
    assert "Kept text" in answer.text


def test_a_manager_renames_and_puts_away(ann: Visitor) -> None:
    assert ann.post(SETTINGS, {"name": "Manual", "description": "All"}, shown_at=SETTINGS).status_code == 302
    assert "Manual" in ann.get("/spaces").text
    assert ann.post(SETTINGS, {"name": ""}, shown_at=SETTINGS).status_code == 400
    assert ann.post(f"{SETTINGS}/archive", shown_at=SETTINGS).status_code == 302
    assert 'href="/s/handbook/"' not in ann.get("/spaces").text


def test_a_manager_lets_people_in_and_out(cast: Cast, ann: Visitor) -> None:
    grants = f"{SETTINGS}/grants"
    ann.post(grants, {"subject": "everybody:", "role": "viewer"}, shown_at=SETTINGS)
    ann.post(grants, {"login": "DORA", "role": "editor"}, shown_at=SETTINGS)
    ann.post(grants, {"subject": "group:g-cem", "role": "none"}, shown_at=SETTINGS)
    now = roles(cast)
    assert (now["everybody:"], now["person:p-dora"], "group:g-cem" in now) == (1, 3, False)
    assert "Everybody signed in" in ann.get(SETTINGS).text
    for form in (
        {"login": "nobody-here", "role": "viewer"},
        {"subject": "", "role": "viewer"},
        {"subject": "x:y", "role": "viewer"},
    ):
        assert ann.post(grants, form, shown_at=SETTINGS).status_code == 400
    assert ann.post(grants, {"subject": "everybody:", "role": "king"}, shown_at=SETTINGS).status_code == 400


def test_the_last_manager_is_asked_first(cast: Cast, ann: Visitor) -> None:
    form = {"subject": "group:g-ann", "role": "none"}
    asked = ann.post(f"{SETTINGS}/grants", form, shown_at=SETTINGS)
    assert asked.status_code == 400
    assert "Nobody would be left to look after this space." in asked.text
    assert 'name="sure"' in asked.text
    assert roles(cast)["group:g-ann"] == 4
    assert ann.post(f"{SETTINGS}/grants", {**form, "sure": "y"}, shown_at=SETTINGS).status_code == 302
    assert "group:g-ann" not in roles(cast)


def test_who_may_not_sees_no_settings(app: Flask, cast: Cast) -> None:
    expected = {"ben": 403, "cem": 403, "dora": 404}
    for login, status in expected.items():
        visitor = signed_in(app, login)
        assert visitor.get(SETTINGS).status_code == status
        assert visitor.get("/admin/spaces").status_code == 403
        assert visitor.get("/s/nothing/-/settings").status_code == 404


def test_spaces_over_the_api(app: Flask, cast: Cast) -> None:
    root, cem = caller(app, cast, "root"), caller(app, cast, "cem")
    made = root.call("POST", "/spaces", {"key": "ops", "name": "Operations"})
    assert (made.status_code, made.get_json()["key"]) == (201, "ops")
    assert [one["key"] for one in root.call("GET", "/spaces").get_json()["items"]] == ["ops"]
    assert [one["key"] for one in cem.call("GET", "/spaces").get_json()["items"]] == ["handbook"]
    assert cem.call("GET", "/spaces/ops").status_code == cem.call("GET", "/spaces/none").status_code == 404
    assert root.call("PATCH", "/spaces/ops", {"description": "Runbooks"}).get_json()["description"] == "Runbooks"
    assert cem.call("PATCH", "/spaces/handbook", {"name": "x"}).status_code == 403
    assert root.call("POST", "/spaces", {"key": "x", "name": "y"}).status_code == 400
    assert root.call("POST", "/spaces", {"key": "okay", "colour": "red"}).status_code == 400
    assert cem.call("POST", "/spaces", {"key": "okay"}).status_code == 403
    assert root.call("DELETE", "/spaces/ops").status_code == 204
    assert root.call("GET", "/spaces/ops").status_code == 404
    assert caller(app, cast, None).call("GET", "/spaces").status_code == 401


def test_grants_over_the_api(app: Flask, cast: Cast) -> None:
    ann, ben = caller(app, cast, "ann"), caller(app, cast, "ben")
    path = "/spaces/handbook/grants"
    manager = {"kind": "group", "id": "g-ann", "role": "manager"}
    now = ann.call("PUT", path, {"items": [manager, {"kind": "everybody", "role": "viewer"}]})
    assert now.status_code == 200
    assert now.get_json()["items"] == [manager, {"kind": "everybody", "id": None, "role": "viewer"}]
    assert ann.call("GET", path).get_json()["items"] == now.get_json()["items"]
    assert ann.call("PUT", path, {"items": []}).status_code == 400
    for bad in (
        {"kind": "group", "role": "viewer"},
        {"kind": "x", "id": "y", "role": "viewer"},
        {**manager, "role": "king"},
    ):
        assert ann.call("PUT", path, {"items": [manager, bad]}).status_code == 400
    assert ben.call("GET", path).status_code == 403
