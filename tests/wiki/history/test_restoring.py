"""Bringing a version back, and undoing that."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.wiki.history.story import FIRST, SECOND, THIRD, Story
from tests.wiki.people.visitors import Visitor


def source(visitor: Visitor, story: Story) -> str:
    return visitor.get(story.url("raw")).text


def restore(visitor: Visitor, story: Story, version: str | None = None, base: str | None = None) -> TestResponse:
    form = {"version": version or story.commits()[0], "base": story.now().version if base is None else base}
    return visitor.post(story.url("restore"), form, shown_at=story.url())


def fields_of(form: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version|base)" value="([0-9a-f]{40})"', form))


def test_a_version_comes_back_as_the_newest(ben: Visitor, story: Story) -> None:
    answer = restore(ben, story)
    assert answer.status_code == 303
    shown = ben.get(answer.location)
    assert "Version 1 is back as version 4." in shown.text
    assert "v3 compared with v4" in shown.text
    assert source(ben, story) == FIRST
    assert story.versions()[-1].author_name == "Ben"


def test_restoring_can_be_undone_and_done_again(ben: Visitor, story: Story) -> None:
    shown = ben.get(restore(ben, story).location).text
    undo = shown.split('<div class="flash j"', 1)[1].split("</form>", 1)[0]
    assert ">Undo</button>" in undo
    undone = ben.post(story.url("restore"), fields_of(undo), shown_at=story.url())
    assert "Version 3 is back as version 5." in ben.get(undone.location).text
    assert source(ben, story) == THIRD
    assert restore(ben, story).status_code == 303
    assert source(ben, story) == FIRST
    assert story.now().number == 6


def test_restoring_twice_from_one_form_does_it_once(ben: Visitor, story: Story) -> None:
    base = story.now().version
    assert restore(ben, story, base=base).status_code == 303
    assert restore(ben, story, base=base).status_code == 409
    assert story.now().number == 4


def test_the_newest_version_needs_no_restoring(ben: Visitor, story: Story) -> None:
    answer = restore(ben, story, version=story.now().version)
    assert "nothing was changed" in ben.get(answer.location).text
    assert story.now().number == 3


def test_a_stale_base_is_told_with_a_way_to_see_what_changed(ben: Visitor, story: Story) -> None:
    base = story.now().version
    story.write(SECOND + "\nSomebody else's line.\n", "Meanwhile")
    answer = restore(ben, story, base=base)
    assert answer.status_code == 409
    text = answer.text
    assert "nothing was restored" in text
    assert f"/compare/{base}..{story.now().version}" in text
    assert "v1 compared with v4" in text
    assert source(ben, story).endswith("Somebody else's line.\n")
    again = text.split("Restore v1", 1)[0].rsplit("<form", 1)[1]
    assert ben.post(story.url("restore"), fields_of(again), shown_at=story.url()).status_code == 303
    assert source(ben, story) == FIRST


def test_a_change_that_left_the_text_as_it_was_does_not_stand_in_the_way(ben: Visitor, story: Story) -> None:
    base = story.now().version
    story.write(FIRST)
    story.write(THIRD)
    assert restore(ben, story, base=base).status_code == 303


def test_the_address_of_a_restoring_says_nothing_that_is_not_so(ben: Visitor, story: Story, foreign: Story) -> None:
    first, second, third = story.commits()
    for commit in (first, second, third, foreign.commits()[0]):
        assert "is back as" not in ben.get(story.url(f"history?restored={commit}")).text
    restore(ben, story)
    assert "is back as version 4" in ben.get(story.url(f"history?restored={first}")).text
    assert "is back as" not in ben.get(story.url(f"history?restored={second}")).text


def test_a_viewer_may_not_restore_and_is_told_why(cem: Visitor, story: Story) -> None:
    assert restore(cem, story).status_code == 403
    assert source(cem, story) == THIRD


def test_a_page_that_is_hidden_looks_missing(client: FlaskClient, ben: Visitor, dora: Visitor, story: Story) -> None:
    form = {"version": story.commits()[0], "base": story.now().version}
    unseen = dora.post(story.url("restore"), form, shown_at="/me")
    missing = dora.post("/p/nothinghere/restore", form, shown_at="/me")
    assert (unseen.status_code, missing.status_code) == (404, 404)
    story.hide()
    assert ben.post(story.url("restore"), form, shown_at="/me").status_code == 404
    assert story.now().number == 3


def test_a_restore_without_a_token_is_refused(ben: Visitor, story: Story) -> None:
    form = {"version": story.commits()[0], "base": story.now().version}
    assert ben.client.post(story.url("restore"), data=form).status_code == 400
    assert ben.get(story.url("restore")).status_code == 405
    assert story.now().number == 3


def test_a_restore_that_does_not_say_what_it_was_made_from_is_refused(ben: Visitor, story: Story) -> None:
    answer = ben.post(story.url("restore"), {"version": story.commits()[0]}, shown_at=story.url())
    assert answer.status_code == 428
    assert "does not say which version" in answer.text


def test_what_is_no_version_is_missing(ben: Visitor, story: Story) -> None:
    for version in ("", "0" * 40, "HEAD", "x" * 4000, "\0"):
        form = {"version": version, "base": story.now().version}
        assert ben.post(story.url("restore"), form, shown_at=story.url()).status_code == 404
    assert story.now().number == 3


def test_a_version_of_another_page_cannot_be_brought_here(ben: Visitor, story: Story, foreign: Story) -> None:
    form = {"version": foreign.commits()[0], "base": story.now().version}
    assert ben.post(story.url("restore"), form, shown_at=story.url()).status_code == 404
    stale = {"version": story.commits()[0], "base": foreign.commits()[0]}
    assert ben.post(story.url("restore"), stale, shown_at=story.url()).status_code == 412
    assert "canary" not in source(ben, story)


def test_the_list_says_what_was_restored_in_the_language_of_the_reader(ben: Visitor, story: Story) -> None:
    assert restore(ben, story).status_code == 303
    in_git = story.versions()[-1].summary
    assert in_git == "Restore version 1 of ops/deploy"
    listed = ben.get(story.url("history")).text
    assert "Restored version 1" in listed
    assert in_git not in listed
    ben.post("/me/language", {"language": "zh"}, shown_at=story.url())
    assert "恢复了第1版" in ben.get(story.url("history")).text
