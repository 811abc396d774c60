"""The versions of a file: the commits that changed it while its page stood where it stood, wherever that was.

What lay at the same path before the page came there, or after it left, belonged to another page, which this reader may
not be allowed to see; so a page's own history says which commits count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from repo_store.history import log
from repo_store.repository import Repository
from repo_store.types import Commit
from wiki import db
from wiki.access.gate import require
from wiki.attachments.errors import NoSuchFile
from wiki.attachments.queries import facts_of, page_with_files, stored
from wiki.pages.files import StoredFile
from wiki.pages.models import Page, PageVersion
from wiki.pages.paths import files_folder, own_path, parent_of, rank_as_folder_page
from wiki.pages.taking_in.authors import Authors, Signed
from wiki.spaces.queries import store

MOST_VERSIONS = 500
MOST_STAYS = 6
"""How many of the places where a page stood are looked at, newest first."""


@dataclass(frozen=True)
class FileVersion:
    """A commit that changed the file; ``blob`` is None where it removed it. Numbers begin at 1."""

    number: int
    commit_id: str
    blob: str | None
    size: int
    signed: Signed
    summary: str


@dataclass(frozen=True)
class _Stay:
    """A time that the page stood in one place: the folder of its files, after ``after`` up to ``until``."""

    folder: str
    after: str | None
    until: str


def versions_of(actor: Actor, page: Page, name: str) -> list[FileVersion]:
    """What happened to a file of the page, newest first; empty where there never was one of this name."""
    require(actor, Action.FILE_READ, facts_of(page))
    repository = store().open(page.space_id)
    stays = _stays(repository, page)
    found = [one for stay in stays for one in _during(repository, stay, name)]
    if not found and stays:
        found = _pushed_early(repository, stays[0], name)
    # where the page moved, its file came along as it was: that is no version of its own
    kept = [newer for newer, older in pairwise(found) if newer.blob != older.blob] + found[-1:]
    numbered = [replace(one, number=len(kept) - place) for place, one in enumerate(kept)]
    return numbered if any(one.blob for one in numbered) else []


def version_for(actor: Actor, page_id: str, commit: str, name: str) -> StoredFile:
    """The bytes of a file as one of its versions left it. NoSuchFile for any other commit, whatever it holds."""
    page = page_with_files(actor, page_id, Action.FILE_READ)
    found = next((one for one in versions_of(actor, page, name) if one.commit_id == commit), None)
    if found is None or found.blob is None:
        raise NoSuchFile
    return stored(page, name, found.blob)


def _stays(repository: Repository, page: Page) -> list[_Stay]:
    """Where the page stood, newest first."""
    rows = select(PageVersion.file, PageVersion.commit_id).where(PageVersion.page_id == page.id)
    known = db.session().execute(rows.order_by(PageVersion.number)).all()
    begun = [(file, next(commits)[1]) for file, commits in groupby(known, key=lambda row: row[0])]
    until, stays = page.space.taken_in, list[_Stay]()
    for file, commit_id in reversed(begun):
        if until is None or len(stays) == MOST_STAYS:
            break
        parents = repository.commit(commit_id).parents
        after = parents[0] if parents else None
        stays.append(_Stay(files_folder(_path_of(page, file)), after, until))
        until = after
    return stays


def _path_of(page: Page, file: str) -> str:
    """The path that the page had while it stood in ``file``."""
    if file == page.file:
        return page.path
    return parent_of(file) if rank_as_folder_page(file) is not None else own_path(file)


def _during(repository: Repository, stay: _Stay, name: str) -> list[FileVersion]:
    path = f"{stay.folder}/{name}"
    commits = log(repository, path, until=stay.until, limit=MOST_VERSIONS)
    others = log(repository, path, until=stay.after, limit=MOST_VERSIONS) if commits and stay.after else []
    foreign = {one.id for one in others}
    return _described(repository, path, [one for one in commits if one.id not in foreign])


def _pushed_early(repository: Repository, stay: _Stay, name: str) -> list[FileVersion]:
    """The file as it is, where it lay here before its page did and was never changed since."""
    path = f"{stay.folder}/{name}"
    if repository.entry(stay.until, path) is None:
        return []
    return _described(repository, path, log(repository, path, until=stay.until, limit=1))


def _described(repository: Repository, path: str, commits: Sequence[Commit]) -> list[FileVersion]:
    authors = Authors(commits)
    versions = []
    for commit in commits:
        entry = repository.entry(commit.id, path)
        blob, size = (entry.blob, entry.size) if entry else (None, 0)
        summary = commit.message.partition("\n")[0]
        versions.append(FileVersion(0, commit.id, blob, size, authors.signed(commit), summary))
    return versions
