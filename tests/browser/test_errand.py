"""The new hire's errand, in both languages, with and without script: find, read, mend, look at what changed, undo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import sign_in
from tests.browser.conftest import Visit
from tests.browser.reading import BETTER_STEP, ROLLBACK, STEP, publish, replace, said, shown, source, until
from tests.browser.sites import Site
from wiki.language import HTML_LANG, Language

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("language", ["zh", "en"]),
    pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"]),
]


def test_a_new_hire_signs_in_finds_a_page_in_the_middle_of_a_sentence_and_reads_it(
    visit: Visit, language: Language, script: bool
) -> None:
    page = visit(language=language, script=script)
    page.goto("/s/start/")
    sign_in(page, "linxiao")
    assert page.url.endswith("/s/start/")
    expect(page.locator("html")).to_have_attribute("lang", HTML_LANG[language])

    finds_it_in_the_middle_of_a_sentence(page)
    reads_the_manual(page)


def test_a_new_hire_jumps_to_a_page_by_its_name(visit: Visit, language: Language, script: bool) -> None:
    page = visit("linxiao", language=language, script=script)
    page.goto("/")
    if script:
        page.keyboard.press("Control+k")
        page.locator("#quick input").press_sequentially("部署回滚")
        expect(page.locator("#quick [role=option][aria-selected=true]")).to_contain_text("部署回滚")
        page.keyboard.press("Enter")
    else:
        page.locator("a.seek").click()
        page.locator(".sfind input").fill("部署回滚")
        page.keyboard.press("Enter")
        page.locator(f"main .list a[href='{ROLLBACK}']").click()
    reads_the_manual(page)


def test_a_commenter_is_shown_no_way_to_change_a_page_and_has_none(
    visit: Visit, site: Site, language: Language, script: bool
) -> None:
    page = visit("linxiao", language=language, script=script)
    page.goto(ROLLBACK)
    expect(page.locator(".bar [data-key=h]")).to_be_visible()
    expect(page.locator("[data-key=e], a[href$='/edit']")).to_have_count(0)
    page_id = site.page_id("handbook", "release/rollback")
    answer = page.goto(f"/p/{page_id}/edit")
    assert answer is not None
    assert answer.status == 403

    form = {"title": "部署回滚", "body": "都删了", "base": site.versions(page_id)[-1], "publish": "1"}
    token = page.locator("meta[name=csrf]").get_attribute("content") or ""
    assert page.request.post(f"/p/{page_id}/edit", form=form, headers={"X-CSRF-Token": token}).status == 403
    page.goto(ROLLBACK)
    reads_the_manual(page)


def test_a_newcomer_finds_reads_mends_looks_at_the_history_and_undoes_all_by_herself(
    visit: Visit, site: Site, language: Language, script: bool
) -> None:
    page_id = site.page_id("handbook", "release/rollback")
    before = len(site.versions(page_id))
    page = visit(language=language, script=script)
    page.goto("/s/start/")
    sign_in(page, "suqing")
    finds_it_in_the_middle_of_a_sentence(page)
    reads_the_manual(page)

    page.locator(".bar a[data-key=e]").click()
    replace(page, STEP, BETTER_STEP)
    summary = f"six minutes, {language} {script}"
    publish(page, summary)
    expect(page.locator(".notices")).to_contain_text(said(language, "Version %(n)s is published", n=before + 1))
    expect(page.locator(".prose")).to_contain_text(BETTER_STEP)

    page.locator(".bar a[data-key=h]").click()
    expect(page.locator("main")).to_contain_text(summary)
    expect(page.locator("main")).to_contain_text("苏晴")
    marks_the_words(page, ".diff .ch")
    page.locator("nav.seg a[href*='view=side']").click()
    marks_the_words(page, ".sbs .ch")
    assert STEP in shown(page.locator(".sbs .l.ch"))
    assert BETTER_STEP in shown(page.locator(".sbs .r.ch"))

    page.locator("form[action$='/restore'] button").first.click()
    expect(page.locator(".flash.j")).to_be_visible()
    page.goto(ROLLBACK)
    reads_the_manual(page)
    assert len(site.versions(page_id)) == before + 2


def test_an_editor_writes_a_new_page_and_others_find_it(visit: Visit, language: Language, script: bool) -> None:
    title = f"换班时怎么交接{'甲乙丙丁'[2 * script + (language == 'zh')]}类事情"
    page = visit("zhoumin", language=language, script=script)
    page.goto("/s/handbook/")
    page.locator(".bar a[data-key=c]").click()
    page.locator("input[name=title]").fill(title)
    source(page).fill("先看[[release/rollback]]，再签字。\n")
    publish(page, "第一版")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".prose a")).to_have_attribute("href", ROLLBACK)
    assert re.search(r"/s/handbook/[^/]+$", page.url)

    reader = visit("linxiao", language=language, script=script)
    until(lambda: is_found(reader, title))
    reader.locator("article.hit h2 a", has_text=title).click()
    expect(reader.locator("h1")).to_have_text(title)


def finds_it_in_the_middle_of_a_sentence(page: Page) -> None:
    page.goto("/search")
    page.locator(".sfind input").fill("部署回滚")
    page.locator(".sfind button").click()
    in_a_sentence = page.locator("article.hit", has=page.locator("a[href*='/change-windows']"))
    expect(in_a_sentence.locator("p")).to_contain_text("部署回滚不算新的变更")
    expect(in_a_sentence.locator("p mark").first).to_contain_text("部署回滚")
    page.locator(f"article.hit h2 a[href='{ROLLBACK}']").click()


def is_found(page: Page, title: str) -> bool:
    page.goto(f"/search?q={title}")
    return page.locator("article.hit h2 a", has_text=title).count() > 0


def reads_the_manual(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("部署回滚")
    expect(page.locator(".prose")).to_contain_text("relctl rollback order-api")
    expect(page.locator(".prose")).to_contain_text(STEP)


def marks_the_words(page: Page, place: str) -> None:
    expect(page.locator(f"{place} del")).to_contain_text("四")
    expect(page.locator(f"{place} ins")).to_contain_text("六")
