"""One section of an earlier version is brought back; what others wrote elsewhere stays."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.history.story import Story
from tests.wiki.people.visitors import Visitor

BEGUN = "# 部署\n\nFirst words.\n\n## 检查\n\n看一眼。\n\n## Rolling back\n\nAsk first.\n"
NEWER = BEGUN.replace("看一眼。", "看两眼。").replace("Ask first.", "Roll back first.").replace("First", "Better")


def told(start: Callable[[str, str], Story]) -> Story:
    story = start("ops/parts", BEGUN)
    story.write(NEWER, "Better")
    return story


def offered(shown: TestResponse) -> list[str]:
    return re.findall(r'name="section" value="([^"]*)"', shown.text)


def restore(visitor: Visitor, story: Story, section: str, base: str | None = None) -> TestResponse:
    form = {"version": story.commits()[0], "base": base or story.now().version, "section": section}
    return visitor.post(story.url("restore"), form, shown_at=story.url())


def test_the_history_offers_each_section_that_differs_and_not_the_whole_page(
    ben: Visitor, start: Callable[[str, str], Story]
) -> None:
    story = told(start)
    assert offered(ben.get(story.url())) == ["h-检查", "h-rolling-back"]
    assert offered(ben.get(story.compare(1, 2))) == offered(ben.get(story.compare(1, 2, "side")))
    assert "Restore one section of v1" in ben.get(story.compare(1, 2)).text


def test_a_section_comes_back_and_the_others_stay(ben: Visitor, start: Callable[[str, str], Story]) -> None:
    story = told(start)
    answer = restore(ben, story, "h-检查")
    assert answer.status_code == 303
    shown = ben.get(answer.location)
    assert "The section “检查” is as it was in version 1." in shown.text
    assert ben.get(story.url("raw")).text == NEWER.replace("看两眼。", "看一眼。")
    assert "Restored section “检查” of version 1" in shown.text
    assert offered(ben.get(story.compare(1, 3))) == ["h-rolling-back"]


def test_a_section_that_is_gone_comes_back_at_the_end(ben: Visitor, start: Callable[[str, str], Story]) -> None:
    story = told(start)
    story.write("# 部署\n\nShort now.\n")
    assert "h-rolling-back" in offered(ben.get(story.compare(1, 3)))
    restore(ben, story, "h-rolling-back")
    assert ben.get(story.url("raw")).text == "# 部署\n\nShort now.\n\n## Rolling back\n\nAsk first.\n"


def test_what_others_wrote_meanwhile_in_another_section_stays(ben: Visitor, start: Callable[[str, str], Story]) -> None:
    story = told(start)
    base = story.now().version
    story.write(NEWER.replace("Roll back first.", "Roll back at once."))
    assert restore(ben, story, "h-检查", base).status_code == 303
    text = ben.get(story.url("raw")).text
    assert "看一眼。" in text
    assert "Roll back at once." in text


def test_what_others_wrote_meanwhile_in_the_same_section_is_shown_first(
    ben: Visitor, start: Callable[[str, str], Story]
) -> None:
    story = told(start)
    base = story.now().version
    story.write(NEWER.replace("看两眼。", "看三眼。"))
    answer = restore(ben, story, "h-检查", base)
    assert answer.status_code == 409
    assert "nothing was restored" in answer.text
    assert "看三眼。" in ben.get(story.url("raw")).text


def test_a_section_that_is_there_already_makes_no_version(ben: Visitor, start: Callable[[str, str], Story]) -> None:
    story = told(start)
    restore(ben, story, "h-检查")
    answer = restore(ben, story, "h-检查")
    assert "nothing was changed" in ben.get(answer.location).text
    assert story.now().number == 3


def test_a_section_that_the_version_never_had_is_refused(ben: Visitor, start: Callable[[str, str], Story]) -> None:
    story = told(start)
    answer = restore(ben, story, "h-nothing")
    assert answer.status_code == 400
    assert story.now().number == 2


def test_a_viewer_is_offered_no_section_and_may_restore_none(
    cem: Visitor, dora: Visitor, start: Callable[[str, str], Story]
) -> None:
    story = told(start)
    assert offered(cem.get(story.url())) == []
    assert restore(cem, story, "h-检查").status_code == 403
    form = {"version": story.commits()[0], "base": story.now().version, "section": "h-检查"}
    assert dora.post(story.url("restore"), form, shown_at="/me").status_code == 404
    assert story.now().number == 2


def test_a_program_restores_a_section_by_its_heading(
    app: Flask, cast: Cast, start: Callable[[str, str], Story]
) -> None:
    story = told(start)
    program = caller(app, cast, "ben")
    sent = {"version": story.commits()[0], "section": "检查"}
    where = f"/pages/{story.page.id}/restore"
    assert program.call("POST", where, sent).status_code == 428
    answer = program.call("POST", where, sent, if_match=f'"{story.now().version}"')
    assert answer.status_code == 200
    assert answer.get_json()["body"] == NEWER.replace("看两眼。", "看一眼。")
    unknown = program.call("POST", where, {**sent, "section": "x"}, if_match=f'"{story.now().version}"')
    assert (unknown.status_code, list(unknown.get_json()["errors"])) == (400, ["section"])
