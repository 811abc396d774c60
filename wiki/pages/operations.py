"""Changing pages: create, save, restore, delete. Each is one commit; the rules of writing it are in ``saving``.

These operations write Git first and take in afterwards in short transactions of their own: no door opens one for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from repo_store.errors import BadPath, Overtaken
from repo_store.types import Change
from wiki import clock, db
from wiki.access.gate import require
from wiki.errors import Gone, Invalid, Unavailable
from wiki.language import words as _
from wiki.pages import intents, naming, saving
from wiki.pages.areas import areas_of
from wiki.pages.errors import ChangedMeanwhile
from wiki.pages.fitting import bytes_of, fitted, is_broken
from wiki.pages.models import Page
from wiki.pages.paths import file_for, file_key, own_path, parent_of, path_key, sort_key, wiki_key
from wiki.pages.queries import version_for
from wiki.pages.saving import Signature
from wiki.pages.taking_in.walking import RESTORES
from wiki.pages.text import html_for
from wiki.rendering.editing import FrontMatterUnreadable, with_front_matter
from wiki.rendering.page import render
from wiki.rendering.source import parse_page
from wiki.spaces.models import Space
from wiki.spaces.queries import store

_TRIES = 8


@dataclass(frozen=True)
class NewPage:
    """A page to be. ``body`` may hold front matter; title and kind are written there unless the text says them."""

    path: str
    title: str = ""
    body: str = ""
    summary: str = ""
    kind: str = "page"
    origin: str = "browser"


@dataclass(frozen=True)
class Edit:
    """A new text for a page: the whole file with its front matter, and the commit of the version it was made from.

    ``origin`` "browser": line ends are those of a form and are fitted to the file; "api": the text is taken as sent,
    unless the file holds bytes that are no UTF-8, which nobody could have sent back.
    """

    body: str
    summary: str
    base: str
    origin: str = "browser"


@dataclass(frozen=True)
class Saved:
    """The page after saving; whether somebody else's change was merged in, and whether anything changed at all.

    ``commit`` is the one that was written; the tables may still be behind it.
    """

    page: Page
    merged: bool = False
    changed: bool = True
    commit: str | None = None


def create_page(actor: Actor, space: Space, new: NewPage) -> Page:
    """Write a new page. Invalid names the field that is wrong, NameTaken the page that is there already."""
    data = _first_text(new)
    saving.refuse_large(data)
    repository = store().open(space.id)
    for _attempt in range(_TRIES):
        intent, change, changes = _creation(actor, space, new, data)
        otherwise = f"Create {intent.new_path or change.path}"
        signature = Signature(actor, new.summary, otherwise, (intents.note(intent),))
        try:
            commit = saving.write_all(repository, changes, signature)
        except Overtaken as fault:
            if fault.path == change.path:
                raise naming.taken(None) from fault
            saving.bring_up_to_date(space.id)
            continue
        except BadPath as fault:
            raise naming.refused(fault) from fault
        return saving.page_now(intent.page_id) or _not_taken_in_yet(space, intent, commit or "", data)
    raise Unavailable


def save_page(actor: Actor, page: Page, edit: Edit) -> Saved:
    """Write a new text for a page, merged with whatever was saved since ``edit.base``.

    Raises UnknownVersion, TooLarge, DeletedMeanwhile, EditConflict with the three texts, Unavailable.
    """
    require(actor, Action.PAGE_EDIT, page)
    repository = store().open(page.space_id)
    base_blob = saving.base_blob(page, edit.base)
    base = repository.read(base_blob)
    mine = fitted(base, edit.body) if edit.origin == "browser" or is_broken(base) else bytes_of(edit.body)
    saving.refuse_large(mine)
    for _attempt in range(_TRIES):
        page = saving.up_to_date(page)
        require(actor, Action.PAGE_EDIT, page)
        is_stale = page.blob != base_blob
        data = saving.merged(base, mine, repository.read(page.blob)) if is_stale else mine
        try:
            signature = Signature(actor, edit.summary, f"Edit {page.path or page.file}")
            commit = saving.write(repository, Change(page.file, data, expected=page.blob), signature)
        except Overtaken:
            continue
        return Saved(saving.page_after(page, commit), is_stale, commit is not None, commit)
    raise Unavailable


def restore_version(actor: Actor, page: Page, commit: str, base: str) -> Saved:
    """Make the text of an earlier version the newest one. ChangedMeanwhile when ``base`` is not what stands now."""
    require(actor, Action.PAGE_RESTORE, page)
    with db.fresh():
        version = version_for(actor, page, commit)
    if version.blob is None:
        raise Gone
    repository = store().open(page.space_id)
    page = saving.unchanged_since(actor, Action.PAGE_RESTORE, page, base)
    intent = intents.Intent("restore", page.space_id, page.id, page.area_id, page.path, page.path, repository.head())
    trailers = ((RESTORES, commit), intents.note(intent))
    signature = Signature(actor, "", f"Restore version {version.number} of {page.path or page.file}", trailers)
    change = Change(page.file, repository.read(version.blob), expected=page.blob)
    try:
        written = saving.write(repository, change, signature)
    except Overtaken as fault:
        raise ChangedMeanwhile from fault
    return Saved(saving.page_after(page, written), changed=written is not None)


def preview_html(actor: Actor, space: Space, path: str, source: str) -> Markup:
    """What ``source`` would look like as the page at ``path``, to this actor. Nothing is kept."""
    data = bytes_of(source.replace("\r\n", "\n"))
    saving.refuse_large(data)
    known = select(Page.file).where(Page.space_id == space.id, Page.path == path)
    file = db.session().scalar(known.where(Page.area_id.in_(actor.visible_areas))) or file_for(path)
    return html_for(actor, space, file, render(data))


def _creation(actor: Actor, space: Space, new: NewPage, data: bytes) -> tuple[intents.Intent, Change, Sequence[Change]]:
    """By the tables of this moment: what is meant, the file that is written, and all that must hold with it."""
    with db.fresh():
        area_id = areas_of(space.id).area_for(new.path)
        require(actor, Action.PAGE_CREATE, Facts(area_id, space.id))
        file = naming.file_to_create(actor, space, new.path)
        path = own_path(file) if new.path.strip("/ ") else ""
        page_id, returns = intents.id_for(space.id, path, area_id or "")
        change = Change(file, data, expected=None)
        changes = saving.as_they_are(space.id, path, [change])
    came_from, head = path if returns else None, store().open(space.id).head()
    return intents.Intent("create", space.id, page_id, area_id or "", came_from, path, head), change, changes


def _first_text(new: NewPage) -> bytes:
    body = new.body.replace("\r\n", "\n") if new.origin == "browser" else new.body
    data = bytes_of(body)
    source = parse_page(data)
    changes: dict[str, str | list[str] | None] = {}
    title = " ".join(new.title.split())
    if title and source.title != title:
        changes["title"] = title
    if new.kind not in (source.front.kind, "page"):
        changes["kind"] = new.kind
    try:
        return with_front_matter(data, changes) if changes else data
    except FrontMatterUnreadable as fault:
        raise Invalid(fields={"body": _("The front matter at the top cannot be read as YAML.")}) from fault


def _not_taken_in_yet(space: Space, intent: intents.Intent, commit: str, data: bytes) -> Page:
    """The page as it will stand in the tables: it is safe in Git, and the tables follow."""
    path, file = intent.new_path or "", file_for(intent.new_path or "")
    title = parse_page(data).title or path.rpartition("/")[2]
    return Page(
        id=intent.page_id, space_id=space.id, area_id=intent.area_id, path=path, path_key=path_key(path),
        name_key=path_key(path).rpartition("/")[2], file=file, file_key=file_key(file),
        parent_path=path_key(parent_of(path)), sort_key=sort_key(path.rpartition("/")[2]), title=title,
        title_key=wiki_key(title), kind="page", front_matter={}, language="en", excerpt="", too_large=False, words=0,
        blob="", version=commit, number=1, created_at=clock.now(), updated_at=clock.now(), author_name="", space=space,
    )  # fmt: skip
