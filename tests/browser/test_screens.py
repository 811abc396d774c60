"""Every screen in both languages and themes and in every width: axe-core, no sideways scrolling, a picture of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Response

from tests.browser.axe import violations
from tests.browser.browsing import HEIGHT, Look, Visits
from tests.browser.screens import SCREENS, Screen
from tests.browser.sites import ROOT, Site

pytestmark = pytest.mark.browser
SHOTS = ROOT / "tests" / "shots"
ALL = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))
JUDGED = {"zh": ALL, "en": (("light", 1440), ("dark", 390))}
NARROW_TO_WIDE = (320, 390, 768, 1280)
TALL = "document.documentElement.scrollHeight"
WIDER = """() => {
  const most = document.documentElement.clientWidth;
  const own = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > most + 1);
  const names = own.slice(0, 4).map((one) => `${one.localName}.${one.className.baseVal ?? one.className}`);
  return document.documentElement.scrollWidth > most ? names.join(", ") || "something" : "";
}"""


@dataclass(frozen=True)
class Sight:
    """A screen as it is looked at once."""

    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}.{self.theme}.{self.width}"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_stands_in_both_languages_both_themes_and_every_width(
    screen: Screen, visits: Visits, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    site: Site = request.getfixturevalue("empty_site" if screen.is_before_set_up else "stage")
    wrong: list[str] = []
    runs = 0
    for language, judged in JUDGED.items():
        page = visits.window(screen.who, Look(language), site)
        answered = answers(page)
        screen.reach(page, site)
        assert answered[-1] == screen.status
        wrong += too_wide(page, language, screen.widest)
        for theme, width in ALL:
            if width <= screen.widest:
                runs += (theme, width) in judged
                wrong += look(page, screen.name, Sight(language, theme, width), judge=(theme, width) in judged)
        page.context.close()
    record_property("axe", runs)
    assert not wrong, "\n".join(wrong)


def answers(page: Page) -> list[int]:
    """The status of every screen that this window comes to, as it comes to it."""
    found: list[int] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            found.append(response.status)

    page.on("response", note)
    return found


def too_wide(page: Page, language: str, widest: int) -> list[str]:
    """Where the screen would have to be scrolled sideways."""
    found = []
    for width in (one for one in NARROW_TO_WIDE if one <= widest):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wider := page.evaluate(WIDER):
            found.append(f"{language} {width} is too wide: {wider}")
    return found


def look(page: Page, name: str, sight: Sight, *, judge: bool) -> list[str]:
    """Take a picture; ask axe-core as well where it is to ``judge``."""
    page.set_viewport_size({"width": sight.width, "height": HEIGHT})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", sight.theme)
    page.screenshot(path=SHOTS / f"{name}.{sight}.png", full_page=True)
    if not judge:
        return []
    # In a window as tall as the text, so that what sticks to its lower edge hides nothing.
    page.set_viewport_size({"width": sight.width, "height": max(HEIGHT, page.evaluate(TALL))})
    return [f"{sight} {one}" for one in violations(page)]
