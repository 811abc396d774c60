"""Two people changed one line: both texts are shown, nothing is lost, and the choice is published."""

from __future__ import annotations

import pytest

from tests.wiki.writing.conftest import BODY, SOURCE, Desk, Writer, fields_of

MINE = BODY.replace("Then look.", "Then look twice.").replace("Stop first.", "Stop at once.")


def conflicting(desk: Desk, ben: Writer) -> dict[str, str]:
    """ben's form, after ann published another wording of the same line."""
    fields = ben.opened(desk.url())
    desk.save("ann", "Then look.", "Then look around.")
    return {**fields, "body": MINE, "summary": "looking"}


def test_f12_a_conflict_shows_both_wordings_and_stores_the_draft_first(desk: Desk, ben: Writer) -> None:
    answer = ben.send(desk.url(), conflicting(desk, ben))
    assert answer.status_code == 409
    assert "Ann published version 2 while you were writing" in answer.text
    assert "Of 2 changes, 1 merged on their own and 1 needs you." in answer.text
    assert "look twice." in answer.text.replace("</ins>", "").replace('<ins><span class="vh">added: </span>', "")
    assert [draft.body for draft in desk.drafts()] == [MINE]
    assert desk.versions() == 2


@pytest.mark.parametrize(("pick", "line"), [("ours", "Then look twice."), ("theirs", "Then look around.")])
def test_the_choice_is_published_on_the_newest_version(pick: str, line: str, desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben))
    answer = ben.send(desk.url(), {**fields_of(shown), "choice-0": pick})
    assert answer.status_code == 302
    assert desk.source() == SOURCE.replace("Then look.", line).replace("Stop first.", "Stop at once.").encode()
    assert desk.versions() == 3
    assert desk.drafts() == []
    assert "looking" in ben.get(desk.url("history")).text


def test_both_wordings_go_back_to_the_editor_to_be_arranged(desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben))
    answer = ben.send(desk.url(), {**fields_of(shown), "choice-0": "both"})
    assert answer.location == desk.url()
    assert desk.versions() == 2
    fields = ben.opened(desk.url())
    assert "Then look twice.\nThen look around.\n" in fields["body"]
    assert fields["base"] == desk.page().version
    assert ben.send(desk.url(), fields).status_code == 302
    assert b"Then look twice.\r\nThen look around.\r\n" in desk.source()


def test_a_conflict_can_be_put_off_as_a_draft(desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben))
    answer = ben.send(desk.url(), {**fields_of(shown), "choice-0": "ours", "draft": "1"})
    assert answer.location == desk.url()
    assert ben.opened(desk.url())["body"].replace("\r\n", "\n") == MINE
    assert desk.versions() == 2


def test_my_version_can_be_taken_away_as_a_file(desk: Desk, ben: Writer) -> None:
    ben.send(desk.url(), conflicting(desk, ben))
    file = ben.get(desk.url("draft/download"))
    assert file.status_code == 200
    assert file.data == SOURCE.replace("look", "look twice").replace("Stop first", "Stop at once").encode()
    assert file.content_type == "text/markdown; charset=utf-8"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    file.close()


def test_without_a_draft_there_is_no_file(desk: Desk, ben: Writer) -> None:
    assert ben.get(desk.url("draft/download")).status_code == 404


def test_somebody_who_saves_once_more_leads_to_a_second_choice(desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben))
    desk.save("ann", "look around", "look nowhere")
    again = ben.send(desk.url(), {**fields_of(shown), "choice-0": "ours"})
    assert again.status_code == 409
    assert "nowhere" in again.text
    assert ben.send(desk.url(), {**fields_of(again), "choice-0": "ours"}).status_code == 302
    assert b"Then look twice." in desk.source()
    assert b"nowhere" not in desk.source()


@pytest.mark.parametrize("theirs", ["", "0" * 40])
def test_a_choice_against_an_unknown_version_is_refused_with_the_text(theirs: str, desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben))
    answer = ben.send(desk.url(), {**fields_of(shown), "theirs": theirs})
    assert answer.status_code == 400
    assert "Then look twice." in answer.text


def test_a_conflict_in_a_file_that_is_not_utf8_is_shown(desk: Desk, ben: Writer) -> None:
    desk.push(b"# Roll back\n\ncaf\xe9 one\n")
    fields = ben.opened(desk.url())
    desk.push(b"# Roll back\n\ncaf\xe9 two\n")
    answer = ben.send(desk.url(), {**fields, "body": "tea one\n"})
    assert answer.status_code == 409
    assert "two" in answer.text


def test_only_the_place_in_conflict_asks_and_the_rest_is_folded_around_it(desk: Desk, ben: Writer) -> None:
    shown = ben.send(desk.url(), conflicting(desk, ben)).text
    before, place = shown.split("<fieldset", 1)
    place, after = place.split("</fieldset>", 1)
    assert "Stop at once." in before.split("<details", 1)[1]
    assert "look" in place
    assert "Stop" not in place
    assert "Then ask" not in place
    assert "Then ask." in after.split("<details", 1)[1].split("</details>")[0]
    assert "<fieldset" not in after


def test_what_needs_no_choice_is_only_counted_where_it_is_very_long(desk: Desk, ben: Writer) -> None:
    long = "".join(f"Line {number}.\n\n" for number in range(400))
    desk.push(f"# Roll back\n\nFirst.\n\n{long}".encode())
    fields = ben.opened(desk.url())
    desk.push(f"# Roll back\n\nTheirs.\n\n{long}".encode())
    shown = ben.send(desk.url(), {**fields, "body": fields["body"].replace("First.", "Mine.")})
    assert shown.status_code == 409
    assert "lines that need no choice</p>" in shown.text
    assert "Line 5." not in shown.text.split("</textarea>")[-1]
