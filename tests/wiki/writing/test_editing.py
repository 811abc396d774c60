"""Editing a page: what is shown, what is saved, who may not, what is wrong, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from tests.wiki.writing.conftest import BODY, SOURCE, Desk, Writer
from wiki import db
from wiki.pages.deleting import delete_page
from wiki.spaces.queries import repository_of


def test_the_editor_shows_the_text_the_title_and_the_properties_apart(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    assert fields["title"] == "Roll back"
    assert fields["body"].replace("\r\n", "\n") == BODY
    assert fields["properties"].startswith("# printed every Monday")
    assert fields["base"] == desk.page().version


def test_saving_what_was_shown_makes_no_version(desk: Desk, ben: Writer) -> None:
    answer = ben.send(desk.url(), ben.opened(desk.url()))
    assert answer.status_code == 302
    assert desk.versions() == 1
    assert desk.source() == SOURCE.encode()
    assert "Nothing was different" in ben.get(answer.location).text


def test_a_changed_word_is_published_and_every_other_byte_stays(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    sent = {**fields, "body": BODY.replace("look", "look twice").replace("\n", "\r\n"), "summary": "Twice is better"}
    answer = ben.send(desk.url(), sent)
    assert answer.location == "/s/handbook/roll-back"
    assert desk.source() == SOURCE.replace("look", "look twice").encode()
    assert "Version 2 is published" in ben.get(answer.location).text
    assert "Twice is better" in ben.get(desk.url("history")).text


def test_a_new_title_changes_the_title_alone(desk: Desk, ben: Writer) -> None:
    ben.send(desk.url(), {**ben.opened(desk.url()), "title": "  Undo  a release "})
    assert desk.source() == SOURCE.replace("Roll back", "Undo a release").encode()
    assert desk.page().title == "Undo a release"


def test_the_properties_are_changed_as_they_are_typed(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    ben.send(desk.url(), {**fields, "properties": fields["properties"] + "\r\ntags: [release]"})
    assert desk.source() == SOURCE.replace("2]\r\n", "2]\r\ntags: [release]\r\n").encode()


def test_a_form_without_properties_leaves_them_alone(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    del fields["properties"]
    ben.send(desk.url(), {**fields, "body": BODY + "\nMore.\n"})
    assert desk.source().startswith(SOURCE.encode())


OTHERS = ["cem", "root", "dora"]


def test_who_may_not_edit_gets_no_editor(desk: Desk, writer: Callable[[str], Writer]) -> None:
    for login in OTHERS:
        other = writer(login)
        status = 403 if login == "cem" else 404
        assert other.get(desk.url()).status_code == status
        assert other.post(desk.url(), {"title": "x", "body": "mine"}, "/me").status_code == status
        assert desk.versions() == 1


def test_whoever_lost_the_right_while_typing_gets_the_text_back(desk: Desk, writer: Callable[[str], Writer]) -> None:
    answer = writer("cem").post(desk.url(), {"title": "T", "body": "typed <for> nothing"}, "/me")
    assert answer.status_code == 403
    assert "typed &lt;for&gt; nothing" in answer.text


def test_a_page_that_is_missing_or_deleted_is_said_and_the_text_comes_back(desk: Desk, ben: Writer) -> None:
    assert ben.get("/p/0000000000/edit").status_code == 404
    fields = ben.opened(desk.url())
    page, actor = desk.page(), desk.cast.actor("ann")
    with db.reading():
        delete_page(actor, page, page.version)
    answer = ben.send(desk.url(), {**fields, "body": "still mine"})
    assert answer.status_code == 410
    assert "still mine" in answer.text


WRONG = [
    ("title", " \t ", "Write a title."),
    ("title", "x" * 301, "at most 300"),
    ("body", " \r\n\r\n", "Write some text"),
    ("properties", "title: [half", "Line 1 of the page properties"),
    ("properties", "a: 1\r\n---\r\nb: 2", "three hyphens"),
]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    for field, typed, said in WRONG:
        sent = {**fields, "body": "My own words.", "summary": "a note"} | {field: typed}
        answer = ben.send(desk.url(), sent)
        assert answer.status_code == 400
        assert said in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert "<title>Error: " in answer.text
        assert 'value="a note"' in answer.text
        assert field == "body" or "My own words." in answer.text
        assert desk.versions() == 1
        assert len(desk.drafts()) == 1


BASES = ["", "0" * 40, "not a version"]


def test_a_save_without_a_known_version_is_refused_and_offers_the_newest(desk: Desk, ben: Writer) -> None:
    for base in BASES:
        fields = ben.opened(desk.url())
        answer = ben.send(desk.url(), {**fields, "base": base, "body": "Mine."})
        assert answer.status_code == 400
        assert "Your text is kept below" in answer.text
        assert f'value="{fields["base"]}"' in answer.text
        assert "Mine." in answer.text
        assert desk.versions() == 1


def test_a_change_elsewhere_is_merged_and_named(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    desk.save("ann", "Then ask.", "Then ask Ann.")
    answer = ben.send(desk.url(), {**fields, "body": BODY.replace("Stop first.", "Stop at once.")})
    assert answer.status_code == 302
    assert (
        desk.source() == SOURCE.replace("Then ask.", "Then ask Ann.").replace("Stop first.", "Stop at once.").encode()
    )
    assert "Version 3 is published, merged with what Ann changed." in ben.get(answer.location).text


def test_a_text_over_the_limit_is_refused_and_kept(desk: Desk, ben: Writer) -> None:
    text = ("word" * 1000 + "\n") * (2 * 1024 * 1024 // 4000 + 1)
    answer = ben.send(desk.url(), {**ben.opened(desk.url()), "body": text})
    assert answer.status_code == 413
    assert "at most 2048 KB" in answer.text
    assert "There is one thing to put right" in answer.text
    assert text[:100] in answer.text
    assert [len(draft.body) for draft in desk.drafts()] == [len(text)]


def test_a_file_that_came_too_large_from_git_is_not_opened(desk: Desk, ben: Writer) -> None:
    desk.push(b"x" * (2 * 1024 * 1024 + 1))
    answer = ben.get(desk.url())
    assert answer.status_code == 413
    assert "cannot be edited here" in answer.text


def test_a_file_that_is_not_utf8_says_so_and_keeps_what_was_not_touched(desk: Desk, ben: Writer) -> None:
    desk.push(b"# Roll back\n\ncaf\xe9\n\nend\n")
    shown = ben.get(desk.url())
    assert "not valid UTF-8" in shown.text
    fields = ben.opened(desk.url())
    ben.send(desk.url(), {**fields, "body": fields["body"].replace("end", "END")})
    assert desk.source() == b"# Roll back\n\ncaf\xe9\n\nEND\n"


def test_a_preview_without_script_stands_in_the_page_and_keeps_the_text(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    answer = ben.send(desk.url(), {**fields, "body": "**soon** <script>alert(1)</script>", "preview": "1"})
    assert answer.status_code == 200
    assert "<strong>soon</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert "**soon** &lt;script&gt;" in answer.text
    assert desk.versions() == 1


def test_the_editor_is_tied_to_its_script(desk: Desk, ben: Writer) -> None:
    shown = ben.get(desk.url()).text
    for part in (
        f'data-draft-url="/p/{desk.page_id}/draft"',
        f'data-draft-key="page:{desk.page_id}"',
        'data-sign-in-url="/login"',
        'data-preview-url="/preview?space=handbook&amp;path=roll-back"',
        'data-tools="body"',
        "data-draft-state",
        "data-publish",
        'id="editor-words"',
    ):
        assert part in shown


def test_i8_a_space_that_became_read_only_keeps_the_text_in_a_draft(desk: Desk, ben: Writer) -> None:
    fields = ben.opened(desk.url())
    repository_of(desk.cast.handbook).location.read_only.touch()
    answer = ben.send(desk.url(), {**fields, "body": "typed in vain"})
    assert answer.status_code == 503
    assert "read-only" in answer.text
    assert "typed in vain" in answer.text
    assert [draft.body for draft in desk.drafts()] == ["typed in vain"]
