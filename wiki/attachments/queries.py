"""Reading the files of a page for one actor, at the version that is taken in: a list, one file, its uses.

A file of a page lies in the folder ``_files`` beside or below it and has the permission of its path, like any file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.types import Entry
from wiki import db
from wiki.access.gate import require
from wiki.attachments.errors import NoSuchFile
from wiki.attachments.names import markdown_for
from wiki.attachments.thumbnails import thumbnail_of
from wiki.pages.areas import areas_of
from wiki.pages.files import StoredFile
from wiki.pages.models import Page, PageLink
from wiki.pages.paths import files_folder, link_key
from wiki.pages.queries import page_for
from wiki.spaces.queries import store
from wiki.web.media_types import media_type_of

MOST_USES = 50
PICTURE_ENDINGS = frozenset({"png", "jpg", "jpeg", "gif", "webp", "avif", "svg"})


@dataclass(frozen=True)
class PageFile:
    """A file of a page. ``name`` is its path below the folder of the page's files, ``path`` that in the repository."""

    page: Page
    name: str
    path: str
    blob: str
    size: int

    @property
    def is_picture(self) -> bool:
        """Whether its name says that a page can show it."""
        return self.name.rpartition(".")[2].lower() in PICTURE_ENDINGS

    @property
    def markdown(self) -> str:
        """What to write into the page so that it shows the file."""
        return markdown_for(self.page.file, self.path, is_picture=self.is_picture)


def files_of(actor: Actor, page: Page) -> list[PageFile]:
    """The files of a page by name."""
    require(actor, Action.FILE_READ, facts_of(page))
    commit, folder = page.space.taken_in, files_folder(page.path)
    entries = store().open(page.space_id).entries(commit, folder) if commit else []
    return [described(page, entry) for entry in entries]


def file_for(actor: Actor, page_id: str, name: str, action: Action = Action.FILE_READ) -> PageFile:
    """The file ``name`` of a page, when the actor may do ``action`` with it. NotFound or NoSuchFile."""
    page = page_with_files(actor, page_id, action)
    found = entry_of(page, name)
    if found is None:
        raise NoSuchFile
    return described(page, found)


def content_for(actor: Actor, page_id: str, name: str) -> StoredFile:
    """The bytes of a file as it is now."""
    found = file_for(actor, page_id, name)
    return stored(found.page, name, found.blob)


def thumbnail_for(actor: Actor, page_id: str, name: str) -> StoredFile:
    """The small picture of a file, where one was made. NoSuchFile otherwise."""
    found = file_for(actor, page_id, name)
    small = thumbnail_of(found.blob)
    if small is None:
        raise NoSuchFile
    return StoredFile(small.read_bytes(), f"{name.rpartition('/')[2]}.webp", "image/webp", found.blob)


def pages_using(actor: Actor, file: PageFile) -> Sequence[Page]:
    """The pages of the same space that link to the file or show it, among those that the actor may see."""
    written = "/" + quote(file.path)
    keys = {link_key("", written, may_be_page=may_be_page) for may_be_page in (False, True)}
    linking = select(PageLink.page_id).where(
        PageLink.space_id == file.page.space_id, PageLink.target_path.in_(sorted(key for key in keys if key))
    )
    pages = select(Page).where(Page.id.in_(linking), Page.area_id.in_(actor.visible_areas))
    return db.session().scalars(pages.order_by(Page.title_key, Page.id).limit(MOST_USES)).all()


def path_of(page: Page, name: str) -> str:
    """Where a file of this name lies in the repository."""
    return f"{files_folder(page.path)}/{name}"


def facts_of(page: Page) -> Facts:
    """What the gate must know of the files of a page: their area is that of their path."""
    return Facts(areas_of(page.space_id).area_for(files_folder(page.path)), page.space_id)


def entry_of(page: Page, name: str) -> Entry | None:
    """The file of this name at the version taken in."""
    commit = page.space.taken_in
    return store().open(page.space_id).entry(commit, path_of(page, name)) if commit else None


def described(page: Page, entry: Entry) -> PageFile:
    """An entry of the tree as a file of its page."""
    return PageFile(page, entry.path.removeprefix(f"{files_folder(page.path)}/"), entry.path, entry.blob, entry.size)


def page_with_files(actor: Actor, page_id: str, action: Action) -> Page:
    """The page, when both it and its files may be seen."""
    page = page_for(actor, page_id)
    require(actor, action, facts_of(page))
    return page


def stored(page: Page, name: str, blob: str) -> StoredFile:
    """These bytes as a file of the page."""
    data = store().open(page.space_id).read(blob)
    return StoredFile(data, name.rpartition("/")[2], media_type_of(data, name), blob)
