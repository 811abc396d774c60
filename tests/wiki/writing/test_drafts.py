"""Drafts: kept while somebody types, seen by nobody else, dropped when they are published or thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.wiki.writing.conftest import BODY, Desk, Writer
from wiki import db
from wiki.errors import NotFound
from wiki.writing.errors import DraftTooLarge
from wiki.writing.operations import NewPlace, drop_draft, keep_draft
from wiki.writing.queries import draft_for, drafts_of, new_page_draft, typed_in
from wiki.writing.typed import Typed

TYPED = Typed(title="Roll back", body="Half a", properties="x: 1", summary="s", base="0" * 40)


def keep(desk: Desk, login: str, body: str, place: NewPlace | None = None) -> None:
    with db.writing():
        keep_draft(desk.cast.actor(login), place or desk.page(), replace(TYPED, body=body))


def test_the_script_keeps_a_draft_and_is_told_when(desk: Desk, ben: Writer) -> None:
    base = desk.page().version
    answer = ben.put(desk.url("draft"), {"title": "New", "body": "Half a sentence", "summary": "", "base": base})
    assert answer.status_code == 200
    (draft,) = desk.drafts()
    assert answer.json == {"saved_at": draft.saved_at.isoformat(), "others": []}
    assert answer.headers["Cache-Control"] == "no-store"
    fields = ben.opened(desk.url())
    assert (fields["title"], fields["body"]) == ("New", "Half a sentence")
    assert f"Draft saved {draft.saved_at:%H:%M}" in ben.get(desk.url()).text


def test_a_script_that_sends_no_properties_does_not_lose_them(desk: Desk, ben: Writer) -> None:
    before = ben.opened(desk.url())["properties"]
    ben.put(desk.url("draft"), {"title": "Roll back", "body": "x", "summary": "", "base": desk.page().version})
    assert ben.opened(desk.url())["properties"] == before
    ben.put(desk.url("draft"), {"body": "y", "properties": "owner: ben"})
    ben.put(desk.url("draft"), {"body": "z"})
    assert ben.opened(desk.url())["properties"] == "owner: ben"


def test_there_is_one_draft_a_person_and_page(desk: Desk, ben: Writer) -> None:
    for body in ("one", "two", "three"):
        ben.put(desk.url("draft"), {"body": body})
    assert [draft.body for draft in desk.drafts()] == ["three"]


def test_a_draft_is_seen_by_its_writer_only(desk: Desk, ben: Writer, writer: Callable[[str], Writer]) -> None:
    ben.put(desk.url("draft"), {"body": "my secret plan"})
    ann = writer("ann")
    assert "my secret plan" in ben.get(desk.url()).text
    assert "my secret plan" not in ann.get(desk.url()).text
    assert ann.get(desk.url("draft/download")).status_code == 404
    ann.put(desk.url("draft"), {"body": "ann's"})
    ann.post(desk.url("draft/discard"), {}, "/me")
    assert [draft.body for draft in desk.drafts()] == ["my secret plan"]


def test_drafts_of_new_pages_are_told_apart_by_their_place(desk: Desk, ben: Writer) -> None:
    ben.put("/s/handbook/-/draft", {"body": "top"})
    ben.put("/s/handbook/-/draft?under=roll-back", {"body": "below", "path": "roll-back/x", "kind": "manual"})
    assert ben.opened("/s/handbook/-/new")["body"] == "top"
    below = ben.opened("/s/handbook/-/new?under=roll-back")
    assert (below["body"], below["path"], below["kind"]) == ("below", "roll-back/x", "manual")


def test_a_discarded_draft_gives_back_the_page(desk: Desk, ben: Writer) -> None:
    ben.put(desk.url("draft"), {"body": "thrown away"})
    assert ben.post(desk.url("draft/discard"), {}, "/me").location == desk.url()
    assert ben.opened(desk.url())["body"].replace("\r\n", "\n") == BODY
    ben.put("/s/handbook/-/draft", {"body": "thrown away"})
    assert ben.post("/s/handbook/-/draft/discard", {}, "/me").location == "/s/handbook/-/new"
    assert desk.drafts() == []


def test_the_draft_button_keeps_the_text_without_script(desk: Desk, ben: Writer) -> None:
    answer = ben.send(desk.url(), {**ben.opened(desk.url()), "body": "later", "draft": "1"})
    assert answer.location == desk.url()
    assert ben.opened(desk.url())["body"] == "later"
    assert desk.versions() == 1


def test_publishing_drops_the_draft_and_a_late_save_of_the_same_text_is_not_offered(desk: Desk, ben: Writer) -> None:
    fields = {**ben.opened(desk.url()), "body": "done"}
    ben.put(desk.url("draft"), {"body": "done", "base": fields["base"]})
    ben.send(desk.url(), fields)
    assert desk.drafts() == []
    ben.put(desk.url("draft"), {"body": "done", "base": fields["base"]})
    assert "your draft" not in ben.get(desk.url()).text
    assert ben.opened(desk.url())["base"] == desk.page().version


def test_a_draft_whose_page_has_changed_says_so(desk: Desk, ben: Writer) -> None:
    ben.put(desk.url("draft"), {"body": "mine", "base": desk.page().version})
    assert "has changed since" not in ben.get(desk.url()).text
    desk.save("ann", "Then ask.", "Then ask Ann.")
    assert "has changed since" in ben.get(desk.url()).text


OTHERS = ["cem", "root", "dora"]


def test_who_may_not_write_keeps_no_draft(desk: Desk, writer: Callable[[str], Writer]) -> None:
    for login in OTHERS:
        other = writer(login)
        status = 403 if login == "cem" else 404
        for path in (desk.url("draft"), "/s/handbook/-/draft"):
            assert other.put(path, {"body": "x"}).status_code == status
        for path in (desk.url("draft/discard"), "/s/handbook/-/draft/discard"):
            assert other.post(path, {}, "/me").status_code == status
        assert other.get(desk.url("draft/download")).status_code == status
        assert desk.drafts() == []


REFUSED = [None, [], "text", {"body": 1}, {"body": None}, {"body": "x", "person_id": "p-ann"}]


def test_a_draft_that_is_not_an_object_of_known_texts_is_refused(desk: Desk, ben: Writer) -> None:
    for sent in REFUSED:
        answer = ben.put(desk.url("draft"), sent)
        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"
        assert desk.drafts() == []


def test_a_page_that_is_missing_has_no_draft(desk: Desk, ben: Writer) -> None:
    assert ben.put("/p/0000000000/draft", {"body": "x"}).status_code == 404
    assert ben.put("/s/nothing/-/draft", {"body": "x"}).status_code == 404


def test_a_draft_far_over_the_limit_is_refused(desk: Desk) -> None:
    keep(desk, "ben", "字" * 1_000_000)
    with pytest.raises(DraftTooLarge):
        keep(desk, "ben", "字" * 1_500_000)
    assert [len(draft.body) for draft in desk.drafts()] == [1_000_000]


def test_ones_own_drafts_are_listed_newest_first_while_the_page_may_be_seen(desk: Desk) -> None:
    place = NewPlace(desk.cast.handbook, "guides")
    keep(desk, "ben", "of the page")
    keep(desk, "ben", "of a new one", place)
    keep(desk, "ann", "of ann")
    with db.fresh():
        listed = drafts_of(desk.cast.actor("ben"))
        assert [(draft.body, page and page.title) for draft, page, _space in listed] == [
            ("of a new one", None), ("of the page", "Roll back"),
        ]  # fmt: skip
        assert drafts_of(desk.cast.actor("dora")) == []


def test_drafts_are_found_and_dropped_by_their_place(desk: Desk) -> None:
    ben, place = desk.cast.actor("ben"), NewPlace(desk.cast.handbook, "guides")
    keep(desk, "ben", "new", place)
    keep(desk, "ben", "old")
    with db.fresh():
        kept = draft_for(ben, desk.page())
        assert kept is not None
        assert typed_in(kept) == replace(TYPED, body="old")
        assert new_page_draft(ben, place.space, "") is None
    with db.writing():
        drop_draft(ben, place)
        drop_draft(ben, place)
    with db.fresh():
        assert new_page_draft(ben, place.space, "guides") is None
        with pytest.raises(NotFound):
            draft_for(desk.cast.actor("dora"), desk.page())
