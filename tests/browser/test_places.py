"""Pages that move, go, come back; one section of an earlier version; two people in one place, one without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Look, Visits
from tests.browser.conftest import Visit
from tests.browser.reading import publish, replace, said, shown, source
from tests.browser.screens import Reach, Screen, at
from tests.browser.sites import Site
from tests.browser.test_screens import ALL, JUDGED, Sight, answers, look, too_wide
from wiki.language import Language

pytestmark = pytest.mark.browser
WAYS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
PARTED = "先说一句。\n\n## 准备\n\n打开两个窗口。\n\n## 收尾\n\n关上窗口。\n"


def made(page: Page, title: str, path: str, body: str) -> str:
    """Write a new page through the editor; its short address."""
    page.goto("/s/handbook/-/new")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=path]").fill(path)
    source(page).fill(body)
    publish(page)
    expect(page.locator("h1")).to_have_text(title)
    return page.locator("a[href^='/p/'][data-copy-link]").first.get_attribute("href") or ""


def take_back(page: Page) -> None:
    """Press the button beside the message."""
    with page.expect_navigation():
        page.locator(".notices form button").click()


@WAYS
@LANGUAGES
def test_a_page_moves_with_its_links_and_moves_back(visit: Visit, language: Language, script: bool) -> None:
    tag = f"{language}-{script}".lower()
    page = visit("zhoumin", language=language, script=script)
    short = made(page, f"搬家{tag}", f"places/moving-{tag}", "要搬走的一页。")
    made(page, f"指路{tag}", f"places/pointing-{tag}", f"看[这一页](moving-{tag}.md)。")
    page.goto(f"{short}/move")
    expect(page.locator("main").get_by_role("link", name=f"指路{tag}")).to_be_visible()
    page.locator("input[name=under]").fill("release/nowhere/..")
    page.locator("button[name=look]").click()
    expect(page.locator(".err")).to_be_visible()
    expect(page.locator("input[name=under]")).to_have_value("release/nowhere/..")
    page.locator("input[name=under]").fill("release")
    page.locator("button[name=look]").first.click()
    expect(
        page.get_by_text(
            said(language, "%(old)s moves to %(new)s.", old=f"places/moving-{tag}", new=f"release/moving-{tag}")
        )
    ).to_be_visible()
    page.locator("button[name=confirm]").click()
    expect(page.locator(".notices")).to_contain_text("1")
    assert page.url.endswith(f"/s/handbook/release/moving-{tag}")
    page.goto(f"/s/handbook/places/pointing-{tag}")
    page.locator(".prose a").click()
    assert page.url.endswith(f"/s/handbook/release/moving-{tag}")
    page.goto(f"/s/handbook/places/moving-{tag}")
    assert page.url.endswith(f"/s/handbook/release/moving-{tag}")

    page.goto(f"{short}/move")
    page.locator("input[name=under]").fill("")
    page.locator("button[name=look]").click()
    page.locator("button[name=confirm]").click()
    take_back(page)
    assert page.url.endswith(f"/s/handbook/release/moving-{tag}")


@WAYS
@LANGUAGES
def test_a_page_is_deleted_brought_back_at_once_and_from_the_list(
    visit: Visit, language: Language, script: bool
) -> None:
    tag = f"{language}-{script}".lower()
    page = visit("zhoumin", language=language, script=script)
    short = made(page, f"删除{tag}", f"places/leaving-{tag}", "要删除的一页。")
    for _again in range(2):
        page.goto(f"{short}/delete")
        expect(page.locator("h1")).to_have_text(
            said(
                language, "Delete “%(title)s”? It has no subpages and can be restored for 30 days.", title=f"删除{tag}"
            )
        )
        page.locator("button.bad").click()
        expect(page.locator(".notices")).to_contain_text(f"删除{tag}")
        assert page.url.endswith("/s/handbook/")
        if not _again:
            take_back(page)
            expect(page.locator(".prose")).to_contain_text("要删除的一页。")
    page.goto(f"/s/handbook/places/leaving-{tag}")
    page.locator("main a[href$='/-/deleted']").click()
    entry = page.locator("main .list li", has_text=f"删除{tag}")
    expect(entry).to_contain_text("周敏")
    entry.locator("button").click()
    expect(page.locator("h1")).to_have_text(f"删除{tag}")


@WAYS
@LANGUAGES
def test_one_section_comes_back_and_the_other_stays(visit: Visit, language: Language, script: bool) -> None:
    tag = f"{language}-{script}".lower()
    page = visit("zhoumin", language=language, script=script)
    short = made(page, f"分节{tag}", f"places/parted-{tag}", PARTED)
    page.goto(f"{short}/edit")
    source(page).fill(PARTED.replace("打开两个", "打开三个").replace("关上", "锁上"))
    publish(page)
    page.goto(f"{short}/history")
    buttons = page.get_by_role("button", name=said(language, "Restore this section"))
    expect(buttons).to_have_count(2)
    buttons.first.click()
    expect(page.locator(".notices")).to_contain_text("准备")
    page.goto(short)
    expect(page.locator(".prose")).to_contain_text("打开两个窗口")
    expect(page.locator(".prose")).to_contain_text("锁上窗口")


def test_two_people_in_one_place_one_english_without_script_lose_no_word(visit: Visit) -> None:
    first = visit("zhoumin", language="zh")
    short = made(first, "同一处", "places/same-place", "开头。\n\n中间这一句要改。\n\n结尾。")
    second = visit("sunpeng", language="en", script=False)
    for page in (first, second):
        page.goto(f"{short}/edit")
    replace(first, "中间这一句要改。", "中间这一句由周敏改了。")
    replace(second, "中间这一句要改。", "中间这一句由孙鹏改了。")
    publish(first)
    publish(second)
    expect(second.locator("h1")).to_have_text("Two people changed the same place")
    mine, hers = (shown(one) for one in second.locator("label.card").all())
    assert "由孙鹏改了" in mine
    assert "由周敏改了" in hers
    expect(second.locator("details.same")).to_have_count(2)
    second.locator("input[value=both]").check()
    publish(second)
    expect(source(second)).to_have_value(re.compile("由孙鹏改了。\\n+中间这一句由周敏改了。"))
    publish(second)
    expect(second.locator(".prose")).to_contain_text("由周敏改了")
    expect(second.locator(".prose")).to_contain_text("由孙鹏改了")


def test_the_editor_says_who_else_is_there_as_soon_as_they_type(visit: Visit, site: Site) -> None:
    address = f"/p/{site.page_id('handbook', 'services/timeouts')}/edit"
    first, second = visit("zhoumin", language="en"), visit("sunpeng", language="en")
    for page in (first, second):
        page.goto(address)
    expect(second.locator("[data-presence]")).to_be_hidden()
    source(first).fill(f"{source(first).input_value()}\n想一想")
    expect(first.locator("[data-draft-state]")).to_contain_text("Draft saved")
    source(second).fill(f"{source(second).input_value()}\n再想一想")
    expect(second.locator("[data-presence]")).to_contain_text("周敏 is editing this page too")
    first.goto(address)
    expect(first.locator("[data-presence]")).to_contain_text("孙鹏")
    for page in (first, second):
        page.goto(address)
        page.locator(".flash form[action$='/draft/discard'] button").click()


def _planned(under: str) -> Callable[[Page, Site], None]:
    def reach(page: Page, site: Site) -> None:
        at("/p/{rollback}/move")(page, site)
        page.locator("input[name=under]").fill(under)
        with page.expect_navigation():
            page.locator("button[name=look]").click()

    return reach


def _gone(path: str) -> Reach:
    def reach(page: Page, site: Site) -> None:
        site.deleted_page()
        page.goto(path)

    return reach


PLACES = (
    Screen("move", "zhoumin", at("/p/{canary}/move")),
    Screen("move-planned", "zhoumin", _planned("值班")),
    Screen("move-refused", "zhoumin", _planned("release/rollback"), 400),
    Screen("delete", "zhoumin", at("/p/{canary}/delete")),
    Screen("deleted", "zhoumin", _gone("/s/handbook/-/deleted")),
    Screen("deleted-none", "zhoumin", at("/s/attic/-/deleted")),
)


@pytest.mark.parametrize("screen", PLACES, ids=lambda screen: screen.name)
def test_a_screen_of_places_stands_in_both_languages_both_themes_and_every_width(
    screen: Screen, visits: Visits, stage: Site
) -> None:
    wrong: list[str] = []
    for language, judged in JUDGED.items():
        page = visits.window(screen.who, Look(language), stage)
        answered = answers(page)
        screen.reach(page, stage)
        assert answered[-1] == screen.status
        wrong += too_wide(page, language, screen.widest)
        for theme, width in ALL:
            wrong += look(page, screen.name, Sight(language, theme, width), judge=(theme, width) in judged)
        page.context.close()
    assert not wrong, "\n".join(wrong)
