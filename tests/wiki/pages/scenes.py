"""Small things that tests of moving and deleting do to the Handbook: files in one commit, restricted parts, a look."""

from __future__ import annotations

from collections.abc import Mapping

from auth.actor import Actor
from auth.roles import Role
from repo_store.types import Change, CommitRequest
from tests.cast import Cast
from wiki import clock, db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant
from wiki.pages.models import Page
from wiki.pages.projection import take_in
from wiki.pages.queries import page_at
from wiki.pages.taking_in.authors import author_of
from wiki.pages.text import source_of
from wiki.slugs import new_id
from wiki.spaces.queries import repository_of


def write(cast: Cast, actor: Actor, files: Mapping[str, str | bytes]) -> None:
    """Put files into the Handbook as one commit."""
    changes = tuple(
        Change(path, text.encode() if isinstance(text, str) else text, expected=None) for path, text in files.items()
    )
    repository_of(cast.handbook).commit_changes(CommitRequest(changes, author_of(actor), "Several"))
    take_in(cast.handbook.id)


def at(actor: Actor, path: str) -> Page:
    with db.fresh():
        return page_at(actor, "handbook", path)


def text(actor: Actor, path: str) -> str:
    with db.fresh():
        return source_of(page_at(actor, "handbook", path)).decode()


def restrict(cast: Cast, path: str, login: str, role: Role) -> str:
    """An area of its own for ``path``, with one role in it."""
    with db.writing() as session:
        area = Area(
            id=new_id(), space_id=cast.handbook.id, root_path=path, parent_id=cast.handbook.area_id,
            created_at=clock.now(),
        )  # fmt: skip
        session.add(area)
        session.flush()
        grant(cast.actor("root"), area, Subject("group", f"g-{login}"), role)
        session.query(Page).filter(Page.path.startswith(path)).update({"area_id": area.id})
        return area.id
