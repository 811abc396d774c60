"""Publishing what was typed: one version of a page, after which the draft is forgotten.

Like the operations of pages these write Git first and open short transactions of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from auth.actions import Action
from auth.actor import Actor
from wiki import db
from wiki.access.gate import require
from wiki.errors import Invalid
from wiki.instance import current
from wiki.language import Words
from wiki.language import words as _
from wiki.pages import saving
from wiki.pages.errors import NameTaken
from wiki.pages.fitting import text_of
from wiki.pages.models import Page
from wiki.pages.operations import Edit, NewPage, Saved, create_page, save_page
from wiki.pages.queries import find_version
from wiki.slugs import slug
from wiki.writing.arranging import Pick, Texts, arranged
from wiki.writing.composing import begun, composed, fields_of
from wiki.writing.errors import AddressTaken, PageTooLarge
from wiki.writing.operations import NewPlace, drop_draft
from wiki.writing.queries import page_in_the_way, source_at, writers_since
from wiki.writing.typed import Typed

log = logging.getLogger("slipbook.writing")
LONGEST_TITLE = 300
_SAVED_ONLY = _("Saved, appears in a moment")


@dataclass(frozen=True)
class Mine:
    """What somebody wants to publish: the fields, and the whole file where it was put together already."""

    typed: Typed
    text: str | None = None

    def source(self, page: Page) -> str:
        """The whole file of ``page`` as the fields make it out of the version that they are based on."""
        if self.text is not None:
            return self.text
        data = composed(source_at(page, self.typed.base), self.typed, page.title)
        return data.decode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Published:
    """The page, the sentence that says what happened, and whether the tables show it already."""

    page: Page
    words: Words
    is_there: bool = True


def publish_edit(actor: Actor, page: Page, mine: Mine) -> Published:
    """Make ``mine`` the newest version of ``page`` and forget the draft. EditConflict, Invalid, PageTooLarge."""
    require(actor, Action.PAGE_EDIT, page)
    _check(mine.typed)
    text = mine.source(page)
    _check_size(text)
    with db.patient(saving.SAVER_WAITS):
        saved = save_page(actor, page, Edit(body=text, summary=mine.typed.summary, base=mine.typed.base))
    is_there = saved.commit is None or _is_taken_in(page, saved.commit)
    _forget(actor, page, is_there=is_there)
    words = _what_happened(actor, saved, mine.typed.base) if is_there else _SAVED_ONLY
    return Published(saved.page, words, is_there)


def publish_new(actor: Actor, place: NewPlace, typed: Typed) -> Published:
    """Create the page written at ``place`` and forget the draft. Raises AddressTaken, Invalid, PageTooLarge."""
    _check(typed)
    text = begun(typed.title, typed.body)
    _check_size(text)
    path = address_of(typed)
    new = NewPage(path=path, title=typed.title, body=text, summary=typed.summary, kind=typed.kind)
    try:
        with db.patient(saving.SAVER_WAITS):
            page = create_page(actor, place.space, new)
    except NameTaken as fault:
        raise AddressTaken(fault.fields, page_in_the_way(actor, place.space, path)) from fault
    is_there = bool(page.blob)
    _forget(actor, place, is_there=is_there)
    return Published(page, _says_published(1) if is_there else _SAVED_ONLY, is_there)


def arrange(page: Page, typed: Typed, theirs: str, picks: Mapping[int, Pick]) -> Mine:
    """What follows from the choices between ``typed`` and the version ``theirs``, based on that version."""
    texts = texts_between(page, typed.base, Mine(typed).source(page), source_at(page, theirs))
    text = arranged(texts, picks)
    fields = fields_of(text.encode("utf-8", "surrogateescape"), page.title)
    return Mine(replace(fields, base=theirs, summary=typed.summary), text)


def texts_between(page: Page, base: str, ours: str, theirs: bytes) -> Texts:
    """The three texts of a merge, with even line ends."""
    return Texts(text_of(source_at(page, base)), text_of(ours.encode("utf-8", "surrogateescape")), text_of(theirs))


def address_of(typed: Typed) -> str:
    """The path of a new page: as typed, or the folder that was typed and the words of the title."""
    folder, slash, name = typed.path.rpartition("/")
    return f"{folder}{slash}{name or slug(typed.title)}".strip("/")


def _check(typed: Typed) -> None:
    wrong: dict[str, Words] = {}
    if not typed.title.strip():
        wrong["title"] = _("Write a title.")
    elif len(typed.title) > LONGEST_TITLE:
        wrong["title"] = _("Use at most %(num)s characters.", num=LONGEST_TITLE)
    if not typed.body.strip():
        wrong["body"] = _("Write some text; an empty page helps nobody.")
    if wrong:
        raise Invalid(fields=wrong)


def _check_size(text: str) -> None:
    size, limit = len(text.encode("utf-8", "surrogateescape")), current().settings.page_limit
    if size > limit:
        raise PageTooLarge(size, limit)


def _what_happened(actor: Actor, saved: Saved, base: str) -> Words:
    if not saved.changed:
        return _("Nothing was different, so there is no new version.")
    if not saved.merged:
        return _says_published(saved.page.number)
    with db.fresh():
        names = ", ".join(writers_since(actor, saved.page, base))
    return _("Version %(n)s is published, merged with what %(names)s changed.", n=saved.page.number, names=names)


def _says_published(number: int) -> Words:
    return _("Version %(n)s is published", n=number)


def _is_taken_in(page: Page, commit: str) -> bool:
    """Whether the tables show what ``commit`` wrote; readers see it from then on."""
    with db.fresh():
        return find_version(page.id, commit) is not None


def _forget(actor: Actor, place: Page | NewPlace, *, is_there: bool) -> None:
    """Drop the draft of a text that is published: that has succeeded, whatever happens here.

    Where the tables could not be written to a moment ago nobody waits for them a second time.
    """
    try:
        with db.patient(db.PATIENCE if is_there else 0), db.writing():
            drop_draft(actor, place)
    except (SQLAlchemyError, db.DatabaseBusy):
        log.warning("a draft was published but not dropped", exc_info=True)
