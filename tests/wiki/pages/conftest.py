"""What the tests of pages share: the Handbook with a few pages, and a shelf whose history is written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from auth.actor import SYSTEM, Actor
from repo_store.types import UNCHECKED, Author, Change, CommitRequest
from tests.cast import Cast
from wiki import db
from wiki.instance import Instance
from wiki.pages.models import Page
from wiki.pages.operations import NewPage, create_page
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

SOMEBODY = Author("Somebody Else", "somebody@example.org")


@dataclass(frozen=True)
class Shelf:
    """A space whose repository a test writes to past the operations, as a push would."""

    space: Space

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change", author: Author = SOMEBODY) -> str:
        """Write (or, for None, delete) these files in one commit."""
        changes = tuple(
            Change(path, data.encode() if isinstance(data, str) else data, UNCHECKED) for path, data in files.items()
        )
        return repository_of(self.space).commit_changes(CommitRequest(changes, author, message)).id

    def page(self, path: str) -> Page:
        """The page at this path, whoever may see it."""
        found = {page.path: page for page in self.pages()}
        return found[path]

    def pages(self) -> list[Page]:
        with db.fresh() as session:
            return list(session.query(Page).filter(Page.space_id == self.space.id).order_by(Page.path))

    def paths(self) -> list[str]:
        return [page.path for page in self.pages()]


@pytest.fixture
def shelf(instance: Instance) -> Shelf:
    return Shelf(create_space(SYSTEM, NewSpace("shelf", "Shelf")))


@pytest.fixture
def ben(cast: Cast) -> Actor:
    """Ben edits the Handbook."""
    return cast.actor("ben")


@pytest.fixture
def setup(cast: Cast, ben: Actor) -> Page:
    """A page of three paragraphs in the Handbook."""
    body = "# Set up\n\nFirst step.\n\nSecond step.\n\nThird step.\n"
    return create_page(ben, cast.handbook, NewPage("guides/setup", body=body))
