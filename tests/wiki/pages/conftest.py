"""What the tests of pages share: the Handbook with a few pages, and a shelf whose history is written by hand."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from auth.actor import SYSTEM, Actor
from repo_store.items import FILE, FOLDER, Draft, Item
from repo_store.objects import Objects, opened
from repo_store.types import MAIN, Author
from tests.cast import Cast
from tests.wiki.pages.backups import Backup
from wiki import db
from wiki.instance import Instance
from wiki.pages.models import Page
from wiki.pages.operations import NewPage, create_page
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of


def _item(objects: Objects, data: str | bytes) -> Item:
    return Item(objects.write_blob(data.encode() if isinstance(data, str) else data), FILE)


def _tree(objects: Objects, base: str | None, edits: Mapping[tuple[str, ...], str | bytes | None]) -> str | None:
    """A tree with these files set or removed; names are not checked, as in a repository from elsewhere."""
    here: dict[str, Item | None] = {}
    for name in {path[0] for path in edits}:
        below = {path[1:]: data for path, data in edits.items() if path[0] == name and len(path) > 1}
        if below:
            old = objects.item(base, name) if base else None
            tree = _tree(objects, old.id if old and old.is_folder else None, below)
            here[name] = Item(tree, FOLDER) if tree else None
        else:
            data = edits[(name,)]
            here[name] = None if data is None else _item(objects, data)
    return objects.write_tree(base, here)


SOMEBODY = Author("Somebody Else", "somebody@example.org")


@dataclass(frozen=True)
class Shelf:
    """A space whose repository a test writes to past the operations, as a push would."""

    space: Space

    def commit(
        self, files: Mapping[str, str | bytes | None], message: str = "Change", author: Author = SOMEBODY
    ) -> str:
        """Write (or, for None, delete) these files in one commit."""
        repository = repository_of(self.space)
        with repository.hold():
            objects = opened(repository.path)
            head = objects.ref(MAIN)
            parent = objects.commit(head) if head else None
            edits = {tuple(path.split("/")): data for path, data in files.items()}
            tree = _tree(objects, parent.tree if parent else None, edits) or objects.write_empty_tree()
            draft = Draft(tree, head, author, int(time.time()), message)
            commit = objects.write_commit(draft)
            objects.advance(MAIN, draft, commit)
            return commit

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


@pytest.fixture
def backup(instance: Instance, cast: Cast, ben: Actor, tmp_path: Path) -> Backup:
    """A day ago: two pages."""
    create_page(ben, cast.handbook, NewPage("plan", body="# Plan\n\nold words\n"))
    create_page(ben, cast.handbook, NewPage("quiet", body="# Quiet\n"))
    return Backup.of(instance, tmp_path / "yesterday.db")
