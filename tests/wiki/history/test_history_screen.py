"""The list of a page's versions, with the two newest compared."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.wiki.history.story import Story
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.access.operations import bump_epoch
from wiki.history.queries import LISTED
from wiki.pages.deleting import delete_page


def test_versions_are_listed_newest_first_with_who_and_what(cem: Visitor, story: Story) -> None:
    shown = cem.get(story.url())
    assert shown.status_code == 200
    listed = shown.text.split('<ol class="vers', 1)[1].split("</ol>", 1)[0]
    order = [listed.index(text) for text in ("Roll back first", "Tighter threshold", "The beginning")]
    assert order == sorted(order)
    assert listed.count("Ben") == 3
    assert listed.count(">Current<") == listed.count(">Base<") == 1


def test_the_two_newest_versions_are_compared(cem: Visitor, story: Story) -> None:
    text = cem.get(story.url()).text
    assert "v2 compared with v3" in text
    assert "1 place" in text
    assert "<del>" in text
    assert "<ins>" in text


def test_the_first_version_is_compared_with_nothing(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    text = cem.get(start("alone", "# Alone\n\nFirst words.\n").url()).text
    assert "v1, the first" in text
    assert "First words." in text.split('<div class="diff">', 1)[1]
    assert "<del>" not in text


def test_a_choice_of_two_versions_leads_to_their_comparison_earlier_first(cem: Visitor, story: Story) -> None:
    first, _second, third = story.commits()
    for one, other in ((first, third), (third, first)):
        answer = cem.get(story.url(f"history?a={one}&b={other}"))
        assert answer.status_code == 302
        assert answer.location.endswith(f"/compare/{first}..{third}")
    assert f'<option value="{first}"' in cem.get(story.url()).text


def test_a_choice_that_is_no_version_of_this_page_is_missing(cem: Visitor, story: Story, foreign: Story) -> None:
    first = story.commits()[0]
    for other in ("0" * 40, "x", foreign.commits()[0]):
        assert cem.get(story.url(f"history?a={first}&b={other}")).status_code == 404


def test_half_a_choice_shows_the_list(cem: Visitor, story: Story) -> None:
    for query in (
        "a=&b=",
        f"a={story.commits()[0]}",
        "before=",
        "before=-1",
        "before=%E0%A5%A9",
        "before=99999999999",
        "restored=x",
    ):
        assert cem.get(story.url(f"history?{query}")).status_code == 200


def test_long_histories_come_in_pages(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("diary", "day 0\n")
    for day in range(1, LISTED + 2):
        told.write(f"day {day}\n", f"summary of day {day}.")
    newest = cem.get(told.url()).text
    assert newest.count('<li class="on">') == 2
    assert "summary of day 2." in newest
    assert "summary of day 1." not in newest
    older = cem.get(told.url("history?before=3")).text
    assert "summary of day 1." in older
    assert "The beginning" in older
    assert f"before={3}" in newest


def test_a_version_that_moved_the_page_says_where_it_was(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("old/place", "# Page\n\nIts words, enough of them to be known again.\n")
    source = b"# Page\n\nIts words, enough of them to be known again.\n"
    told.push({"old/place.md": None, "new/place.md": source})
    text = cem.get(told.url()).text
    assert "moved from old/place" in text
    assert "Both versions have the same text." in text


def test_a_page_that_was_deleted_and_written_again_shows_both(cem: Visitor, story: Story) -> None:
    story.push({"ops/deploy.md": None})
    story.push({"ops/deploy.md": b"# Back\n\nWritten again.\n"})
    shown = cem.get(story.url())
    assert shown.status_code == 200
    assert "Page deleted" in shown.text
    assert "Written again." in shown.text.split('<div class="diff">', 1)[1]
    assert cem.get(story.compare(3, 4)).status_code == 200


def test_a_deleted_page_is_gone_for_those_who_could_read_it(cem: Visitor, dora: Visitor, story: Story) -> None:
    delete_page(story.author, story.now(), story.now().version)
    assert cem.get(story.url()).status_code == 410
    assert dora.get(story.url()).status_code == 404


def test_a_page_that_is_hidden_looks_missing(cem: Visitor, dora: Visitor, story: Story) -> None:
    missing = dora.get("/p/nothinghere/history")
    unseen = dora.get(story.url())
    assert (missing.status_code, unseen.status_code) == (404, 404)
    assert "Roll back first" not in unseen.text
    assert cem.get(story.url()).status_code == 200
    story.hide()
    hidden = cem.get(story.url())
    assert hidden.status_code == 404
    assert "Roll back first" not in hidden.text


def test_a_role_that_is_taken_away_counts_at_once(cem: Visitor, story: Story, instance: object) -> None:
    assert cem.get(story.url()).status_code == 200
    with db.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM grants WHERE subject_id = 'g-cem'")
        bump_epoch()
    assert cem.get(story.url()).status_code == 404


def test_nobody_is_asked_to_sign_in(client: FlaskClient, story: Story) -> None:
    answer = client.get(story.url())
    assert answer.status_code == 302
    assert "/login" in answer.location


def test_only_those_who_may_restore_are_offered_it(ben: Visitor, cem: Visitor, story: Story) -> None:
    assert "Restore v2" in ben.get(story.url()).text
    assert "Restore v2" not in cem.get(story.url()).text


def test_the_screen_is_said_in_chinese_too(cem: Visitor, story: Story) -> None:
    text = cem.get(story.url(), headers={"Accept-Language": "zh-CN"}).text
    assert "第2版与第3版对比" in text
    assert "删去：" in text
    assert "新增：" in text
    assert "compared with" not in text


def test_the_number_of_statements_does_not_grow_with_the_versions(cem: Visitor, story: Story, instance: object) -> None:
    def statements() -> int:
        with db.counting() as counter:
            cem.get(story.url())
        return counter[0]

    few = statements()
    for step in range(5):
        story.write(f"step {step}\n")
    assert statements() == few
