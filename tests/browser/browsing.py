"""People in front of a browser: contexts by login, language, theme, width and script, and what went wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, StorageState

from tests.browser.sites import Site
from wiki.demo.loading import PASSWORD

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
PATIENCE = 30_000
HEIGHT = 900
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Look:
    """How somebody reads: what their cookies and their window say."""

    language: str = "zh"
    theme: Theme = "light"
    width: int = 1440
    script: bool = True


@dataclass
class Visits:
    """The windows that are open on one site, with every complaint of the browser and every foreign address."""

    browser: Browser
    site: Site
    known: dict[str, StorageState] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, login: str | None = None, look: Look = Look(), site: Site | None = None) -> Page:
        """A window of a browser of its own, signed in as ``login`` (a session is shared by all windows of a person)."""
        context = self._context(look, self._signed_in(login) if login else None, site or self.site)
        return context.new_page()

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def forget(self, login: str) -> None:
        """The next window of ``login`` signs in again."""
        self.known.pop(login, None)

    def _context(self, look: Look, state: StorageState | None, site: Site) -> BrowserContext:
        context = self.browser.new_context(
            base_url=site.url,
            viewport={"width": look.width, "height": HEIGHT},
            locale=LOCALES[look.language],
            color_scheme=look.theme,
            reduced_motion="reduce",
            java_script_enabled=look.script,
            storage_state=state,
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        cookies = {"language": look.language, "theme": look.theme}
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
        context.on("request", lambda request: self._note_request(request, site))
        context.on("console", lambda message: self._note(message.type, message.text))
        context.on("weberror", lambda fault: self._note("error", str(fault.error)))
        self.contexts.append(context)
        return context

    def _note(self, kind: str, text: str) -> None:
        # That a screen answers 404 is said by its status already, and the tests look at it.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(text)

    def _note_request(self, request: Request, site: Site) -> None:
        if urlsplit(request.url).netloc != urlsplit(site.url).netloc:
            self.foreign.append(request.url)

    def _signed_in(self, login: str) -> StorageState:
        if login not in self.known:
            context = self._context(Look(script=False), None, self.site)
            page = context.new_page()
            sign_in(page, login)
            self.known[login] = cast(StorageState, {**context.storage_state(), "origins": []})
            self.contexts.remove(context)
            context.close()
        return self.known[login]


def sign_in(page: Page, login: str) -> None:
    """Fill in the sign-in form, on whatever address it stands."""
    if "/login" not in page.url:
        page.goto("/login")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button.pri[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's browser."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    yield browser
    browser.close()
