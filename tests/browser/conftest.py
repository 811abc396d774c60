"""One browser and one site for the whole run; windows are closed and complaints of the browser counted test by test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browsing import CHROMIUM, PATIENCE, Look, Visits, chromium
from tests.browser.sites import Site, company, nobody_there

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not there: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample company, served."""
    with company(tmp_path_factory.mktemp("company")) as served:
        yield served


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance that nobody has set up yet, served."""
    with nobody_there(tmp_path_factory.mktemp("nobody")) as served:
        yield served


@pytest.fixture(scope="session")
def all_visits(browser: Browser, site: Site) -> Visits:
    """Who is signed in, kept for the whole run: a strong hash is paid for once a person."""
    return Visits(browser, site)


@pytest.fixture(scope="session")
def stage(all_visits: Visits, site: Site) -> Site:
    """The site with a space in which nothing stands yet; an Administrator has made it."""
    page = all_visits.window("xuan", Look(script=False))
    page.goto("/admin/spaces")
    page.locator("input[name=name]").fill("空架子")
    page.locator("input[name=key]").fill("attic")
    page.locator("select[name=manager]").select_option(label="平台组")
    page.locator("form[action$='/admin/spaces'] button[type=submit].pri").click()
    expect(page.locator("main h1")).to_be_visible()
    page.context.close()
    return site


@pytest.fixture
def visits(all_visits: Visits) -> Iterator[Visits]:
    """The windows of one test. Nothing may be fetched from elsewhere, and the browser has nothing to complain about."""
    all_visits.complaints.clear()
    all_visits.foreign.clear()
    yield all_visits
    all_visits.close()
    assert all_visits.foreign == []
    assert all_visits.complaints == []


@pytest.fixture
def visit(visits: Visits) -> Visit:
    """Open a window: ``visit("zhoumin", language="en", theme="dark", width=390, script=False)``."""

    def opened(login: str | None = None, **look: object) -> Page:
        return visits.window(login, Look(**look))  # type: ignore[arg-type]

    return opened


@pytest.fixture
def site_page(site: Site) -> str:
    """The short address of the page that everybody looks for."""
    return f"/p/{site.page_id('handbook', 'release/rollback')}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How often axe-core was asked."""
    reports = [one for found in terminalreporter.stats.values() for one in found if isinstance(one, pytest.TestReport)]
    runs = sum(count for one in reports for name, count in one.user_properties if name == "axe" and one.when == "call")
    if runs:
        terminalreporter.write_line(f"axe-core looked at {runs} screens; pictures of all are in tests/shots")
