"""Bringing one section of an earlier version back into the page as it is; the other sections stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from wiki import db
from wiki.access.gate import require
from wiki.errors import Gone, Invalid
from wiki.language import words as _
from wiki.pages import saving
from wiki.pages.fitting import text_of
from wiki.pages.models import Page, PageVersion
from wiki.pages.operations import Edit, Saved, save_page
from wiki.pages.queries import version_for
from wiki.pages.text import source_of, version_source
from wiki.rendering.sections import Section, find_section, sections, with_section
from wiki.spaces.queries import store

LONGEST_KEY = 100


@dataclass(frozen=True)
class SectionWish:
    """The section to bring back: the version it comes from, its key or the words of its heading.

    ``base`` is the newest version that the person saw.
    """

    version: str
    section: str
    base: str


@dataclass(frozen=True)
class SectionRestored:
    """What became of the page, the heading of the section, and the number of the version that it came from."""

    saved: Saved
    title: str
    number: int


def restorable_sections(page: Page, version: PageVersion) -> Sequence[Section]:
    """The sections of ``version`` that are not in the page as they were, each by its own words.

    One that holds the whole text is left out: bringing it back is bringing back the version.
    """
    if version.blob in (None, page.blob) or page.too_large:
        return ()
    before, now = text_of(version_source(version)), text_of(source_of(page))
    standing = {one.key: one for one in sections(now)}
    found = sections(before)
    is_parted = len([one for one in found if one.level <= found[0].level]) > 1 if found else False
    offered = found if is_parted else found[1:]
    return [one for one in offered if one.key not in standing or standing[one.key].own != one.own]


def restore_section(actor: Actor, page: Page, wish: SectionWish) -> SectionRestored:
    """Put the section as it was in the place of the section of the same heading, or at the end where there is none.

    What others saved since ``wish.base`` is merged. Raises NotFound, Gone, Invalid (field ``section``), UnknownVersion,
    EditConflict, Unavailable.
    """
    require(actor, Action.PAGE_RESTORE, page)
    with db.fresh():
        version = version_for(actor, page, wish.version)
        if version.blob is None:
            raise Gone
        section = find_section(text_of(version_source(version)), wish.section[:LONGEST_KEY])
    if section is None:
        raise Invalid(fields={"section": _("That version has no section with this heading.")})
    base = store().open(page.space_id).read(saving.base_blob(page, wish.base))
    body = with_section(text_of(base), section)
    summary = f"Restore section “{section.title}” of version {version.number}"
    saved = save_page(actor, page, Edit(body, summary, wish.base))
    return SectionRestored(saved, section.title, version.number)
