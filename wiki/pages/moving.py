"""Moving a page with everything below it inside its space: one commit, with the links that lead to it made right.

Where the mover may not edit a page, its links stay as they are; old addresses redirect, so they lead on all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.errors import BadPath, Overtaken
from repo_store.repository import Repository
from repo_store.types import Change
from wiki import db
from wiki.access.gate import may, require
from wiki.errors import Invalid
from wiki.language import words as _
from wiki.pages import intents, naming, saving
from wiki.pages.addresses import page_address
from wiki.pages.areas import areas_of
from wiki.pages.errors import ChangedMeanwhile
from wiki.pages.links import Linker
from wiki.pages.models import Page, PageLink
from wiki.pages.paths import path_key
from wiki.pages.rebasing import Rebase, Rewording, moved_pages
from wiki.pages.subtrees import Subtree, require_all, subtree_of
from wiki.pages.taking_in.intended import MOVE
from wiki.pages.text import rendered
from wiki.rendering.relinking import relink
from wiki.spaces.queries import store


@dataclass(frozen=True)
class Move:
    """Where a page is to go: ``to`` is its new path, ``base`` the version that the mover saw."""

    to: str
    base: str
    rewrite_links: bool = True
    summary: str = ""


@dataclass(frozen=True)
class MovePlan:
    """What a move would do: ``linking`` are the pages elsewhere that link to what moves, as far as the mover sees them.

    ``editable`` are all whose text may be touched. ``changes_area``: who may see the pages follows the new place.
    """

    subtree: Subtree
    rebase: Rebase
    linking: Sequence[Page]
    editable: Sequence[Page]
    changes_area: bool


@dataclass(frozen=True)
class Moving:
    """A move that was made: the page as it is now, how many pages moved, in how many links were made right or left."""

    page: Page
    pages: int
    rewritten: int
    left: int


def plan_move(actor: Actor, page: Page, to: str) -> MovePlan:
    """What moving ``page`` to ``to`` would do. Invalid, NameTaken or NotAllowed where it cannot be done."""
    require(actor, Action.PAGE_MOVE, page)
    subtree = subtree_of(page, store().open(page.space_id))
    rebase = _rebase(subtree, _wanted(page, to))
    area_id = areas_of(page.space_id).area_for(rebase.new)
    _require_landing(actor, subtree, rebase)
    require_all(actor, Action.PAGE_MOVE, subtree, crossing=True)
    _refuse_taken(actor, subtree, rebase)
    touched = list(touched_by(actor, subtree))
    is_root = any(path_key(root) == page.path_key for root in subtree.areas.values())
    return MovePlan(
        subtree,
        rebase,
        linking=[one for one in touched if one.file not in subtree.files],
        editable=[one for one in touched if may(actor, Action.PAGE_EDIT, one)],
        changes_area=area_id != page.area_id and not is_root,
    )


def move_page(actor: Actor, page: Page, move: Move) -> Moving:
    """Move ``page`` and what lies below it. ChangedMeanwhile when it is not as ``move.base`` left it.

    Raises what ``plan_move`` raises, and Unavailable.
    """
    page = saving.unchanged_since(actor, Action.PAGE_MOVE, page, move.base)
    repository = store().open(page.space_id)
    with db.fresh():
        plan = plan_move(actor, page, move.to)
        texts, left = _relinked(actor, plan, repository, elsewhere=move.rewrite_links)
        changes = saving.as_they_are(page.space_id, plan.rebase.new, _changes(plan, texts))
    new_path = plan.rebase.new
    intent = intents.Intent(MOVE, page.space_id, page.id, page.area_id, page.path, new_path, repository.head())
    signature = saving.Signature(actor, move.summary, f"Move {page.path} to {new_path}", (intents.note(intent),))
    try:
        saving.write_all(repository, changes, signature, plan.subtree.folders)
    except Overtaken as fault:
        raise ChangedMeanwhile from fault
    except BadPath as fault:
        raise naming.refused(fault) from fault
    return Moving(saving.page_now(page.id) or page, len(plan.subtree.pages), len(texts), left)


def _wanted(page: Page, to: str) -> str:
    """The new path, checked as a name. Invalid with a sentence for the field ``to``."""
    if not page.path:
        raise Invalid(fields={"to": _("The page of the space itself stays where it is.")})
    wanted = naming.path_wanted(to, "to")
    if wanted == page.path:
        raise Invalid(fields={"to": _("The page is at this address already.")})
    if path_key(wanted).startswith(f"{page.path_key}/"):
        raise Invalid(fields={"to": _("A page cannot move below itself.")})
    return wanted


def _rebase(subtree: Subtree, to: str) -> Rebase:
    known = moved_pages((one.path, one.file, one.title_key) for one in subtree.pages)
    return Rebase(subtree.page.path, to, subtree.page.file, known)


def _require_landing(actor: Actor, subtree: Subtree, rebase: Rebase) -> None:
    """The gate at every place that a page comes to; what is restricted takes its own restriction along."""
    areas = areas_of(subtree.page.space_id)
    along = {area_id for area_id, root in subtree.areas.items() if root and rebase.path_after(root) != root}
    landing = {areas.area_for(rebase.path_after(one.path)) for one in subtree.pages if one.area_id not in along}
    for area_id in sorted(landing | {areas.area_for(rebase.new)}, key=str):
        require(actor, Action.PAGE_CREATE, Facts(area_id, subtree.page.space_id))


def _refuse_taken(actor: Actor, subtree: Subtree, rebase: Rebase) -> None:
    """NameTaken for what is in the way. The gate has been asked for all these places before."""
    after = {rebase.file_after(file) for file in subtree.files}
    naming.refuse_taken(actor, subtree.page.space_id, after, {one.id for one in subtree.pages}, "to")
    repository = store().open(subtree.page.space_id)
    head = repository.head() or ""
    if any(repository.entry(head, file) is not None for file in after - set(subtree.files)):
        raise naming.taken(None, "to")


def touched_by(actor: Actor, subtree: Subtree) -> Iterator[Page]:
    """The pages that the actor sees whose text a move may touch: those that move, and those that link to them."""
    page = subtree.page
    paths = {key for one in subtree.pages for key in (one.path_key, one.file_key)}
    paths |= {path_key(file) for file in subtree.files}
    names = {key for one in subtree.pages for key in (one.path_key, one.name_key)}
    ids = {one.id for one in subtree.pages}
    for keys in db.parts(sorted(paths)):
        to_path = PageLink.target_path.in_(keys)
        ids |= set(db.session().scalars(select(PageLink.page_id).where(PageLink.space_id == page.space_id, to_path)))
    for keys in db.parts(sorted(names)):
        by_name = PageLink.target_key.in_(keys)
        ids |= set(db.session().scalars(select(PageLink.page_id).where(PageLink.space_id == page.space_id, by_name)))
    for some in db.parts(sorted(ids)):
        seen = Page.area_id.in_(actor.visible_areas)
        yield from db.session().scalars(select(Page).where(Page.id.in_(some), seen).order_by(Page.path))


def _changes(plan: MovePlan, texts: Mapping[str, bytes]) -> list[Change]:
    """Every file that moves, and every page elsewhere whose links are made right."""
    files = plan.subtree.files
    leaving = {file: plan.rebase.file_after(file) for file in files if plan.rebase.file_after(file) != file}
    coming = {target: file for file, target in leaving.items()}
    changes: list[Change] = []
    for path in [*coming, *(file for file in leaving if file not in coming)]:
        here = files[path].blob if path in leaving else None
        source = files[coming[path]] if path in coming else None
        text = texts.get(coming[path]) if path in coming else None
        kept = source.blob if source is not None and text is None else None
        changes.append(Change(path, text, here, kept, source.executable if source else None))
    elsewhere = [one for one in plan.editable if one.file in texts and one.file not in files]
    return [*changes, *(Change(one.file, texts[one.file], expected=one.blob) for one in elsewhere)]


def _relinked(actor: Actor, plan: MovePlan, repository: Repository, *, elsewhere: bool) -> tuple[dict[str, bytes], int]:
    """By file the texts whose links had to change, and in how many pages some stay as they are.

    The links inside what moves are always made right, those in pages ``elsewhere`` only where that was asked for.
    """
    page = plan.subtree.page
    addresses = {page_address(page.space.key, one.path): one.path for one in plan.subtree.pages}
    texts: dict[str, bytes] = {}
    touched = [one for one in plan.editable if elsewhere or one.file in plan.subtree.files]
    left = len(plan.linking) - sum(one.file not in plan.subtree.files for one in touched)
    for one in touched:
        linker = Linker(actor, one.space, one.file, rendered(one).links, one.blob)
        rewording = Rewording(plan.rebase, one.file, linker.resolve, addresses)
        outcome = relink(repository.read(one.blob), rewording.target_of)
        left += bool(outcome.left)
        if outcome.changed:
            texts[one.file] = outcome.data
    return texts, left
