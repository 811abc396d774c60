"""Searching finds what is written, in both languages, and nothing that the reader may not see."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.roles import Role
from tests.wiki.finding.conftest import Library
from wiki import db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant, take_grant
from wiki.errors import SignInNeeded
from wiki.finding.jumping import jump
from wiki.finding.queries import Asked, Found, find
from wiki.people.actors import anonymous
from wiki.spaces.models import Space
from wiki.spaces.operations import archive_space


def found(library: Library, login: str, text: str, **narrowed: str) -> Found:
    with db.fresh():
        return find(library.actor(login), Asked(text, **narrowed))  # type: ignore[arg-type]


def paths(library: Library, login: str, text: str, **narrowed: str) -> list[str]:
    return [hit.path for hit in found(library, login, text, **narrowed).hits]


def test_chinese_is_found_in_the_middle_of_a_sentence(library: Library) -> None:
    assert set(paths(library, "cem", "部署回滚")) == {"release/rollback", "release/canary"}


def test_the_page_whose_title_it_is_comes_first(library: Library) -> None:
    assert paths(library, "cem", "部署回滚")[0] == "release/rollback"


def test_english_words_are_found_in_every_form(library: Library) -> None:
    assert set(paths(library, "cem", "roll")) >= {"glossary", "incident"}


def test_a_snippet_marks_the_words_and_names_the_section(library: Library) -> None:
    hit = next(one for one in found(library, "cem", "部署回滚").hits if one.path == "release/canary")
    assert "".join(part.text for part in hit.snippet if part.marked) == "部署回滚"
    assert (hit.heading, hit.anchor) == ("出问题时", "h-出问题时")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("rollback tag:words", ["glossary"]), ("kind:retrospective queue", ["incident"]), ("queue -nobody", [])],
)
def test_what_is_typed_can_narrow(library: Library, text: str, expected: list[str]) -> None:
    assert paths(library, "cem", text) == expected


def test_filters_narrow_like_typed_ones(library: Library) -> None:
    assert paths(library, "cem", "rollback", tag="words") == ["glossary"]
    assert paths(library, "cem", "queue", kind="retrospective") == ["incident"]
    assert paths(library, "cem", "queue", space="handbook") == ["incident"]
    assert paths(library, "cem", "queue", space="vault") == []


def test_an_empty_question_finds_nothing_and_is_no_error(library: Library) -> None:
    answer = found(library, "cem", "   ")
    assert (answer.total, list(answer.hits)) == (0, [])


def test_a_question_of_10000_characters_is_cut_and_answered(library: Library) -> None:
    assert found(library, "cem", "回滚" * 5000).was_cut


@pytest.mark.parametrize(
    "text", ["xylophonist", "xylo", '"canary word is"', "工资明细", "zebra", "payroll", "in:vault"]
)
def test_what_is_hidden_is_not_found_counted_or_suggested(library: Library, text: str) -> None:
    answer = found(library, "cem", text)
    assert (answer.total, list(answer.hits), answer.did_you_mean) == (0, [], None)
    assert "vault" not in answer.facets.spaces


def test_who_sees_nothing_finds_nothing_although_there_is_plenty(library: Library) -> None:
    assert found(library, "dora", "部署回滚").total == 0
    assert found(library, "cem", "部署回滚").total == 2


def test_nobody_searches_without_signing_in(library: Library) -> None:
    with db.fresh(), pytest.raises(SignInNeeded):
        find(anonymous(), Asked("回滚"))


def test_a_grant_that_is_taken_works_at_once_with_the_index_paused(library: Library) -> None:
    assert paths(library, "cem", "部署回滚")
    with db.writing() as session:
        area = session.get_one(Area, library.cast.handbook.area_id)
        take_grant(library.actor("ann"), area, Subject("group", "g-cem"))
    assert paths(library, "cem", "部署回滚") == []
    with db.writing() as session:
        grant(library.actor("ann"), session.get_one(Area, area.id), Subject("group", "g-dora"), Role.VIEWER)
    assert len(paths(library, "dora", "部署回滚")) == 2


def test_a_changed_page_is_found_by_its_new_words_only(library: Library) -> None:
    library.write(library.cast.handbook, {"glossary.md": "# Glossary\n\nNow about quokkas.\n"})
    assert paths(library, "cem", "quokka") == ["glossary"]
    assert "glossary" not in paths(library, "cem", "rollback")


def test_a_deleted_page_is_not_found_any_more(library: Library) -> None:
    library.write(library.cast.handbook, {"glossary.md": None})
    assert "glossary" not in paths(library, "cem", "rollback")


def test_the_switcher_finds_titles_by_part_and_pinyin(library: Library) -> None:
    with db.fresh():
        by_part = [page.path for page, _space in jump(library.actor("cem"), "灰度")]
        by_pinyin = [page.path for page, _space in jump(library.actor("cem"), "huidu")]
        by_initials = [page.path for page, _space in jump(library.actor("cem"), "hdfb")]
    assert by_part == by_pinyin == by_initials == ["release/canary"]


def test_the_switcher_offers_the_latest_pages_when_nothing_is_typed(library: Library) -> None:
    with db.fresh():
        offered = [page.path for page, _space in jump(library.actor("cem"), "")]
    assert len(offered) == 4
    assert "payroll" not in offered


@pytest.mark.shared
def test_no_hostile_question_raises(library: Library, shared: Path) -> None:
    lines = (shared / "adversarial" / "dev" / "search-query.jsonl").read_text("utf-8").splitlines()
    texts = [line[:20_000] for line in lines]
    assert texts
    for text in texts:
        assert found(library, "cem", text).total >= 0


def test_a_space_that_is_put_away_is_not_found_with_the_index_paused(library: Library) -> None:
    assert paths(library, "cem", "部署回滚")
    with db.writing() as session:
        archive_space(library.actor("ann"), session.get_one(Space, library.cast.handbook.id))
    answer = found(library, "cem", "部署回滚")
    assert (answer.total, list(answer.hits), answer.facets.spaces) == (0, [], {})
    with db.fresh():
        assert list(jump(library.actor("cem"), "")) == []


def test_the_heading_above_a_snippet_is_not_said_twice(library: Library) -> None:
    body = "第一句。" * 60 + "\n\n## 出问题时\n\n照着长颈鹿那一页做，不需要审批。\n"
    library.write(library.cast.handbook, {"animals.md": f"# Animals\n\n{body}"})
    with db.fresh():
        hits = find(library.actor("cem"), Asked("出问题时照着长颈鹿")).hits
        hit = next(one for one in hits if one.path == "animals")
    text = "".join(part.text for part in hit.snippet)
    assert hit.heading == "出问题时"
    assert text.startswith("照着长颈鹿"), text
