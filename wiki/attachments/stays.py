"""Where a page stood, when, and which path it had there: only what happened to its files meanwhile is its own.

The same file may have been a page of another path: that of its folder, as long as no page stood beside the folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from repo_store.repository import Repository
from wiki import db
from wiki.pages.models import Page, PageVersion
from wiki.pages.paths import FOLDER_PAGES, file_key, own_path, parent_of, path_key, rank_as_folder_page
from wiki.pages.taking_in.address_book import AddressBook

MOST_STAYS = 6
"""How many of the places where a page stood are looked at, newest first."""
_NUMBERED = re.compile("~[0-9]+$")
_UNSURE = re.compile("[^a-z0-9/. -]")


@dataclass(frozen=True)
class Stay:
    """A time that a page stood in ``file``: after the commit ``after`` up to ``until``.

    ``rivals`` are the files, this one among them, that decide which path it has.
    """

    file: str
    after: str | None
    until: str
    rivals: Collection[str]

    @property
    def paths(self) -> Sequence[str]:
        """Every path that the page may have had meanwhile."""
        if len(self.rivals) == 1:
            return [AddressBook(self.rivals).path_of(self.file)]
        own = own_path(self.file)
        numbered = [f"{own}~{number}" for number in range(2, len(self.rivals) + 1)]
        return [own, *numbered] if rank_as_folder_page(self.file) is None else [parent_of(own), own, *numbered]

    def path_in(self, repository: Repository, commit_id: str) -> str | None:
        """The path of the page in a commit; None where it does not stand in the file."""
        there = [one for one in self.rivals if repository.entry(commit_id, one) is not None]
        return AddressBook(there).path_of(self.file) if self.file in there else None


@dataclass
class _Span:
    file: str
    begun: str
    ended: str | None = None


def stays_of(repository: Repository, page: Page) -> list[Stay]:
    """Where the page stood, newest first. A stay ends when the page goes to another file, or is deleted."""
    rows = select(PageVersion.file, PageVersion.commit_id, PageVersion.change).where(PageVersion.page_id == page.id)
    known = db.session().execute(rows.order_by(PageVersion.number)).all()
    spans = _spans((file, commit_id, change) for file, commit_id, change in known)[: -MOST_STAYS - 1 : -1]
    rivals = _rivals(page.space_id, {one.file for one in spans})
    until, stays = page.space.taken_in, list[Stay]()
    for span in spans:
        if until is None:
            break
        parents = repository.commit(span.begun).parents
        after = parents[0] if parents else None
        stays.append(Stay(span.file, after, span.ended or until, rivals[span.file]))
        until = after
    return stays


def _spans(versions: Iterable[tuple[str, str, str]]) -> list[_Span]:
    spans = list[_Span]()
    for file, commit_id, change in versions:
        last = spans[-1] if spans else None
        if change == "deleted" and last is not None:
            last.ended = commit_id
        elif last is None or last.ended is not None or last.file != file:
            spans.append(_Span(file, commit_id))
    return spans


def _rivals(space_id: str, files: Collection[str]) -> dict[str, Collection[str]]:
    """For each file those that ever stood in the space and have a say in its path."""
    keys = {file: _family(file) for file in files}
    begin = [_UNSURE.sub("%", key) for key in sorted(set().union(*keys.values()))]
    alike = or_(False, *(PageVersion.file.ilike(f"{some}{end}%") for some in begin for end in ".~"))
    asked = select(PageVersion.file).where(PageVersion.space_id == space_id, alike).distinct()
    known = {one: _NUMBERED.sub("", file_key(one)) for one in {*db.session().scalars(asked), *files}}
    return {file: sorted(one for one in known if one == file or known[one] in keys[file]) for file in files}


def _family(file: str) -> set[str]:
    """The keys of the files whose names compete for the same paths."""
    if rank_as_folder_page(file) is None:
        return {file_key(file)}
    folder = path_key(parent_of(own_path(file)))
    return {file_key(file), folder} | {f"{folder}/{name}".lstrip("/") for name in FOLDER_PAGES}
