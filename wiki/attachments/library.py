"""The library: the files of all spaces that somebody may see, by name, found by a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from repo_store.paths import folded
from repo_store.types import Entry
from wiki import db
from wiki.access.gate import require
from wiki.attachments.screens import in_words
from wiki.pages.addresses import file_address, page_address
from wiki.pages.models import Page
from wiki.pages.paths import FILES, files_folder, is_page_file, name_of, path_key
from wiki.pages.sights import Sight, sight_of
from wiki.spaces.models import Space
from wiki.spaces.queries import list_spaces, store

LISTED = 50
"""Files in one list."""


@dataclass(frozen=True)
class Asked:
    """What is looked for: a space by its key, a part of a name, and how many files were listed before."""

    space: str = ""
    words: str = ""
    start: int = 0


@dataclass(frozen=True)
class Shelved:
    """A file in the library; ``page`` is None where it lies beside pages and belongs to none of them alone.

    ``name`` is what the file is called, ``own_name`` its path among the files of the page.
    """

    name: str
    own_name: str
    path: str
    size: str
    url: str
    space: Space
    page: Page | None
    page_url: str


@dataclass(frozen=True)
class Library:
    """A stretch of the list, what was asked, and how it goes on."""

    asked: Asked
    spaces: Sequence[Space]
    rows: Sequence[Shelved]
    total: int

    @property
    def following(self) -> int | None:
        """Where the next stretch starts."""
        end = self.asked.start + len(self.rows)
        return end if end < self.total else None


def library_for(actor: Actor, asked: Asked) -> Library:
    """The files that the actor may open, at the version of each space that is taken in."""
    require(actor, Action.SITE_READ)
    spaces = list_spaces(actor)
    wanted = folded(asked.words.strip())
    found = [
        (space, entry)
        for space in spaces
        if asked.space in ("", space.key)
        for entry in _files(sight_of(actor, space), space)
        if wanted in folded(name_of(entry.path))
    ]
    found.sort(key=lambda one: (folded(name_of(one[1].path)), one[0].key, one[1].path))
    some = found[asked.start : asked.start + LISTED]
    return Library(asked, spaces, _shelved(actor, some), len(found))


def _files(sight: Sight, space: Space) -> Sequence[Entry]:
    """The files of a space that these readers may open, kept for this version of it."""

    def read() -> tuple[Entry, ...]:
        entries = store().open(space.id).entries(space.taken_in) if space.taken_in else []
        return tuple(one for one in entries if _is_file(one.path) and sight.areas.area_for(one.path) in sight.visible)

    return sight.kept(("library",), read)


def _is_file(path: str) -> bool:
    """Neither a page nor something that programs keep in hidden places."""
    return not is_page_file(path) and not any(part.startswith(".") for part in path.split("/"))


def _shelved(actor: Actor, some: Sequence[tuple[Space, Entry]]) -> list[Shelved]:
    pages = _pages(actor, some)
    rows = []
    for space, entry in some:
        path, page = entry.path, pages.get((space.id, _owner(entry.path)))
        if page and not path.startswith(f"{files_folder(page.path)}/"):  # spelled in another way
            page = None
        own_name = path.removeprefix(f"{files_folder(page.path)}/") if page else ""
        page_url = page_address(space.key, page.path) if page else ""
        url, size = file_address(space.key, path), in_words(entry.size)
        rows.append(Shelved(name_of(path), own_name, path, size, url, space, page, page_url))
    return rows


def _owner(path: str) -> str:
    """The key of the path of the page that a file belongs to; a key that no page has for all others."""
    folder, mark, _name = f"/{path}".rpartition(f"/{FILES}/")
    return path_key(folder.removeprefix("/")) if mark else "/"


def _pages(actor: Actor, some: Iterable[tuple[Space, Entry]]) -> dict[tuple[str, str], Page]:
    keys = {(space.id, _owner(entry.path)) for space, entry in some}
    rows = select(Page).where(
        Page.space_id.in_({space_id for space_id, _key in keys}),
        Page.path_key.in_({key for _space_id, key in keys}),
        Page.area_id.in_(actor.visible_areas),
    )
    return {(page.space_id, page.path_key): page for page in db.session().scalars(rows)}
