"""Reading and writing with keys alone, and keys that belong to an input method."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.reading import ROLLBACK, source

pytestmark = pytest.mark.browser

COMPOSE = """([key, ctrlKey, guard]) => {
  const event = new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true, ...guard });
  if (guard.keyCode) Object.defineProperty(event, "keyCode", { value: guard.keyCode });
  return document.activeElement.dispatchEvent(event);
}"""
GUARDS = ({"isComposing": True}, {"keyCode": 229})


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_first_stop_skips_to_the_text_and_search_is_a_few_stops_on(visit: Visit, script: bool) -> None:
    page = visit("linxiao", script=script)
    page.goto(ROLLBACK)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    for _stop in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("a.seek")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_single_keys_lead_to_search_editing_history_home_and_the_list_of_keys(visit: Visit) -> None:
    page = visit("zhoumin")
    page.goto(ROLLBACK)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#quick input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#quick")).to_be_hidden()
    page.keyboard.press("h")
    page.wait_for_url("**/history")
    page.go_back()
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.goto(ROLLBACK)
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/search")
    page.locator("h1").click(force=True)
    page.keyboard.press("/")
    expect(page.locator(".sfind input")).to_be_focused()


def test_single_keys_are_letters_in_a_field(visit: Visit) -> None:
    page = visit("zhoumin")
    page.goto("/search")
    page.locator(".sfind input").press_sequentially("he/?")
    expect(page.locator(".sfind input")).to_have_value("he/?")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url.endswith("/search")


def test_tab_indents_in_the_editor_and_escape_lets_it_leave(visit: Visit, site_page: str) -> None:
    page = visit("zhoumin")
    page.goto(f"{site_page}/edit")
    expect(page.locator("html[data-ready]")).to_be_attached()
    before = source(page).input_value()
    source(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Tab")
    expect(source(page)).to_have_value(re.compile(rf"^\s+{re.escape(before[:10])}"))
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(source(page)).not_to_be_focused()


def test_keys_that_an_input_method_composes_with_do_nothing(visit: Visit) -> None:
    page = visit("zhoumin")
    page.goto(ROLLBACK)
    address = page.url
    for guard in GUARDS:
        for key, with_control in (("e", False), ("h", False), ("?", False), ("/", False), ("k", True)):
            assert compose(page, key, guard, with_control=with_control)
    expect(page.locator("#quick")).to_be_hidden()
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url == address

    page.keyboard.press("Control+k")
    page.locator("#quick input").press_sequentially("部署回滚")
    expect(page.locator("#quick [role=option]").first).to_be_visible()
    for guard in GUARDS:
        for key in ("Enter", "ArrowDown"):
            assert compose(page, key, guard)
    assert page.url == address
    expect(page.locator("#quick [role=option]").first).to_have_attribute("aria-selected", "true")


def test_enter_of_an_input_method_publishes_nothing(visit: Visit, site_page: str) -> None:
    page = visit("zhoumin")
    page.goto(f"{site_page}/edit")
    before = source(page).input_value()
    source(page).focus()
    for guard in GUARDS:
        assert compose(page, "Enter", guard, with_control=True)
        assert compose(page, "Tab", guard)
        assert compose(page, "b", guard, with_control=True)
    assert page.url.endswith("/edit")
    expect(source(page)).to_have_value(before)


def compose(page: Page, key: str, guard: dict[str, object], *, with_control: bool = False) -> bool:
    """Press ``key`` as an input method would; true when nobody took it."""
    return bool(page.evaluate(COMPOSE, [key, with_control, guard]))
