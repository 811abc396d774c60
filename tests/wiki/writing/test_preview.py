"""The preview: the HTML that readers will get, for those who may write, whatever is in the text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from auth.actor import SYSTEM
from tests.wiki.people.visitors import csrf_of
from tests.wiki.writing.conftest import Desk, Writer
from wiki import db
from wiki.pages.models import Page
from wiki.spaces.operations import NewSpace, create_space

PREVIEW = "/preview?space=handbook&path=roll-back"


def seen(ben: Writer, sent: object, path: str = PREVIEW) -> tuple[int, str]:
    ben.token = ben.token or csrf_of(ben.get("/me"))
    headers = {"X-CSRF-Token": ben.token, "X-Requested-With": "slipbook"}
    answer = ben.client.post(path, json=sent, headers=headers)
    return answer.status_code, answer.text


def test_the_script_gets_a_piece_of_html(desk: Desk, ben: Writer) -> None:
    status, text = seen(ben, {"title": "Roll back", "body": "Stop **first**, see [[Roll back]]."})
    assert status == 200
    assert "<strong>first</strong>" in text
    assert 'href="/s/handbook/roll-back"' in text
    assert "<html" not in text


def test_space_and_path_may_stand_in_what_is_sent(desk: Desk, ben: Writer) -> None:
    sent = {"space": "handbook", "path": "deep/er", "body": "[up](../roll-back.md)", "properties": "tags: [a]"}
    assert 'href="/s/handbook/roll-back"' in seen(ben, sent, "/preview")[1]
    form = {"space": "handbook", "path": "deep/er", "body": "*soft*"}
    answer = ben.post("/preview", form, "/me")
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "<em>soft</em>" in answer.text


def test_the_heading_that_says_the_title_is_not_shown_twice(desk: Desk, ben: Writer) -> None:
    assert "h1" not in seen(ben, {"title": "Roll *back*", "body": "text"})[1]
    assert "<h1" in seen(ben, {"title": "Roll back", "body": "# Another\n\ntext"})[1]


OTHERS = ["cem", "dora"]


def test_who_may_not_write_gets_no_preview(desk: Desk, writer: Callable[[str], Writer]) -> None:
    for login in OTHERS:
        assert seen(writer(login), {"body": "x"})[0] == (403 if login == "cem" else 404)


REFUSED = [
    ("/preview?space=nothing", {"body": "x"}, 404),
    ("/preview", {"body": "x"}, 404),
    (PREVIEW, {"body": ["x"]}, 400),
    (PREVIEW, {"nobody": "x"}, 400),
    (PREVIEW, ["x"], 400),
    (PREVIEW, {"body": "x" * (2 * 1024 * 1024 + 1)}, 413),
]


def test_what_cannot_be_previewed_is_said(desk: Desk, ben: Writer) -> None:
    for path, sent, status in REFUSED:
        assert seen(ben, sent, path)[0] == status


def payloads(shared: Path, pattern: str, most: int) -> list[str]:
    found = []
    for file in sorted((shared / "adversarial" / "dev").glob(pattern)):
        for line in file.read_text("utf-8").splitlines()[:most]:
            one = json.loads(line)
            gen = one.get("gen") or {}
            found.append(
                one.get("payload") or gen.get("pre", "") + gen.get("rep", "") * gen.get("n", 0) + gen.get("post", "")
            )
    return found


@pytest.mark.shared
def test_markdown_made_to_hurt_is_previewed_within_five_seconds(shared: Path, desk: Desk, ben: Writer) -> None:
    hard = payloads(shared, "md-*.jsonl", 6)
    assert len(hard) > 6
    for text in hard:
        began = time.process_time()
        status, _html = seen(ben, {"title": "T", "body": text})
        assert status == 200
        assert time.process_time() - began < 5


@pytest.mark.shared
def test_markup_made_to_run_is_shown_without_script(shared: Path, desk: Desk, ben: Writer) -> None:
    for text in payloads(shared, "xss-html.jsonl", 40):
        status, html = seen(ben, {"title": "T", "body": text})
        assert status == 200
        assert "<script" not in html.lower()
        assert "javascript:" not in html.lower().replace("&lt;", "<").split("<code>")[0] or "href" not in html


def test_a_preview_tells_nothing_of_where_a_hidden_page_lies(desk: Desk, ben: Writer) -> None:
    desk.push(b"# Plans\n", "plans/README.md")
    sent, path = {"body": "[next](next.md)"}, "/preview?space=handbook&path=plans"
    assert "/s/handbook/plans/next" in seen(ben, sent, path)[1]
    elsewhere = create_space(SYSTEM, NewSpace("vault", "Vault"))
    with db.writing() as session:
        session.execute(update(Page).where(Page.path == "plans").values(area_id=elsewhere.area_id))
    shown = seen(ben, sent, path)[1]
    assert "/s/handbook/next" in shown
    assert "plans/next" not in shown
