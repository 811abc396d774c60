"""Deleting a page with everything below it, and bringing back what was deleted within the last thirty days.

A deletion is a commit; what it took out is read from the history, so it can be brought back as it was, with the ids of
its pages. After thirty days it is no longer offered; the history keeps it (see the decision record on deletion).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.errors import BadPath, Overtaken
from repo_store.types import Change, PathChange
from wiki import clock, db
from wiki.access.gate import may, require
from wiki.errors import Gone, Invalid, NotFound, Unavailable
from wiki.language import words as _
from wiki.pages import intents, naming, saving
from wiki.pages.areas import areas_of
from wiki.pages.errors import ChangedMeanwhile, DeletedMeanwhile
from wiki.pages.models import Page, PageIdentity, PageVersion
from wiki.pages.paths import is_page_file, own_path, path_key, rank_as_folder_page
from wiki.pages.rebasing import Rebase
from wiki.pages.subtrees import require_all, subtree_of
from wiki.pages.taking_in.intended import DELETE, RETURN
from wiki.pages.taking_in.walking import RESTORES
from wiki.rendering.source import parse_page
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of, store

KEPT = timedelta(days=30)
MOST_LISTED = 100


@dataclass(frozen=True)
class Deletion:
    """What one commit took out: the page that it was about, and how many pages the actor could see in all."""

    space: Space
    commit: str
    page_id: str
    path: str
    title: str
    pages: int
    at: datetime
    by: str

    @property
    def until(self) -> datetime:
        """The moment after which it is no longer offered."""
        return self.at + KEPT


def delete_page(actor: Actor, page: Page, base: str, summary: str = "") -> str:
    """Take a page and what lies below it out of its space. Answers the commit.

    Raises ChangedMeanwhile when the page is not as ``base`` left it, NotAllowed when a part is kept from the actor.
    """
    page = saving.unchanged_since(actor, Action.PAGE_DELETE, page, base)
    repository = store().open(page.space_id)
    with db.fresh():
        subtree = subtree_of(page, repository)
        require_all(actor, Action.PAGE_DELETE, subtree)
    intent = intents.Intent(DELETE, page.space_id, page.id, page.area_id, page.path, None, repository.head())
    signature = saving.Signature(actor, summary, f"Delete {page.path or page.file}", (intents.note(intent),))
    changes = [Change(file, None, expected=entry.blob) for file, entry in subtree.files.items()]
    try:
        commit = saving.write_all(repository, changes, signature, subtree.folders)
    except Overtaken as fault:
        raise ChangedMeanwhile from fault
    if commit is None:
        raise DeletedMeanwhile
    return commit


def deletions(actor: Actor, space: Space) -> list[Deletion]:
    """What was deleted in the last thirty days and the actor may bring back, newest first."""
    require(actor, Action.PAGE_RESTORE, facts_of(space))
    found: dict[str, list[tuple[PageIdentity, PageVersion]]] = {}
    for identity, version in _gone(actor, space):
        found.setdefault(version.commit_id, []).append((identity, version))
    return [_deletion(space, rows) for rows in list(found.values())[:MOST_LISTED]]


def deletion_of(actor: Actor, space: Space, commit: str) -> Deletion:
    """One of them. NotFound when there is none for this actor."""
    require(actor, Action.PAGE_RESTORE, facts_of(space))
    rows = _gone(actor, space, commit)
    if not rows:
        raise NotFound
    return _deletion(space, rows)


def bring_back(actor: Actor, space: Space, commit: str, to: str = "") -> Page:
    """Put back what ``commit`` deleted, at ``to`` when its old address is taken. Answers the page that it was about.

    Raises NotFound, Gone after thirty days, Invalid or NameTaken for the field ``to``, NotAllowed.
    """
    require(actor, Action.PAGE_RESTORE, facts_of(space))
    saving.bring_up_to_date(space.id)
    repository = store().open(space.id)
    with db.fresh():
        rows = _gone(actor, space, commit)
        if not rows:
            _tell_if_too_late(actor, space, commit)
        root, version = rows[0]
        rebase = Rebase(root.path, naming.path_wanted(to, "to") if to.strip("/ ") else root.path, version.file)
        files = {row[1].file for row in rows}
        lost = [one for one in repository.changes(commit) if _belongs(actor, space, one, files)]
        _refuse_wider(actor, space, [identity for identity, _version in rows], rebase)
        coming = {rebase.file_after(one.path): one.old_blob for one in lost}
        naming.refuse_taken(actor, space.id, {file for file in coming if is_page_file(file)}, (), "to")
        writing = [Change(file, None, expected=None, blob=blob) for file, blob in coming.items()]
        changes = saving.as_they_are(space.id, rebase.new, writing)
    intent = intents.Intent(RETURN, space.id, root.id, root.area_id or "", root.path, rebase.new, repository.head())
    trailers = ((RESTORES, commit), intents.note(intent))
    signature = saving.Signature(actor, "", f"Bring back {root.path or version.file}", trailers)
    try:
        saving.write_all(repository, changes, signature)
    except Overtaken as fault:
        raise naming.taken(None, "to") from fault
    except BadPath as fault:
        raise naming.refused(fault, "to") from fault
    page = saving.page_now(root.id)
    if page is None:
        raise Unavailable(_("It is safe, but it takes a moment until it appears."))
    return page


def _gone(actor: Actor, space: Space, commit: str | None = None) -> list[tuple[PageIdentity, PageVersion]]:
    """The pages that went and may come back, the one nearest to the top of its deletion first."""
    rows = (
        select(PageIdentity, PageVersion)
        .join(
            PageVersion,
            (PageVersion.page_id == PageIdentity.id) & (PageVersion.commit_id == PageIdentity.last_commit),
        )
        .where(PageIdentity.space_id == space.id, PageVersion.change == "deleted")
        .where(PageIdentity.gone_at > clock.now() - KEPT)
        .order_by(PageIdentity.gone_at.desc(), PageVersion.commit_id)
    )
    if commit is not None:
        rows = rows.where(PageVersion.commit_id == commit)
    found = [(one, version) for one, version in db.session().execute(rows)]
    seen = [row for row in found if may(actor, Action.PAGE_RESTORE, Facts(row[0].area_id, space.id))]
    order = {commit_id: place for place, commit_id in enumerate(dict.fromkeys(row[1].commit_id for row in seen))}
    return sorted(seen, key=lambda row: (order[row[1].commit_id], row[0].path.count("/"), row[0].path))


def _deletion(space: Space, rows: Sequence[tuple[PageIdentity, PageVersion]]) -> Deletion:
    root, version = rows[0]
    last = select(PageVersion.blob).where(PageVersion.page_id == root.id, PageVersion.number == version.number - 1)
    blob = db.session().scalar(last)
    title = parse_page(store().open(space.id).read(blob)).title if blob else None
    name = root.path.rpartition("/")[2] or space.name
    return Deletion(
        space, version.commit_id, root.id, root.path, title or name, len(rows), version.at, version.author_name
    )


def _belongs(actor: Actor, space: Space, change: PathChange, files: set[str]) -> bool:
    """Whether a file that the commit took out comes back: the pages that may, and what hung on them."""
    if change.kind != "deleted" or change.old_blob is None:
        return False
    if is_page_file(change.path):
        return change.path in files
    folders = {path_key(own_path(file)) for file in files}
    folders |= {path_key(file.rpartition("/")[0]) for file in files if rank_as_folder_page(file) is not None}
    area_id = areas_of(space.id).area_for(change.path)
    is_near = any(path_key(change.path).startswith(f"{folder}/") for folder in folders)
    return is_near and may(actor, Action.PAGE_CREATE, Facts(area_id, space.id))


def _refuse_wider(actor: Actor, space: Space, gone: Sequence[PageIdentity], rebase: Rebase) -> None:
    """A page comes back to its own area only, so that nobody reads it who could not before."""
    areas = areas_of(space.id)
    for one in gone:
        area_id = areas.area_for(rebase.path_after(one.path))
        require(actor, Action.PAGE_CREATE, Facts(area_id, space.id))
        if area_id != one.area_id:
            told = _("A part of it had restricted access; give an address inside that part, so that it keeps it.")
            raise Invalid(fields={"to": told})


def _tell_if_too_late(actor: Actor, space: Space, commit: str) -> None:
    rows = select(PageIdentity).where(PageIdentity.space_id == space.id, PageIdentity.last_commit == commit)
    gone = db.session().scalars(rows.where(PageIdentity.gone_at.is_not(None))).all()
    if any(may(actor, Action.PAGE_RESTORE, Facts(one.area_id, space.id)) for one in gone):
        raise Gone(_("This was deleted more than 30 days ago."))
    raise NotFound
