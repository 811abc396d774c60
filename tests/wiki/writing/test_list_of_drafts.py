"""The list of one's own drafts leads back to each of them."""

from __future__ import annotations

from collections.abc import Callable

from tests.wiki.writing.conftest import Desk, Writer


def test_drafts_of_pages_and_of_new_pages_are_listed_with_the_way_back(desk: Desk, ben: Writer) -> None:
    ben.put(desk.url("draft"), {"title": "Roll back", "body": "half a page", "base": desk.page().version})
    ben.put("/s/handbook/-/draft?under=ops", {"title": "Tuesday", "body": "half of another"})
    shown = ben.get("/me/drafts").text
    assert f'href="{desk.url("edit")}"' in shown
    assert 'href="/s/handbook/-/new?under=ops"' in shown
    assert "Tuesday" in shown
    assert "/me/drafts" in ben.get("/").text


def test_nobody_sees_the_drafts_of_others(desk: Desk, ben: Writer, writer: Callable[[str], Writer]) -> None:
    ben.put("/s/handbook/-/draft", {"title": "Tuesday", "body": "half"})
    assert "Tuesday" in ben.get("/me/drafts").text
    assert "Tuesday" not in writer("ann").get("/me/drafts").text


def test_an_empty_list_says_what_it_is_for(writer: Callable[[str], Writer]) -> None:
    assert "What you type is kept here" in writer("cem").get("/me/drafts").text
