"""The versions of a file: the commits that changed it while its page stood where it stood, wherever that was.

What lay at the same path before the page came there, or after it left, belonged to another page, which this reader may
not be allowed to see; so a page's own history says which commits count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auth.actions import Action
from auth.actor import Actor
from repo_store.history import log
from repo_store.repository import Repository
from repo_store.types import Commit
from wiki.access.gate import require
from wiki.attachments.errors import NoSuchFile
from wiki.attachments.queries import facts_of, page_with_files, path_of, stored
from wiki.attachments.stays import Stay, stays_of
from wiki.pages.files import StoredFile
from wiki.pages.models import Page
from wiki.pages.paths import files_folder
from wiki.pages.taking_in.authors import Authors, Signed
from wiki.spaces.queries import store

MOST_VERSIONS = 500


@dataclass(frozen=True)
class FileVersion:
    """A commit that changed the file; ``blob`` is None where it removed it. Numbers begin at 1."""

    number: int
    commit_id: str
    blob: str | None
    size: int
    signed: Signed
    summary: str


def versions_of(actor: Actor, page: Page, name: str) -> list[FileVersion]:
    """What happened to a file of the page, newest first; empty where there never was one of this name."""
    require(actor, Action.FILE_READ, facts_of(page))
    repository = store().open(page.space_id)
    stays = stays_of(repository, page)
    found = [one for stay in stays for one in _during(repository, stay, name)]
    if not found and stays:
        found = _pushed_early(repository, path_of(page, name), stays[0].until)
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


def _during(repository: Repository, stay: Stay, name: str) -> list[FileVersion]:
    """What happened to a file of the page in this time, wherever its files lay then."""
    found: dict[str, FileVersion] = {}
    for path in stay.paths:
        for one in _at(repository, stay, path, name):
            if one.blob or one.commit_id not in found:  # a commit that takes it to another path removes nothing
                found[one.commit_id] = one
    return sorted(found.values(), key=lambda one: repository.commit(one.commit_id).committed_at, reverse=True)


def _at(repository: Repository, stay: Stay, path: str, name: str) -> list[FileVersion]:
    """The same for the time that the path of the page was this one."""
    file = f"{files_folder(path)}/{name}"
    commits = log(repository, file, until=stay.until, limit=MOST_VERSIONS)
    others = log(repository, file, until=stay.after, limit=MOST_VERSIONS) if commits and stay.after else []
    foreign = {one.id for one in others}
    versions = _described(repository, file, [one for one in commits if one.id not in foreign])
    return [one for one in versions if _is_own(repository, stay, path, one)]


def _is_own(repository: Repository, stay: Stay, path: str, version: FileVersion) -> bool:
    """Whether the page had this path when the file came, or until it went."""
    if version.blob is not None:
        return stay.path_in(repository, version.commit_id) == path
    before = repository.commit(version.commit_id).parents
    return bool(before) and stay.path_in(repository, before[0]) == path


def _pushed_early(repository: Repository, path: str, until: str) -> list[FileVersion]:
    """The file as it is, where it lay here before its page did and was never changed since."""
    if repository.entry(until, path) is None:
        return []
    return _described(repository, path, log(repository, path, until=until, limit=1))


def _described(repository: Repository, path: str, commits: Sequence[Commit]) -> list[FileVersion]:
    authors = Authors(commits)
    versions = []
    for commit in commits:
        entry = repository.entry(commit.id, path)
        blob, size = (entry.blob, entry.size) if entry else (None, 0)
        summary = commit.message.partition("\n")[0]
        versions.append(FileVersion(0, commit.id, blob, size, authors.signed(commit), summary))
    return versions
