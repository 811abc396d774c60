"""A new page: its address, its kind, who may write it, what is wrong with it, and what stands there already."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.wiki.writing.conftest import Desk, Writer
from wiki import db
from wiki.pages.models import Page
from wiki.pages.text import source_of

NEW = "/s/handbook/-/new"


def page_at(path: str) -> Page:
    with db.fresh() as session:
        return session.scalars(select(Page).where(Page.path == path)).one()


def test_a_page_is_written_at_the_address_that_its_title_gives(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(NEW)
    answer = ben.send(NEW, {**fields, "title": "值班 交接清单", "body": "先看\r\n再交\r\n", "summary": "first"})
    assert answer.status_code == 302
    page = page_at("值班-交接清单")
    assert page.title == "值班 交接清单"
    assert source_of(page).decode() == "# 值班 交接清单\n\n先看\n再交\n"
    shown = ben.get(answer.location)
    assert "Version 1 is published" in shown.text
    assert "先看" in shown.text


def test_a_page_below_another_begins_with_its_folder(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(f"{NEW}?under=roll-back")
    assert fields["path"] == "roll-back/"
    ben.send(f"{NEW}?under=roll-back", {**fields, "title": "By hand", "body": "Slowly."})
    assert page_at("roll-back/by-hand").title == "By hand"


def test_an_address_that_was_typed_is_kept(desk: Desk, ben: Writer) -> None:
    ben.send(NEW, {**ben.opened(NEW), "title": "Long title", "path": "/guides/Short/", "body": "x"})
    assert page_at("guides/Short/long-title").title == "Long title"
    ben.send(NEW, {**ben.opened(NEW), "title": "Another title", "path": "guides/short-2", "body": "x"})
    assert page_at("guides/short-2").title == "Another title"


@pytest.mark.parametrize("kind", ["manual", "retrospective"])
def test_each_kind_begins_with_a_text_of_its_own_and_becomes_that_kind(kind: str, desk: Desk, ben: Writer) -> None:
    fields = ben.opened(f"{NEW}?template={kind}")
    assert fields["body"].startswith("## ")
    ben.send(NEW, {**fields, "title": f"A {kind}"})
    assert page_at(f"a-{kind}").kind == kind


def test_a_plain_page_and_an_unknown_kind_begin_empty(desk: Desk, ben: Writer) -> None:
    plain, odd = ben.opened(NEW), ben.opened(f"{NEW}?template=../x")
    assert (plain["body"], plain["kind"]) == (odd["body"], odd["kind"]) == ("", "page")


def test_a_starter_speaks_the_language_of_the_writer(desk: Desk, ben: Writer) -> None:
    ben.client.set_cookie("language", "zh")
    assert "操作步骤" in ben.opened(f"{NEW}?template=manual")["body"]


def test_a_title_with_signs_and_a_text_with_its_own_heading_stay_as_typed(desk: Desk, ben: Writer) -> None:
    ben.send(NEW, {**ben.opened(NEW), "title": "C# & *more*", "path": "c", "body": "text"})
    assert page_at("c").title == "C# & *more*"
    ben.send(NEW, {**ben.opened(NEW), "title": "Own", "path": "own", "body": "# Own\n\ntext"})
    assert source_of(page_at("own")) == b"# Own\n\ntext"


OTHERS = ["cem", "root", "dora"]


def test_who_may_not_write_gets_no_editor(desk: Desk, writer: Callable[[str], Writer]) -> None:
    for login in OTHERS:
        other = writer(login)
        status = 403 if login == "cem" else 404
        assert other.get(NEW).status_code == status
        answer = other.post(NEW, {"title": "x", "body": "typed already"}, "/me")
        assert answer.status_code == status
        assert "typed already" in answer.text


def test_a_space_that_is_missing_is_said(desk: Desk, ben: Writer) -> None:
    assert ben.get("/s/nothing/-/new").status_code == 404


WRONG: list[tuple[dict[str, str], str]] = [
    ({"title": " "}, "Write a title."),
    ({"body": "\r\n"}, "Write some text"),
    ({"path": "a/../b"}, "“.” or “..”"),
    ({"path": ".git/config"}, "Git keeps"),
    ({"path": "a\\b"}, "backslash"),
    ({"path": "CON"}, "Windows"),
    ({"path": "what?"}, "Windows"),
    ({"path": "a\u202eb"}, "direction"),
    ({"path": "x" * 300}, "too long"),
    ({"path": "_files/x"}, "hold no pages"),
    ({"path": "-/x"}, "used by Slipbook"),
]


def test_what_is_wrong_stands_at_its_field(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(NEW)
    for form, said in WRONG:
        sent = {**fields, "title": "T", "body": "My own words.", **form}
        answer = ben.send(NEW, sent)
        assert answer.status_code == 400
        assert said in answer.text
        assert "body" in form or "My own words." in answer.text


@pytest.mark.parametrize("path", ["roll-back", "Roll-Back"])
def test_an_address_that_is_taken_names_the_page_and_leads_to_it(path: str, desk: Desk, ben: Writer) -> None:
    answer = ben.send(NEW, {**ben.opened(NEW), "title": "Mine", "path": path, "body": "My own words."})
    assert answer.status_code == 400
    assert "Roll back" in answer.text
    assert 'href="/s/handbook/roll-back" target="_blank"' in answer.text
    assert "My own words." in answer.text


def test_a_new_page_is_previewed_and_kept_without_script(desk: Desk, ben: Writer) -> None:
    form = {**ben.opened(f"{NEW}?under=roll-back"), "title": "T", "body": "**bold**"}
    seen = ben.send(f"{NEW}?under=roll-back", {**form, "preview": "1"})
    assert seen.status_code == 200
    assert "<strong>bold</strong>" in seen.text
    kept = ben.send(f"{NEW}?under=roll-back", {**form, "draft": "1"})
    assert kept.location == f"{NEW}?under=roll-back"
    assert "Nobody else sees it" in ben.get(kept.location).text
    assert ben.opened(kept.location)["body"] == "**bold**"
    assert ben.opened(NEW)["body"] == ""


def test_publishing_forgets_the_draft(desk: Desk, ben: Writer) -> None:
    form = {**ben.opened(NEW), "title": "T", "body": "text"}
    ben.send(NEW, {**form, "draft": "1"})
    assert len(desk.drafts()) == 1
    ben.send(NEW, form)
    assert desk.drafts() == []
