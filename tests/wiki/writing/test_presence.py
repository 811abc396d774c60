"""Who else is writing is said in the editor: from drafts of the last ten minutes, to who may write, never a lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.wiki.writing.conftest import BODY, Desk, Writer
from wiki import clock, db
from wiki.access.models import Grant
from wiki.access.operations import bump_epoch
from wiki.writing.models import Draft
from wiki.writing.presence import LASTS

ANN = "Ann is editing this page too"


@pytest.fixture
def ann(writer: Callable[[str], Writer]) -> Writer:
    return writer("ann")


def aged(minutes: float) -> None:
    """Let the drafts be as old as that."""
    with db.writing() as session:
        then = clock.now() - timedelta(minutes=minutes)
        session.query(Draft).update({"saved_at": then, "seen_at": then})


def test_somebody_who_types_is_named_to_others_and_not_to_themselves(desk: Desk, ben: Writer, ann: Writer) -> None:
    assert ANN not in ben.get(desk.url()).text
    ann.put(desk.url("draft"), {"body": "half a thought"})
    shown = ben.get(desk.url()).text
    assert f"{ANN} (last at {clock.now():%H}" in shown
    assert "half a thought" not in shown
    assert ANN not in ann.get(desk.url()).text


def test_every_kept_draft_brings_the_names_along(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "half a thought"})
    (sentence,) = ben.put(desk.url("draft"), {"body": "mine"}).get_json()["others"]
    assert sentence.startswith(ANN)
    (other,) = ann.put(desk.url("draft"), {"body": "more"}).get_json()["others"]
    assert other.startswith("Ben is editing")
    assert ben.put("/s/handbook/-/draft", {"body": "new"}).get_json()["others"] == []


def test_an_editor_that_is_only_open_counts_and_keeps_no_text(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.get(desk.url())
    assert ANN not in ben.get(desk.url()).text
    assert ann.put(desk.url("presence"), {}).get_json() == {"others": []}
    assert ANN in ben.get(desk.url()).text
    assert "No drafts" in ann.get("/me/drafts").text
    shown = ann.get(desk.url()).text
    assert "your draft" not in shown
    assert ann.opened(desk.url())["body"].replace("\r\n", "\n") == BODY
    assert ann.get(desk.url("draft/download")).status_code == 404
    ann.put(desk.url("draft"), {"summary": "why"})
    assert ann.opened(desk.url())["body"].replace("\r\n", "\n") == BODY


def test_an_open_editor_leaves_what_was_typed_as_it_was(desk: Desk, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "kept"})
    aged(60)
    ann.put(desk.url("presence"), {})
    assert ann.opened(desk.url())["body"] == "kept"
    assert len(desk.drafts()) == 1


def test_an_open_editor_claims_no_save_that_did_not_happen(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "kept"})
    aged(60)
    (before,) = desk.drafts()
    ann.put(desk.url("presence"), {})
    (after,) = desk.drafts()
    assert after.saved_at == before.saved_at
    assert f"Draft saved {before.saved_at:%H:%M}" in ann.get(desk.url()).text
    assert ANN in ben.get(desk.url()).text, "and yet she is there"


def test_after_ten_minutes_nobody_is_named_and_blank_drafts_are_swept(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("presence"), {})
    aged(LASTS.total_seconds() / 60 + 0.1)
    assert ANN not in ben.get(desk.url()).text
    ben.put(desk.url("presence"), {})
    assert [draft.person_id for draft in desk.drafts()] == ["p-ben"]


def test_who_discards_or_publishes_disappears(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "half a thought"})
    ann.post(desk.url("draft/discard"), {}, "/me")
    assert ANN not in ben.get(desk.url()).text
    fields = {**ann.opened(desk.url()), "body": "whole thought"}
    ann.put(desk.url("presence"), {})
    ann.send(desk.url(), fields)
    assert ANN not in ben.get(desk.url()).text


def test_it_is_no_lock(desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "half a thought"})
    assert ben.send(desk.url(), {**ben.opened(desk.url()), "body": "done"}).status_code == 302
    assert desk.versions() == 2


def test_somebody_who_lost_the_page_is_not_named(cast: Cast, desk: Desk, ben: Writer, ann: Writer) -> None:
    ann.put(desk.url("draft"), {"body": "half a thought"})
    with db.writing() as session:
        session.query(Grant).filter_by(subject_id="g-ann").delete()
        bump_epoch()
    assert ANN not in ben.get(desk.url()).text


@pytest.mark.parametrize(("login", "status"), [("cem", 403), ("dora", 404)])
def test_who_may_not_write_is_told_nothing(
    login: str, status: int, desk: Desk, writer: Callable[[str], Writer]
) -> None:
    other = writer(login)
    answer = other.put(desk.url("presence"), {})
    assert answer.status_code == status
    assert "others" not in answer.get_json()
    assert desk.drafts() == []
