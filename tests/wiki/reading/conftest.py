"""A small space to read in, with everything that a reading screen shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from auth.actor import SYSTEM
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki.pages.projection import take_in
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
)
FILES: dict[str, bytes] = {
    "guides.md": b"# Guides\n\nStart with [setup](guides/setup.md).\n",
    "guides/setup.md": (
        "---\ntitle: Setup\ntags: [first]\n---\n## 准备\n\nSee [[Guides]], [hidden](/s/vault/payroll) and "
        "[missing](nothing.md).\n\n![plan](setup/_files/plan.png)\n\n## 步骤\n\nDone.\n"
    ).encode(),
    "guides/setup/_files/plan.png": PIXEL,
    "guides/setup/_files/evil.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "guides/setup/_files/page.html": b"<script>alert(1)</script>",
    "guides/week.md": b"# Week one\n\nRead.\n",
}
AUTHOR = Author("Ben", "ben@example.org")


@dataclass
class Shelf:
    """The Handbook with its pages, and a vault that none of the cast sees."""

    cast: Cast
    vault: Space

    def write(self, files: dict[str, bytes | None], space: Space | None = None) -> None:
        place = space or self.cast.handbook
        changes = tuple(Change(path, data) for path, data in files.items())
        repository_of(place).commit_changes(CommitRequest(changes, AUTHOR, "Write"))
        take_in(place.id)


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    """The Handbook filled, the vault with one page."""
    made = Shelf(cast, create_space(SYSTEM, NewSpace("vault", "Vault")))
    made.write(dict(FILES))
    made.write({"payroll.md": b"# Payroll\n\nxylophonist\n"}, made.vault)
    return made


@pytest.fixture
def visit(app: Flask, shelf: Shelf) -> Callable[[str], Visitor]:
    """A browser in which this person is signed in."""
    return lambda login: signed_in(app, login)
