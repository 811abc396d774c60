"""What the tests do in the editor and look for on a screen: words in the reader's language, pages of the company."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.browser.browsing import PATIENCE
from wiki.language import Language, Words, say

STEP = "四步，大约四分钟"
BETTER_STEP = "四步，大约六分钟"
ROLLBACK = "/s/handbook/release/rollback"

SHOWN = """(place) => {
  const copy = place.cloneNode(true);
  copy.querySelectorAll(".vh").forEach((hidden) => hidden.remove());
  return copy.textContent.replace(/\\s+/g, " ").trim();
}"""


def said(language: Language, text: str, **values: object) -> str:
    """The English ``text`` as a reader of ``language`` sees it."""
    return say(Words(text, values), language)


def source(page: Page) -> Locator:
    """The text in the editor."""
    return page.locator("textarea[name=body]")


def replace(page: Page, old: str, new: str) -> None:
    """Type ``new`` where ``old`` stands in the editor."""
    before = source(page).input_value()
    assert before.count(old) == 1
    source(page).fill(before.replace(old, new))


def publish(page: Page, summary: str = "") -> None:
    """Press the button, with a line for the history."""
    if summary:
        page.locator("input[name=summary]").fill(summary)
    with page.expect_navigation():
        page.locator("button[name=publish]").click()


def until(is_so: Callable[[], bool]) -> None:
    """Ask again and again; for what another process does in its own time."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"


def shown(place: Locator) -> str:
    """The text of ``place`` for the eye: without the words that only those who listen are told."""
    return str(place.evaluate(SHOWN))
