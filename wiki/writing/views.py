"""The door of writing: new page, edit, conflict, drafts, preview. Whatever goes wrong, what was typed comes back."""

from __future__ import annotations

import logging
from io import BytesIO

from flask import Response, jsonify, make_response, redirect, request, send_file, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from auth.actions import Action
from auth.actor import Actor
from wiki import db
from wiki.errors import Conflict, Invalid, NotFound, SignInNeeded, SlipbookError, Unavailable
from wiki.language import say
from wiki.language import words as _
from wiki.pages.addresses import page_address, space_address
from wiki.pages.errors import EditConflict
from wiki.pages.models import Page
from wiki.pages.queries import page_for
from wiki.people.session import current_actor, current_person
from wiki.spaces.queries import space_for
from wiki.web.csrf import SEAL, came_from_here, seal
from wiki.web.doors import Door
from wiki.web.errors import answer, is_json_door, status_of
from wiki.web.json_bodies import read_json
from wiki.web.screens import Place, fragment, show, tell
from wiki.writing import editor, operations, presence
from wiki.writing.editor import EditorScreen
from wiki.writing.errors import FormStale
from wiki.writing.forms import EditorForm, picks_from, preview_from, typed_from_json
from wiki.writing.operations import NewPlace
from wiki.writing.publishing import Mine, arrange, publish_edit, publish_new
from wiki.writing.queries import draft_for, drafts_of
from wiki.writing.typed import Typed

door = Door("writing")
log = logging.getLogger("slipbook.writing")


@door.reads("/p/<page_id>/edit", Action.PAGE_EDIT, loads=page_for)
def edit(page_id: str) -> str:
    actor = current_actor()
    return _editor(editor.edit_screen(actor, page_for(actor, page_id, Action.PAGE_EDIT)))


@door.changes("/p/<page_id>/edit", Action.PAGE_EDIT, loads=page_for)
def save(page_id: str) -> AnyResponse:
    actor = current_actor()
    page = page_for(actor, page_id, Action.PAGE_EDIT)
    typed = editor.completed(actor, page, EditorForm(request.form).typed(), request.form)
    if "preview" in request.form:
        return make_response(_editor(editor.with_preview(actor, editor.edit_screen(actor, page, typed))))
    if "theirs" in request.form:
        return _settle(actor, page, typed)
    if "draft" in request.form:
        return _keep(actor, page, typed)
    return _publish(actor, page, Mine(typed))


@door.reads("/me/drafts", Action.SITE_READ, loads=drafts_of)
def list_drafts() -> tuple[str, dict[str, str]]:
    shown = show("writing/drafts.html", Place("drafts"), drafts=drafts_of(current_actor()))
    return shown, {"Cache-Control": "no-store"}


@door.reads("/s/<space>/-/new", Action.PAGE_CREATE, loads=space_for)
def new(space: str) -> str:
    actor = current_actor()
    place = _place(actor, space, Action.PAGE_CREATE)
    return _editor(editor.new_screen(actor, place, kind=request.args.get("template")))


@door.changes("/s/<space>/-/new", Action.PAGE_CREATE, loads=space_for)
def create(space: str) -> AnyResponse:
    actor = current_actor()
    place = _place(actor, space, Action.PAGE_CREATE)
    typed = EditorForm(request.form).typed()
    if "preview" in request.form:
        return make_response(_editor(editor.with_preview(actor, editor.new_screen(actor, place, typed))))
    if "draft" in request.form:
        return _keep(actor, place, typed)
    return _create(actor, place, typed)


@door.changes("/p/<page_id>/draft", Action.DRAFT_KEEP, loads=page_for, methods=("PUT",))
def keep_draft(page_id: str) -> Response:
    actor = current_actor()
    return _keep_sent(actor, page_for(actor, page_id, Action.DRAFT_KEEP))


@door.changes("/p/<page_id>/presence", Action.DRAFT_KEEP, loads=page_for, methods=("PUT",))
def be_present(page_id: str) -> Response:
    actor = current_actor()
    page = page_for(actor, page_id, Action.DRAFT_KEEP)
    with db.writing():
        presence.note_presence(actor, page)
    return _private(others=_others(actor, page))


@door.changes("/s/<space>/-/draft", Action.DRAFT_KEEP, loads=space_for, methods=("PUT",))
def keep_new_draft(space: str) -> Response:
    actor = current_actor()
    return _keep_sent(actor, _place(actor, space, Action.DRAFT_KEEP))


@door.changes("/p/<page_id>/draft/discard", Action.DRAFT_KEEP, loads=page_for)
def discard(page_id: str) -> AnyResponse:
    actor = current_actor()
    return _discard(actor, page_for(actor, page_id, Action.DRAFT_KEEP))


@door.changes("/s/<space>/-/draft/discard", Action.DRAFT_KEEP, loads=space_for)
def discard_new(space: str) -> AnyResponse:
    actor = current_actor()
    return _discard(actor, _place(actor, space, Action.DRAFT_KEEP))


@door.reads("/p/<page_id>/draft/download", Action.DRAFT_KEEP, loads=draft_for)
def download(page_id: str) -> Response:
    actor = current_actor()
    page = page_for(actor, page_id, Action.DRAFT_KEEP)
    draft = draft_for(actor, page)
    if draft is None:
        raise NotFound(_("There is no draft of this page."))
    name = f"{page.path.rpartition('/')[2] or page.space.key}.md"
    file = send_file(BytesIO(editor.file_of(page, draft)), "text/markdown", as_attachment=True, download_name=name)
    file.headers["Cache-Control"] = "no-store"
    return file


@door.changes("/preview", Action.DRAFT_KEEP, loads=space_for)
def preview() -> Response:
    actor = current_actor()
    sent = read_json(request) if request.is_json else request.form.to_dict()
    key, path, typed = preview_from(request.args, sent)
    space = space_for(actor, key, Action.DRAFT_KEEP)
    return make_response(str(editor.preview(actor, space, path, typed)))


@door.errorhandler(SlipbookError)
def give_back(fault: SlipbookError) -> AnyResponse:
    """The usual answer, but a form that carries a text comes back with the text in it."""
    if request.method != "POST" or is_json_door() or not request.form.get("body") or not came_from_here(usually=True):
        return answer(fault)
    if current_person() is None and status_of(fault) == 404:
        fault = SignInNeeded()
    if isinstance(fault, SignInNeeded):
        fault = SignInNeeded(mend=_("Sign in in a new tab, come back to this one and send it again."))
    sent = [(name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", SEAL, "body")]
    kept = fragment(
        "writing/kept.html",
        fault=fault,
        sent=sent,
        body=request.form["body"],
        here=_here(),
        is_signed_out=current_person() is None,
        seal=seal(),
    )
    back = make_response(kept, status_of(fault))
    back.headers["Cache-Control"] = "no-store"
    return back


@door.errorhandler(CSRFError)
def give_back_stale(_fault: CSRFError) -> AnyResponse:
    """A form with an old token: its session has ended, or a new one has begun in another tab."""
    if is_json_door():
        return answer(SignInNeeded(FormStale.message))
    return give_back(FormStale()) if came_from_here(usually=False) else answer(FormStale())


def _here() -> str:
    """The address of this form, with the site's subpath."""
    return request.script_root + request.full_path.rstrip("?")


def _place(actor: Actor, space: str, action: Action) -> NewPlace:
    return NewPlace(space_for(actor, space, action), request.args.get("under", "").strip("/")[:1000])


def _address(place: Page | NewPlace) -> str:
    """The address of the editor of ``place``."""
    if isinstance(place, NewPlace):
        return url_for("writing.new", space=place.space.key, under=place.under or None)
    return url_for("writing.edit", page_id=place.id)


def _editor(screen: EditorScreen) -> str:
    return show("writing/editor.html", Place("", screen.space, screen.page), screen=screen, form=screen.form)


def _publish(actor: Actor, page: Page, mine: Mine) -> AnyResponse:
    try:
        published = publish_edit(actor, page, mine)
    except EditConflict:
        _keep_quietly(actor, page, mine.typed)
        screen = editor.conflict_screen(page, mine)
        return make_response(show("writing/conflict.html", Place("", page.space, page), screen=screen), 409)
    except (Invalid, Conflict, Unavailable) as fault:
        _keep_quietly(actor, page, mine.typed)
        return _refuse(editor.edit_screen(actor, page, mine.typed), fault)
    tell(published.words)
    return redirect(page_address(page.space.key, published.page.path))


def _create(actor: Actor, place: NewPlace, typed: Typed) -> AnyResponse:
    try:
        published = publish_new(actor, place, typed)
    except (Invalid, Conflict, Unavailable) as fault:
        _keep_quietly(actor, place, typed)
        return _refuse(editor.new_screen(actor, place, typed), fault)
    tell(published.words)
    key = place.space.key
    return redirect(page_address(key, published.page.path) if published.is_there else space_address(key))


def _refuse(screen: EditorScreen, fault: SlipbookError) -> Response:
    return make_response(_editor(editor.with_fault(screen, fault)), status_of(fault))


def _settle(actor: Actor, page: Page, typed: Typed) -> AnyResponse:
    """What was chosen at each place of a conflict; "both" is arranged by hand before it is published."""
    picks = picks_from(request.form)
    try:
        mine = arrange(page, typed, request.form["theirs"], picks)
    except Invalid as fault:
        _keep_quietly(actor, page, typed)
        return _refuse(editor.edit_screen(actor, page, typed), fault)
    if "draft" not in request.form and "both" not in picks.values():
        return _publish(actor, page, mine)
    if "both" in picks.values():
        tell(_("Both wordings stand in the text now. Arrange them, then publish."), "attention")
    return _keep(actor, page, mine.typed)


def _keep(actor: Actor, place: Page | NewPlace, typed: Typed) -> AnyResponse:
    with db.writing():
        operations.keep_draft(actor, place, typed)
    return redirect(_address(place))


def _keep_quietly(actor: Actor, place: Page | NewPlace, typed: Typed) -> None:
    """Keep the text before a screen says why it was not published. That screen has it too: a failure is noted."""
    try:
        with db.writing():
            operations.keep_draft(actor, place, typed)
    except (SlipbookError, SQLAlchemyError):
        log.warning("a text that was not published could not be kept as a draft either", exc_info=True)


def _keep_sent(actor: Actor, place: Page | NewPlace) -> Response:
    sent = read_json(request)
    typed = typed_from_json(sent, editor.so_far(actor, place))
    with db.writing():
        draft = operations.keep_draft(actor, place, typed)
    return _private(saved_at=draft.saved_at.isoformat(), others=_others(actor, place))


def _others(actor: Actor, place: Page | NewPlace) -> list[str]:
    """Who else is writing here, as the editor says it."""
    return [say(one) for one in presence.others_writing(actor, place)] if isinstance(place, Page) else []


def _private(**values: object) -> Response:
    answer = jsonify(values)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _discard(actor: Actor, place: Page | NewPlace) -> AnyResponse:
    with db.writing():
        operations.drop_draft(actor, place)
    tell(_("The draft is discarded."))
    return redirect(_address(place))
