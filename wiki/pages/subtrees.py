"""A page with everything below it, as the repository holds it: which files and pages go along when the page goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import false, or_, select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.repository import Repository
from repo_store.types import Entry
from wiki import db
from wiki.access.gate import may, require
from wiki.access.models import Area
from wiki.errors import NotAllowed
from wiki.language import words as _
from wiki.pages.errors import ChangedMeanwhile
from wiki.pages.models import Page
from wiki.pages.paths import files_folder, is_page_file, own_path, parent_of, path_key, rank_as_folder_page


@dataclass(frozen=True)
class Subtree:
    """A page, the pages below it (the page first), and all their files as the newest commit has them.

    ``areas`` are the ids of the areas that any part of it stands in, with the root path of each. ``folders`` are the
    folders that go along whole, with the ids of their trees.
    """

    page: Page
    pages: Sequence[Page]
    files: Mapping[str, Entry]
    areas: Mapping[str, str]
    folders: Sequence[tuple[str, str | None]]


def subtree_of(page: Page, repository: Repository) -> Subtree:
    """The page with what lies below it. The page of the space itself stands alone.

    Raises ChangedMeanwhile when a text in the newest commit is not the one that the tables know.
    """
    pages = _pages(page)
    commit = repository.head() or ""
    entries = repository.entries(commit) if commit else []
    files = {one.path: one for one in entries if one.path == page.file or _is_below(page, one.path)}
    if {one.file: one.blob for one in pages} != {path: one.blob for path, one in files.items() if is_page_file(path)}:
        raise ChangedMeanwhile
    tops = {"/".join(path.split("/")[: page.path.count("/") + 1]) for path in files if _is_below(page, path)}
    folders = [(top, repository.folder(commit, top)) for top in sorted(tops | ({page.path} if page.path else set()))]
    return Subtree(page, pages, files, _areas(page, {one.area_id for one in pages}), folders)


def require_all(actor: Actor, action: Action, subtree: Subtree, *, crossing: bool = False) -> None:
    """The gate for the whole of it: ``action`` everywhere; ``crossing`` the border of what is restricted needs more.

    Raises NotAllowed when any part is kept from the actor, in words that say nothing of what it is.
    """
    require(actor, action, subtree.page)
    for area_id, root_path in subtree.areas.items():
        facts = Facts(area_id, subtree.page.space_id)
        must_manage = crossing and bool(root_path)
        if not may(actor, action, facts) or (must_manage and not may(actor, Action.AREA_CROSS, facts)):
            raise NotAllowed(mend=_("A part of it is restricted; somebody who manages that part can do this."))


def _pages(page: Page) -> list[Page]:
    below = Page.path_key.startswith(f"{page.path_key}/", autoescape=True) if _has_folder(page) else false()
    rows = select(Page).where(Page.space_id == page.space_id, or_(Page.id == page.id, below)).order_by(Page.path)
    found = list(db.session().scalars(rows))
    return sorted(found, key=lambda one: one.id != page.id)


def _areas(page: Page, area_ids: set[str]) -> dict[str, str]:
    """The areas of the pages, and those rooted here that hold no page at the moment."""
    rows = db.session().execute(select(Area.id, Area.root_path).where(Area.space_id == page.space_id)).all()
    return {
        area_id: root_path
        for area_id, root_path in rows
        if area_id in area_ids
        or (root_path and page.path and f"{path_key(root_path)}/".startswith(f"{page.path_key}/"))
    }


def _is_below(page: Page, file: str) -> bool:
    if not page.path:
        return False
    folder = page.path_key if _has_folder(page) else path_key(files_folder(page.path))
    return path_key(file).startswith(f"{folder}/")


def _has_folder(page: Page) -> bool:
    """Whether the folder of the path is the page's own: not for the space itself, nor for the second of two names."""
    if not page.path:
        return False
    own = own_path(page.file)
    return page.path == own or (rank_as_folder_page(page.file) is not None and page.path == parent_of(own))
