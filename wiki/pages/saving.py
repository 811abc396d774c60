"""One change of text into one commit: merged with what others saved meanwhile, durable, then taken in.

After the ref has moved the answer is success, whatever SQL does: the watermark brings the tables after.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from auth.actions import Action
from auth.actor import Actor
from repo_store.errors import BadPath, DiskFull, NothingChanged, Overtaken, ReadOnly, StoreError
from repo_store.merging import merge
from repo_store.repository import Repository
from repo_store.types import Change, CommitRequest
from wiki import db
from wiki.access.gate import require
from wiki.errors import TooLarge, Unavailable
from wiki.events.delivery import PASSING
from wiki.instance import current
from wiki.language import number
from wiki.language import words as _
from wiki.pages.errors import ChangedMeanwhile, DeletedMeanwhile, EditConflict, UnknownVersion
from wiki.pages.fitting import fitted, text_of
from wiki.pages.models import Page
from wiki.pages.paths import path_key
from wiki.pages.projection import take_in
from wiki.pages.queries import find_page, find_version
from wiki.pages.taking_in.authors import author_of
from wiki.spaces.queries import find_space, store

log = logging.getLogger("slipbook.pages")
Trailers = tuple[tuple[str, str], ...]
LONGEST_SUMMARY = 500
SAVER_WAITS = 2.0


class SpaceReadOnly(Unavailable):
    """Writing has stopped because the disk can no longer be trusted."""

    message = _("This space is read-only at the moment, because its disk reported an error.")
    mend = _("Keep your text; the people who run this site find the reason in the log.")


class DiskIsFull(Unavailable):
    """Too little of the disk is free to write."""

    message = _("There is too little room left on the disk, so nothing was saved.")
    mend = _("Keep your text and try again when room has been made.")


@dataclass(frozen=True)
class Signature:
    """Who makes a commit and what they say about it."""

    actor: Actor
    summary: str
    otherwise: str
    trailers: Trailers = ()

    @property
    def message(self) -> str:
        """One line; the words of the person, or ``otherwise`` where there are none."""
        return " ".join(self.summary.split())[:LONGEST_SUMMARY] or self.otherwise


def refuse_large(data: bytes) -> None:
    """TooLarge, with both sizes, for a text over the limit."""
    limit = current().settings.page_limit
    if len(data) > limit:
        sizes = {"size": number(len(data)), "limit": number(limit)}
        sentence = _("The page has %(size)s bytes; the limit is %(limit)s.", **sizes)
        raise TooLarge(sentence, mend=_("Split it into several pages."))


def write(repository: Repository, change: Change, signature: Signature) -> str | None:
    """Commit one change and take it in: see ``write_all``."""
    return write_all(repository, (change,), signature)


def write_all(
    repository: Repository,
    changes: Sequence[Change],
    signature: Signature,
    folders: Sequence[tuple[str, str | None]] = (),
) -> str | None:
    """Commit all changes, or none, and take them in; the id of the commit, None when nothing changed.

    Raises Overtaken when a file or one of ``folders`` is not as expected, BadPath, Unavailable.
    """
    author = author_of(signature.actor)
    request = CommitRequest(tuple(changes), author, signature.message, signature.trailers, folders=tuple(folders))
    try:
        commit = repository.commit_changes(request)
    except NothingChanged:
        return None
    except (Overtaken, BadPath):
        raise
    except ReadOnly as fault:
        raise SpaceReadOnly from fault
    except DiskFull as fault:
        raise DiskIsFull from fault
    except (StoreError, OSError) as fault:
        raise Unavailable from fault
    take_in_quietly(repository.key)
    return commit.id


def take_in_quietly(space_id: str) -> None:
    """Take in; a failure is logged, because what is in Git is safe and the next minute tries again."""
    try:
        take_in(space_id, patience=SAVER_WAITS)
    except PASSING:
        log.exception("space %s was saved to but not taken in", space_id)


def as_they_are(space_id: str, path: str, changes: Sequence[Change]) -> list[Change]:
    """``changes``, on condition that the pages above ``path`` are where the tables have them.

    So nothing lands in the place of a page that was moved away with its restrictions while the writer waited.
    """
    parts = path_key(path).split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts))]
    rows = select(Page.file, Page.blob).where(Page.space_id == space_id, Page.path_key.in_(above))
    touched = {change.path for change in changes}
    found = [(file, blob) for file, blob in db.session().execute(rows) if file not in touched]
    return [*changes, *(Change(file, None, expected=blob, blob=blob) for file, blob in found)]


def bring_up_to_date(space_id: str) -> None:
    """Take in what the tables do not know yet."""
    with db.fresh():
        space = find_space(space_id)
    if space is None or space.taken_in != store().open(space_id).head():
        take_in_quietly(space_id)


def up_to_date(page: Page) -> Page:
    """The page as of the newest commit. DeletedMeanwhile when it is gone."""
    bring_up_to_date(page.space_id)
    found = page_now(page.id)
    if found is None:
        raise DeletedMeanwhile
    return found


def unchanged_since(actor: Actor, action: Action, page: Page, base: str) -> Page:
    """The newest state of the page, when its text is that of ``base``: a precondition compares blobs."""
    blob = base_blob(page, base)
    page = up_to_date(page)
    require(actor, action, page)
    if page.blob != blob:
        raise ChangedMeanwhile
    return page


def page_now(page_id: str) -> Page | None:
    """The page as the tables have it at this moment."""
    with db.fresh():
        return find_page(page_id)


def page_after(page: Page, commit: str | None) -> Page:
    """``page`` after ``commit`` changed its text: as the tables have it or, where they are behind, as they will."""
    with db.fresh():
        now = find_page(page.id)
        if now is not None and (commit is None or find_version(page.id, commit) is not None):
            return now
    entry = store().open(page.space_id).entry(commit, page.file) if commit else None
    if commit is None or entry is None:
        return page
    columns = {column.key: getattr(page, column.key) for column in Page.__table__.columns}
    written = Page(**{**columns, "blob": entry.blob, "version": commit, "number": page.number + 1})
    set_committed_value(written, "space", page.space)
    return written


def base_blob(page: Page, base: str) -> str:
    """The blob of the version that a change was made from. UnknownVersion when the page never had it."""
    with db.fresh():
        version = find_version(page.id, base)
    if version is None or version.blob is None:
        raise UnknownVersion
    return version.blob


def merged(base: bytes, mine: bytes, saved: bytes) -> bytes:
    """``mine``, made from ``base``, put together with what is ``saved`` now. EditConflict where both changed a line."""
    outcome = merge(text_of(base), text_of(mine), text_of(saved))
    if outcome.text is None:
        raise EditConflict(
            base=_shown(base), ours=_shown(mine), theirs=_shown(saved), merged_with_markers=_clean(outcome.with_markers)
        )
    return fitted(saved, outcome.text)


def _shown(data: bytes) -> str:
    return _clean(text_of(data))


def _clean(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
