"""A part of the Handbook with pages below, files and links, and browsers of those who may and may not change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from auth.actor import Actor
from tests.cast import Cast
from tests.wiki.pages.scenes import write
from tests.wiki.people.visitors import Visitor, signed_in

LINKS = "# Links\n\n[one](guides/setup.md) and [two](guides/setup/linux.md).\n"
FILES = {
    "guides/setup.md": "# Set up\n\nFirst step.\n",
    "guides/setup/linux.md": "# Linux\n",
    "guides/setup/_files/a.png": b"x",
    "guides/setup/_files/b.pdf": b"y",
    "links.md": LINKS,
    "ops.md": "# Operations\n",
}


@pytest.fixture
def ben_acts(cast: Cast) -> Actor:
    return cast.actor("ben")


@pytest.fixture
def stocked(cast: Cast, ben_acts: Actor) -> Cast:
    """The Handbook with a page that has a page and two files below it, and a page that links to both."""
    write(cast, ben_acts, FILES)
    return cast


@pytest.fixture
def visit(app: Flask, stocked: Cast) -> Callable[[str], Visitor]:
    """A browser in which this person is signed in."""
    return lambda login: signed_in(app, login)


@pytest.fixture
def ben(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("ben")
