"""What stands on the screens of a page's files, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from wiki.access.gate import may
from wiki.attachments.errors import NoSuchFile
from wiki.attachments.limits import MOST_FILES
from wiki.attachments.queries import (
    PageFile,
    described,
    entry_of,
    facts_of,
    files_of,
    pages_using,
)
from wiki.attachments.thumbnails import thumbnail_of
from wiki.attachments.versions import FileVersion, versions_of
from wiki.instance import current
from wiki.language import number
from wiki.pages.addresses import file_address, page_address
from wiki.pages.models import Page
from wiki.pages.queries import page_for

_UNITS = ("B", "KB", "MB", "GB")


@dataclass(frozen=True)
class Limits:
    """What one upload may be, in words."""

    file: str
    most: int
    bytes: int


@dataclass(frozen=True)
class Row:
    """A file in the list."""

    file: PageFile
    url: str
    size: str
    has_thumbnail: bool


@dataclass(frozen=True)
class FilesScreen:
    """The list of a page's files."""

    page: Page
    url: str
    rows: Sequence[Row]
    may_upload: bool
    limits: Limits
    fresh: frozenset[str]


@dataclass(frozen=True)
class FileScreen:
    """One file: ``row`` is None when it was removed. ``current`` is the number of the version that stands now."""

    page: Page
    page_url: str
    name: str
    row: Row | None
    versions: Sequence[FileVersion]
    used_in: Sequence[tuple[str, str]]
    may_upload: bool
    may_remove: bool
    limits: Limits

    @property
    def current(self) -> int | None:
        """The number of the version that is shown to readers."""
        return self.versions[0].number if self.row and self.versions else None


def files_screen(actor: Actor, page_id: str, fresh: Sequence[str] = ()) -> FilesScreen:
    """The files of a page; ``fresh`` names those that were just added."""
    page = page_for(actor, page_id)
    rows = [_row(one) for one in files_of(actor, page)]
    may_upload = may(actor, Action.FILE_UPLOAD, facts_of(page))
    return FilesScreen(page, _address(page), rows, may_upload, limits(), frozenset(fresh))


def file_screen(actor: Actor, page_id: str, name: str) -> FileScreen:
    """One file of a page with its versions and where it is used. NoSuchFile where there never was one."""
    page = page_for(actor, page_id)
    versions = versions_of(actor, page, name)
    if not versions:
        raise NoSuchFile
    entry = entry_of(page, name)
    file = described(page, entry) if entry else None
    return FileScreen(
        page=page,
        page_url=_address(page),
        name=name,
        row=_row(file) if file else None,
        versions=versions,
        used_in=[(one.title, _address(one)) for one in pages_using(actor, file)] if file else [],
        may_upload=may(actor, Action.FILE_UPLOAD, facts_of(page)),
        may_remove=may(actor, Action.FILE_REMOVE, facts_of(page)),
        limits=limits(),
    )


def limits() -> Limits:
    """The limits of this instance."""
    most = current().settings.file_limit
    return Limits(in_words(most), MOST_FILES, most)


def in_words(size: int) -> str:
    """A size as people say it: ``84 KB``."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{number(round(value, 1) if 0 < value < 10 and unit else round(value))} {_UNITS[unit]}"


def _row(file: PageFile) -> Row:
    url = file_address(file.page.space.key, file.path)
    return Row(file, url, in_words(file.size), thumbnail_of(file.blob) is not None)


def _address(page: Page) -> str:
    return page_address(page.space.key, page.path)
