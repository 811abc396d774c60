"""A few pages in Chinese and English, an index that has taken them in, and browsers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from auth.actor import SYSTEM, Actor
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import background
from wiki.pages.projection import take_in
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

PAGES = {
    "release/rollback.md": "# 部署回滚\n\n任何一档出现异常，先回滚、再排查。\n",
    "release/canary.md": "# 灰度发布操作手册\n\n## 出问题时\n\n照着部署回滚那一页做，不需要审批。\n",
    "glossary.md": "---\ntags: [words, release]\n---\n# Glossary\n\nRolling a service back is called a rollback.\n",
    "incident.md": "---\nkind: retrospective\n---\n# Order delay\n\nThe queue grew because nobody was rolling back.\n",
}
SECRET = "# Payroll zebra\n\nThe canary word is xylophonist and 工资明细表.\n"
AUTHOR = Author("Ben", "ben@example.org")


@dataclass
class Library:
    """The cast, a space they share, and a vault that none of them sees."""

    cast: Cast
    vault: Space

    def write(self, space: Space, files: dict[str, str | None]) -> None:
        """One commit with these files (None deletes), taken in and indexed."""
        changes = tuple(Change(path, text.encode() if text is not None else None) for path, text in files.items())
        repository_of(space).commit_changes(CommitRequest(changes, AUTHOR, "Write"))
        take_in(space.id)
        background.answer_the_bell()

    def actor(self, login: str) -> Actor:
        return self.cast.actor(login)


@pytest.fixture
def library(cast: Cast) -> Library:
    """Four pages in the Handbook, one in the vault, all indexed."""
    made = Library(cast, create_space(SYSTEM, NewSpace("vault", "Vault")))
    made.write(cast.handbook, dict(PAGES))
    made.write(made.vault, {"payroll.md": SECRET})
    return made


@pytest.fixture
def visit(app: Flask, library: Library) -> Callable[[str], Visitor]:
    """A browser in which this person is signed in."""
    return lambda login: signed_in(app, login)
