"""How many SQL statements a screen needs does not depend on how much there is; a page view needs at most ten."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from flask import Flask

from auth.actor import SYSTEM
from auth.roles import Role
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.conftest import Compiled
from tests.wiki.people.visitors import signed_in
from wiki import background, db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant
from wiki.app import create_app
from wiki.config import Settings
from wiki.pages.projection import take_in
from wiki.pages.queries import page_at
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

MOST_OF_A_PAGE_VIEW = 10
AUTHOR = Author("Ben", "ben@example.org")
Counts = Mapping[str, tuple[int, ...]]


def write(cast: Cast, files: Mapping[str, str]) -> None:
    """One commit in the Handbook, taken in and indexed."""
    changes = tuple(Change(path, text.encode()) for path, text in files.items())
    repository_of(cast.handbook).commit_changes(CommitRequest(changes, AUTHOR, "Write"))
    take_in(cast.handbook.id)
    background.answer_the_bell()


def hub(links: int) -> str:
    """A page with links of every kind to so many pages, people and headings."""
    listed = "".join(
        f"- [one](pages/{at}.md) [[Page {at}]] [gone](gone{at}.md) ![p](p{at}.png) [n](/s/near/{at}) @ben\n"
        for at in range(links)
    )
    return f"# Hub lantern\n\n{listed}"


def fill(cast: Cast, pages: int, versions: int) -> None:
    """So many pages that link to the hub and are linked from it, and so many versions of the hub."""
    write(cast, {f"pages/{at}.md": f"# Page {at}\n\nA lantern. See [hub](../hub.md).\n" for at in range(pages)})
    for at in range(versions):
        write(cast, {"hub.md": hub(pages) + f"\nVersion {at} of {pages}.\n"})


def open_spaces(first: int, last: int) -> None:
    """Spaces that everybody signed in may read; the first is called ``near``."""
    for at in range(first, last):
        space = create_space(SYSTEM, NewSpace("near" if at == 0 else f"space-{at}", f"Space {at}"))
        with db.writing() as session:
            grant(SYSTEM, session.get_one(Area, space.area_id), Subject("everybody"), Role.VIEWER)


class Lines(logging.Handler):
    """Keeps the statements that the log line of each request tells of."""

    def __init__(self) -> None:
        super().__init__()
        self.sql: list[int] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.sql.append(getattr(record, "line", {})["sql"])


@contextmanager
def heard() -> Iterator[Lines]:
    """The log lines of the requests made inside the block."""
    log, lines = logging.getLogger("slipbook.request"), Lines()
    before = log.level
    log.addHandler(lines)
    log.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        log.removeHandler(lines)
        log.setLevel(before)


@pytest.fixture
def count(cast: Cast, settings: Settings) -> Callable[[], Counts]:
    """Statements of each screen in a process that has just started, at the first visit and at the second."""

    def counted() -> Counts:
        with db.fresh():
            page_id = page_at(cast.actor("cem"), "handbook", "hub").id
        screens = {
            "page view": "/s/handbook/hub",
            "home": "/",
            "home of a space": "/s/handbook/",
            "all pages": "/s/handbook/-/tree",
            "search": "/search?q=lantern",
            "history": f"/p/{page_id}/history",
        }
        return {name: _statements(settings, url, url) for name, url in screens.items()}

    return counted


def _statements(settings: Settings, *urls: str) -> tuple[int, ...]:
    """The statements of each of these requests by one reader, in a process that has just started."""
    app: Flask = create_app(settings)
    app.jinja_env.bytecode_cache = Compiled()
    try:
        browser = signed_in(app, "cem")
        with heard() as lines:
            assert {browser.get(url).status_code for url in urls} == {200}
        return tuple(lines.sql)
    finally:
        app.extensions["instance"].close()


def test_screens_need_as_many_statements_for_many_rows_as_for_few(cast: Cast, count: Callable[[], Counts]) -> None:
    open_spaces(0, 2)
    fill(cast, pages=3, versions=2)
    few = count()
    open_spaces(2, 12)
    fill(cast, pages=60, versions=30)
    assert count() == few
    assert min(min(visits) for visits in few.values()) > 1


def test_a_page_view_needs_at_most_ten_statements_once_the_process_knows_the_reader(
    cast: Cast, settings: Settings
) -> None:
    open_spaces(0, 2)
    fill(cast, pages=3, versions=2)
    unknown, first, second = _statements(settings, "/s/handbook/pages/1", "/s/handbook/hub", "/s/handbook/hub")
    assert unknown > first > second
    assert first <= MOST_OF_A_PAGE_VIEW
