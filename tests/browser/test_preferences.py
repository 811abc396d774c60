"""Language, theme and single keys: chosen once, they stay, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"]),
]
LANGUAGE, THEME = "form[action$='/me/language'] button", "form[action$='/me/theme'] button"


def test_a_person_switches_the_language_and_every_later_window_speaks_it(visit: Visit, script: bool) -> None:
    page = visit("hejing", language="zh", script=script)
    page.goto("/s/start/")
    was, other = ("zh-CN", "en") if lang_of(page) == "zh-CN" else ("en", "zh-CN")
    page.locator(LANGUAGE).click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    assert page.url.endswith("/s/start/")
    later = visit("hejing", language="zh" if was == "zh-CN" else "en", script=script)
    later.goto("/")
    assert lang_of(later) == other


def test_a_person_switches_the_theme_and_every_later_window_has_it(visit: Visit, script: bool) -> None:
    page = visit("hejing", theme="light", script=script)
    page.goto("/s/start/")
    was = page.locator("html").get_attribute("data-theme")
    other = "light" if was == "dark" else "dark"
    ground = ground_of(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(THEME).click()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    assert ground_of(page) != ground
    later = visit("hejing", theme="light", script=script)
    later.goto("/")
    expect(later.locator("html")).to_have_attribute("data-theme", other)


def test_a_visitor_who_is_not_signed_in_keeps_the_language_in_a_cookie(visit: Visit, script: bool) -> None:
    page = visit(language="zh", script=script)
    page.goto("/login")
    page.locator(LANGUAGE).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    again = page.context.new_page()
    again.goto("/login")
    assert lang_of(again) == "en"


def lang_of(page: Page) -> str | None:
    return page.locator("html").get_attribute("lang")


def ground_of(page: Page) -> str:
    """The colour behind everything."""
    return str(page.locator("html").evaluate("root => getComputedStyle(root).backgroundColor"))
