"""Every call of the API, as its description lists them, is sent values that break programs: 4xx, never 500."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask

from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from tests.wiki.people.visitors import csrf_of, signed_in
from tests.wiki.web.answers import PLACES
from wiki.finding.feeding import rebuild_index
from wiki.pages.operations import NewPage, create_page

PREFIX = "/api/v1"
HALF = r'"\ud800"'
STRANGE = (  # as they stand in a body of JSON
    HALF, r'"a\udfffb"', r'"\u0000"', '"' + "x" * 70_000 + '"', '""', "9" * 30, "9" * 5000, "-" + "9" * 30, "1e999",
    "-1", "0.5", "NaN", "null", "true", "[]", "{}", r'["\ud800"]', r'{"\ud800": 1}', "[" * 50_000, '{"a":' * 2000,
)  # fmt: skip
ASKED = ("9" * 30, "9" * 5000, "-1", "0", "1e9", "%00", "%ED%A0%80", "%FF", "a" * 20_000, "[]", "null", "½", "٣")


@dataclass(frozen=True)
class Call:
    """One call of the description: its method, its path with something in the places, what it takes."""

    method: str
    path: str
    asks: tuple[str, ...]
    takes: Mapping[str, str]
    """Each field of the body with a value that fits, as JSON."""


@pytest.fixture
def program(app: Flask, cast: Cast) -> Caller:
    """Ann's program; she manages the Handbook, which has a page."""
    app.testing = False
    create_page(cast.actor("ann"), cast.handbook, NewPage("page", body="# Page\n\nText.\n"))
    rebuild_index()
    return caller(app, cast, "ann")


@pytest.fixture
def calls(program: Caller) -> list[Call]:
    return list(described(program.call("GET", "/openapi.json").get_json()))


def described(document: Mapping[str, object]) -> Iterator[Call]:
    """The calls of an OpenAPI document."""
    places = {**PLACES, "path": "page"}
    for path, methods in document["paths"].items():  # type: ignore[attr-defined]
        address = path.removeprefix(PREFIX)
        for name, value in places.items():
            address = address.replace("{" + name + "}", value)
        for method, call in methods.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            asks = tuple(one["name"] for one in call.get("parameters", ()) if one["in"] == "query")
            content = call.get("requestBody", {}).get("content", {}).get("application/json")
            named = content["schema"]["$ref"].rpartition("/")[2] if content else None
            schema = document["components"]["schemas"][named] if named else {}  # type: ignore[index]
            takes = {
                name: fitting(one) for name, one in schema.get("properties", {}).items() if not one.get("readOnly")
            }
            yield Call(method.upper(), address, asks, takes)


def fitting(schema: Mapping[str, object]) -> str:
    """A value that a field may have, as JSON."""
    kind = schema.get("type")
    plain = {"string": '"x"', "integer": "1", "boolean": "true", "array": "[]"}
    return plain[kind[0] if isinstance(kind, list) else str(kind)]


def send(program: Caller, call: Call, body: str) -> tuple[int, Mapping[str, object]]:
    conditions = {"If-Match": "*"} if call.path.startswith("/pages/") else {"If-None-Match": "*"}
    answer = program.client.open(
        PREFIX + call.path,
        method=call.method,
        data=body.encode("utf-8", "surrogatepass"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.token}", **conditions},
    )
    assert answer.mimetype == "application/problem+json" or answer.status_code < 400, (call, body[:60])
    return answer.status_code, answer.get_json(silent=True) or {}


def bodies(call: Call, strange: str) -> Iterator[tuple[str, str]]:
    """(field, body): the strange value in each field of what ``call`` takes, the others fitting; and by itself."""
    for field in call.takes:
        values = {**call.takes, field: strange}
        yield field, "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"
    yield "json", strange


def test_the_description_lists_calls_to_try(calls: list[Call]) -> None:
    assert len(calls) > 15
    assert sum(bool(call.takes) for call in calls) >= 5
    assert {"before", "limit", "q", "cursor", "under"} <= {name for call in calls for name in call.asks}


def test_strange_values_in_a_body_are_never_a_fault_of_ours(program: Caller, calls: list[Call]) -> None:
    for call in calls:
        for strange in STRANGE if call.takes else ():
            for field, body in bodies(call, strange):
                status, _shown = send(program, call, body)
                assert status < 500, (call.path, field, strange[:40])


def test_half_a_character_is_refused_and_its_field_named(program: Caller, calls: list[Call]) -> None:
    tried = 0
    for call in calls:
        for field, body in bodies(call, HALF) if call.takes else ():
            status, shown = send(program, call, body)
            assert status == 400, (call.path, field)
            assert shown["errors"] == {field: "This holds half of a character. Send whole characters."}
            tried += 1
    assert tried > 10


def test_strange_values_in_a_question_are_never_a_fault_of_ours(program: Caller, calls: list[Call]) -> None:
    for call in calls:
        for name in call.asks:
            for strange in ASKED:
                text = strange if "%" in strange else quote(strange)
                answer = program.call(call.method, f"{call.path}?q=a&{name}={text}")
                assert answer.status_code < 500, (call.path, name, strange[:40])
    for before in ("9" * 30, str(2**31), "0"):
        answer = program.call("GET", f"/pages/{PLACES['page_id']}/versions?before={before}")
        assert answer.status_code == 400
        assert list(answer.get_json()["errors"]) == ["query.before"]


def test_strange_values_in_a_path_lead_nowhere(program: Caller, calls: list[Call]) -> None:
    for call in calls:
        for strange in ("%ED%A0%80", "%00", "%FF", "9" * 30, "%E2%80%AE"):
            for place in ("handbook", "page", PLACES["page_id"], PLACES["commit"]):
                path = call.path.replace(f"/{place}", f"/{strange}")
                if path == call.path:
                    continue
                answer = program.call(call.method, path, json={"body": "x"})
                assert answer.status_code < 500, (call.path, strange)


def test_a_body_that_is_no_json_is_said_to_be_none(program: Caller, calls: list[Call]) -> None:
    for call in calls:
        if not call.takes:
            continue
        for broken in ("{", "[1,]", "'a'", "\ud800"):
            status, shown = send(program, call, broken)
            assert (status, shown["detail"]) == (
                400, "What was sent cannot be read as JSON. Send one JSON document in UTF-8.",
            )  # fmt: skip
        headers = {"Authorization": f"Bearer {program.token}", "If-None-Match": "*"}
        other = program.client.open(PREFIX + call.path, method=call.method, data=b"body=x", headers=headers)
        assert (other.status_code, other.get_json()["title"]) == (415, "Unsupported Media Type")


@pytest.mark.parametrize("strange", STRANGE, ids=lambda text: text[:12])
def test_strange_values_in_drafts_and_previews(app: Flask, program: Caller, strange: str) -> None:
    ann = signed_in(app, "ann")
    headers = {"X-CSRF-Token": csrf_of(ann.get("/me")), "X-Requested-With": "slipbook"}
    for method, address in (("PUT", "/s/handbook/-/draft"), ("POST", "/preview?space=handbook")):
        for field in ("title", "body", "path", "base", "properties"):
            body = f'{{"{field}": {strange}}}'
            answer = ann.client.open(
                address, method=method, data=body, content_type="application/json", headers=headers
            )
            assert answer.status_code < 500, (address, field)
            if strange == HALF:
                assert list(answer.get_json()["errors"]) == [field]
