"""The list of one's own drafts leads back to each of them."""

from __future__ import annotations

from collections.abc import Callable

from tests.wiki.writing.conftest import Desk, Writer
from wiki.writing.operations import MOST_NEW


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


def test_new_pages_can_be_begun_up_to_a_number_and_no_draft_is_thrown_away_for_another(
    desk: Desk, ben: Writer, writer: Callable[[str], Writer]
) -> None:
    for number in range(MOST_NEW):
        assert ben.put(f"/s/handbook/-/draft?under=at-{number}", {"body": f"text {number}"}).status_code == 200
    refused = ben.put("/s/handbook/-/draft?under=one-more", {"body": "one more"})
    assert refused.status_code == 400
    assert refused.get_json()["detail"] == (
        "You have begun 50 new pages; more drafts than that are not kept. "
        "Publish or discard some of them; the list of your drafts leads to each."
    )
    form = {**ben.opened("/s/handbook/-/new?under=one-more"), "title": "More", "body": "typed text", "draft": "1"}
    by_hand = ben.send("/s/handbook/-/new?under=one-more", form)
    assert (by_hand.status_code, "typed text" in by_hand.text) == (400, True)
    assert len(desk.drafts()) == MOST_NEW
    assert ben.put("/s/handbook/-/draft?under=at-0", {"body": "longer text"}).status_code == 200
    assert ben.put(desk.url("draft"), {"body": "a page that exists"}).status_code == 200
    assert writer("ann").put("/s/handbook/-/draft", {"body": "hers"}).status_code == 200
    assert ben.get("/me/drafts").text.count("/-/new?under=at-") >= MOST_NEW
    ben.post("/s/handbook/-/draft/discard?under=at-7", {}, "/me")
    assert ben.put("/s/handbook/-/draft?under=one-more", {"body": "one more"}).status_code == 200
