"""A page with three versions, and browsers of those who may and may not see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from auth.actor import SYSTEM
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.history.story import FIRST, SECOND, THIRD, Story
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import db
from wiki.pages.models import Page
from wiki.pages.operations import NewPage, create_page
from wiki.pages.projection import take_in
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of


@pytest.fixture
def start(cast: Cast) -> Callable[[str, str], Story]:
    """Begin a page of ben's."""
    ben = cast.actor("ben")

    def begin(path: str, body: str) -> Story:
        return Story(
            ben, create_page(ben, cast.handbook, NewPage(path, body=body, summary="The beginning", origin="api"))
        )

    return begin


@pytest.fixture
def story(start: Callable[[str, str], Story]) -> Story:
    """A page with three versions."""
    told = start("ops/deploy", FIRST)
    told.write(SECOND, "Tighter threshold")
    told.write(THIRD, "Roll back first")
    return told


@pytest.fixture
def foreign(cast: Cast) -> Story:
    """A page of a space that nobody of the cast has a role in."""
    space = create_space(SYSTEM, NewSpace("vault", "Vault"))
    commit = repository_of(space).commit_changes(
        CommitRequest((Change("secret.md", b"the canary\n", None),), Author("X", "x@example.org"), "Secret")
    )
    take_in(space.id)
    with db.fresh() as session:
        page = session.scalars(select(Page).where(Page.version == commit.id)).one()
    return Story(cast.actor("ben"), page)


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    """A browser in which this person is signed in."""
    return lambda login: signed_in(app, login)


@pytest.fixture
def ben(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("ben")


@pytest.fixture
def cem(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("cem")


@pytest.fixture
def dora(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("dora")
