"""A page of the Handbook, and browsers in which people write."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from repo_store.types import UNCHECKED, Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from wiki import db
from wiki.pages.models import Page, PageVersion
from wiki.pages.operations import Edit, save_page
from wiki.pages.projection import take_in
from wiki.pages.text import source_of
from wiki.spaces.queries import repository_of
from wiki.writing.models import Draft

SOURCE = (
    "\ufeff---\n# printed every Monday\ntitle: 'Roll back'   # ours\nx-unknown: [1,  2]\n---\n\n"
    "# Roll back\n\nStop first.\n\nThen look.\n\nThen ask.\n"
).replace("\n", "\r\n")
BODY = "Stop first.\n\nThen look.\n\nThen ask.\n"


@dataclass
class Desk:
    """The page that everybody writes on."""

    cast: Cast
    page_id: str

    def page(self) -> Page:
        with db.fresh() as session:
            return session.get_one(Page, self.page_id)

    def source(self) -> bytes:
        return source_of(self.page())

    def url(self, rest: str = "edit") -> str:
        return f"/p/{self.page_id}/{rest}"

    def push(self, data: bytes, file: str = "roll-back.md") -> None:
        """A commit that comes from Git."""
        somebody = Author("Somebody Else", "somebody@example.org")
        change = Change(file, data, UNCHECKED)
        repository_of(self.cast.handbook).commit_changes(CommitRequest((change,), somebody, "From afar"))
        take_in(self.cast.handbook.id)

    def save(self, login: str, old: str, new: str) -> None:
        """``login`` changes some words of the page."""
        page, actor = self.page(), self.cast.actor(login)
        with db.reading():
            save_page(actor, page, Edit(self.source().decode().replace(old, new), "", page.version))

    def versions(self) -> int:
        with db.fresh() as session:
            return len(session.scalars(select(PageVersion).where(PageVersion.page_id == self.page_id)).all())

    def drafts(self) -> list[Draft]:
        with db.fresh() as session:
            return list(session.scalars(select(Draft).order_by(Draft.saved_at)))


@dataclass
class Writer(Visitor):
    """A browser in which somebody writes: it sends back the fields that the editor showed."""

    token: str = ""

    def opened(self, path: str) -> dict[str, str]:
        """The fields of the editor at ``path``, as a browser would send them."""
        shown = self.get(path)
        assert shown.status_code == 200, shown.text[:300]
        return fields_of(shown)

    def send(self, path: str, form: Mapping[str, object], **headers: str) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, data=dict(form), headers=given)

    def put(self, path: str, sent: object) -> TestResponse:
        self.token = self.token or csrf_of(self.get("/me"))
        headers = {"X-CSRF-Token": self.token, "X-Requested-With": "slipbook"}
        return self.client.put(path, json=sent, headers=headers)


def fields_of(shown: TestResponse) -> dict[str, str]:
    """Names and values of the first form that holds a text; a textarea loses the line end after its tag."""
    forms = re.findall(r"<form[^>]*>.*?</form>", shown.text, re.S)
    form = next(one for one in forms if 'name="body"' in one)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and 'type="radio"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(text)
    return found


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """The page ``roll-back`` with everything in it that must survive."""
    bare = Desk(cast, "")
    bare.push(SOURCE.encode())
    with db.fresh() as session:
        return Desk(cast, session.scalars(select(Page.id)).one())


@pytest.fixture
def writer(app: Flask, cast: object) -> Callable[[str], Writer]:
    """``writer("ben")``: a browser in which ben is signed in."""

    def sign_in(login: str) -> Writer:
        return Writer(signed_in(app, login).client)

    return sign_in


@pytest.fixture
def ben(writer: Callable[[str], Writer]) -> Writer:
    """A browser in which ben, who edits the Handbook, is signed in."""
    return writer("ben")
