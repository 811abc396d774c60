"""The JSON door of files: list, upload, one file, bytes, restore, remove; and the same 404 for hidden and missing."""

from __future__ import annotations

from flask import Flask

from tests.cast import Cast
from tests.wiki.attachments.conftest import Desk, Program, png
from tests.wiki.callers import caller
from wiki.pages.operations import NewPage, create_page


def test_files_are_uploaded_listed_and_described(desk: Desk, program: Program, cast: Cast) -> None:
    at = f"/pages/{desk.page.id}/files"
    made = program.send(at, {"plan.png": png(), "b.txt": b"text"})
    assert made.status_code == 201
    assert [one["name"] for one in made.get_json()["items"]] == ["plan.png", "b.txt"]
    listed = program.call("GET", at).get_json()
    assert ([one["name"] for one in listed["items"]], listed["next"]) == (["b.txt", "plan.png"], None)
    create_page(desk.actor, cast.handbook, NewPage("guides/other", body="![](setup/_files/plan.png)\n"))
    answer = program.call("GET", f"{at}/plan.png")
    one = answer.get_json()
    assert answer.headers["ETag"] == f'"{one["version"]}"'
    assert one["markdown"] == "![plan](setup/_files/plan.png)"
    assert [page["path"] for page in one["used_in"]] == ["guides/other"]
    assert [(row["number"], row["by"]["id"], row["size"]) for row in one["versions"]] == [(1, "p-ben", len(png()))]


def test_a_refused_upload_names_each_file_and_stores_none(desk: Desk, program: Program) -> None:
    at = f"/pages/{desk.page.id}/files"
    refused = program.send(at, {"good.txt": b"x", "none.txt": b"", "a:b.txt": b"x"})
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert sorted(refused.get_json()["errors"]) == ["files.1", "files.2"]
    assert program.call("GET", at).get_json()["items"] == []
    assert program.send(f"{at}?unknown=1", {"x.txt": b"x"}).status_code == 400
    assert program.send(at, {}).status_code == 400


def test_replacing_is_said_in_the_address(desk: Desk, program: Program) -> None:
    at = f"/pages/{desk.page.id}/files"
    program.send(at, {"x.txt": b"1"})
    assert program.send(at, {"x.txt": b"2"}).get_json()["items"][0]["name"] == "x (2).txt"
    assert program.send(f"{at}?replace=1", {"x.txt": b"3"}).get_json()["items"][0]["name"] == "x.txt"
    assert program.call("GET", f"/pages/{desk.page.id}/file-content/x.txt").data == b"3"


def test_a_file_is_removed_by_its_etag_and_brought_back_by_its_commit(desk: Desk, program: Program) -> None:
    desk.add({"x.txt": b"first"})
    at = f"/pages/{desk.page.id}/files/x.txt"
    known = program.call("GET", at).get_json()
    assert program.call("DELETE", at).status_code == 428
    assert program.call("DELETE", at, if_match=f'"{"0" * 40}"').status_code == 412
    assert program.call("DELETE", at, if_match=f'"{known["version"]}"').status_code == 204
    assert program.call("GET", at).status_code == 404
    commit = known["versions"][0]["commit"]
    content = f"/pages/{desk.page.id}/file-content/x.txt"
    assert program.call("GET", content).status_code == 404
    old = program.call("GET", f"{content}?commit={commit}")
    assert (old.data, old.headers["Content-Security-Policy"].count("sandbox")) == (b"first", 1)
    restoration = f"/pages/{desk.page.id}/file-restoration/x.txt"
    assert program.call("POST", restoration, {"commit": "0" * 40}).status_code == 404
    assert program.call("POST", restoration, {"commit": commit, "x": 1}).status_code == 400
    assert program.call("POST", restoration, {"commit": commit}).get_json()["version"] == known["version"]
    assert program.call("GET", content).data == b"first"


def test_who_may_not_gets_the_same_answer_for_hidden_and_missing(desk: Desk, app: Flask, cast: Cast) -> None:
    desk.add({"x.txt": b"first"})
    for page_id in (desk.page.id, "0123456789"):
        for method, path in (
            ("GET", "files"),
            ("POST", "files"),
            ("GET", "files/x.txt"),
            ("DELETE", "files/x.txt"),
            ("GET", "file-content/x.txt"),
        ):
            address = f"/pages/{page_id}/{path}"
            assert caller(app, cast, None).call(method, address).status_code == 401
            expected = 400 if method == "POST" else 404  # what is sent is looked at first: no file at all
            assert caller(app, cast, "dora").call(method, address).status_code == expected
    cem = caller(app, cast, "cem")
    assert cem.call("GET", f"/pages/{desk.page.id}/files/x.txt").status_code == 200
    assert cem.call("DELETE", f"/pages/{desk.page.id}/files/x.txt", if_match="*").status_code == 403
    assert Program(cem).send(f"/pages/{desk.page.id}/files", {"y.txt": b"y"}).status_code == 403
    assert Program(caller(app, cast, "dora")).send(f"/pages/{desk.page.id}/files", {"y": b"y"}).status_code == 404


def test_a_token_that_may_only_read_uploads_nothing(desk: Desk, app: Flask, cast: Cast) -> None:
    reading = Program(caller(app, cast, "ben", verbs=("read",)))
    assert reading.send(f"/pages/{desk.page.id}/files", {"y.txt": b"y"}).status_code == 403


def test_the_description_of_the_api_says_how_files_are_sent(app: Flask) -> None:
    described = app.test_client().get("/api/v1/openapi.json").get_json()
    upload = described["paths"]["/api/v1/pages/{page_id}/files"]["post"]
    (kind,) = upload["requestBody"]["content"]
    assert kind == "multipart/form-data"
    assert [one["name"] for one in upload["parameters"]] == ["replace"]
