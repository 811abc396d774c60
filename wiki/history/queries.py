"""Reading the history of a page for one actor: its versions with a comparison of two of them, and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from auth.actions import Action
from auth.actor import Actor
from wiki.access.gate import may
from wiki.history.comparing import Compared, compare_versions
from wiki.history.telling import told
from wiki.language import Words
from wiki.pages.models import Page, PageVersion
from wiki.pages.paths import own_path
from wiki.pages.queries import find_version, page_for, version_for, versions
from wiki.pages.section_restoring import restorable_sections
from wiki.pages.text import source_of, version_source
from wiki.paging import Slice
from wiki.rendering.sections import Section

LISTED = 30
"""Versions in one list."""

MOST_SECTIONS = 50
"""Sections that are offered one by one."""


@dataclass(frozen=True)
class Asked:
    """How the screen was asked for: the list ``before`` a version number, and the version that was ``restored``.

    ``is_long``: the whole list is wanted where a narrow screen would show the two versions compared only.
    """

    before: int | None = None
    restored: str | None = None
    is_long: bool = False


@dataclass(frozen=True)
class Entry:
    """A version in the list, and the one before it."""

    version: PageVersion
    before: PageVersion | None = None

    @property
    def told(self) -> Words | str:
        """What the version says it is."""
        return told(self.version)

    @property
    def moved_from(self) -> str | None:
        """The path that the page had before this version, when it was another one."""
        if self.before is None or self.version.change == "deleted" or self.before.file == self.version.file:
            return None
        return own_path(self.before.file)


@dataclass(frozen=True)
class Restored:
    """What the last restoring did: ``source`` is back as the newest version, ``undo`` is what stood there before."""

    source: PageVersion
    undo: PageVersion


@dataclass(frozen=True)
class History:
    """Everything that the screens of a page's history show.

    ``restorable`` is the version offered to be restored, ``sections`` those of its sections that differ from what
    stands now. ``overtaken`` is the version after which somebody else
    changed the page, so that a restoring was not carried out.
    """

    page: Page
    entries: Slice[Entry]
    compared: Compared
    restorable: PageVersion | None
    asked: Asked = Asked()
    restored: Restored | None = None
    overtaken: str | None = None
    sections: Sequence[Section] = ()

    @property
    def choices(self) -> list[PageVersion]:
        """The versions that can be chosen here for a comparison, newest first."""
        some = {one.version.number: one.version for one in self.entries.items}
        some |= {one.number: one for one in (self.compared.old, self.compared.new) if one}
        return [some[number] for number in sorted(some, reverse=True)]


def history_for(actor: Actor, page_id: str, asked: Asked | None = None) -> History:
    """The history of a page, its newest version compared with the one before it."""
    asked = asked or Asked()
    page = page_for(actor, page_id, Action.PAGE_HISTORY)
    rows = versions(actor, page, LISTED + 1, asked.before).items
    newest = rows if asked.before is None else versions(actor, page, 2).items
    compared = compare_versions(newest[1] if len(newest) > 1 else None, newest[0])
    restored = _restored(page, asked.restored, newest[1]) if asked.restored and len(newest) > 1 else None
    restorable = _restorable(actor, page, compared.earlier)
    return History(
        page, _listed(rows), compared, restorable, asked, restored, sections=_sections(page, restorable, compared)
    )


def comparison_for(actor: Actor, page_id: str, old: str, new: str) -> History:
    """The history of a page with two of its versions compared. NotFound when a commit is no version of it."""
    page = page_for(actor, page_id, Action.PAGE_HISTORY)
    compared = compare_versions(version_for(actor, page, old), version_for(actor, page, new))
    rows = versions(actor, page, LISTED + 1).items
    restorable = _restorable(actor, page, compared.earlier)
    return History(page, _listed(rows), compared, restorable, sections=_sections(page, restorable, compared))


def overtaken_for(actor: Actor, page_id: str, version: str, base: str) -> History:
    """What to decide by when restoring ``version`` met a change that was made after ``base``."""
    newest = page_for(actor, page_id, Action.PAGE_HISTORY).version
    return replace(comparison_for(actor, page_id, version, newest), overtaken=base)


def pair_for(actor: Actor, page_id: str, one: str, other: str) -> tuple[str, str]:
    """Two commits of a page in the order in which they are compared, the earlier first."""
    page = page_for(actor, page_id, Action.PAGE_HISTORY)
    chosen = sorted((version_for(actor, page, commit) for commit in (one, other)), key=lambda found: found.number)
    return chosen[0].commit_id, chosen[1].commit_id


def raw_for(actor: Actor, page_id: str, commit: str | None = None) -> bytes:
    """The file of a page, byte for byte, now or as a version left it."""
    page = page_for(actor, page_id, Action.PAGE_RAW)
    return version_source(version_for(actor, page, commit)) if commit else source_of(page)


def _listed(rows: Sequence[PageVersion]) -> Slice[Entry]:
    """One row more than a list holds tells whether there are earlier ones, and where the last one listed came from."""
    shown = rows[:LISTED]
    entries = tuple(Entry(row, before) for row, before in zip_longest(shown, rows[1 : LISTED + 1]))
    return Slice(entries, str(shown[-1].number) if len(rows) > LISTED else None)


def _restorable(actor: Actor, page: Page, version: PageVersion | None) -> PageVersion | None:
    if version is None or version.blob in (None, page.blob) or not may(actor, Action.PAGE_RESTORE, page):
        return None
    return version


def _sections(page: Page, version: PageVersion | None, compared: Compared) -> Sequence[Section]:
    """Those that can be brought back one by one; a text too large to be compared is not taken apart either."""
    if version is None or compared.difference is None:
        return ()
    return restorable_sections(page, version)[:MOST_SECTIONS]


def _restored(page: Page, commit: str, before: PageVersion) -> Restored | None:
    """Only what is so: the newest version has the text of the version that the address names."""
    source = find_version(page.id, commit)
    if source is None or source.blob != page.blob or source.number >= page.number or before.blob in (None, page.blob):
        return None
    return Restored(source, before)
