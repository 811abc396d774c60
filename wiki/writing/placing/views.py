"""The door of placing: move a page, delete it, see what was deleted and bring it back."""

from __future__ import annotations

from dataclasses import replace

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer

from auth.actions import Action
from auth.actor import Actor
from wiki import db
from wiki.errors import Invalid, NotAllowed, NotFound, SlipbookError
from wiki.language import Words, counted, day
from wiki.language import words as _
from wiki.pages.addresses import page_address, space_address
from wiki.pages.deleting import bring_back, delete_page, deletion_of
from wiki.pages.models import Page
from wiki.pages.moving import Moving, move_page
from wiki.pages.paths import name_of, parent_of
from wiki.pages.queries import page_for
from wiki.people.session import current_actor
from wiki.spaces.queries import space_for
from wiki.web.doors import Door
from wiki.web.errors import status_of
from wiki.web.screens import Place, macro, show, tell
from wiki.writing.placing import queries
from wiki.writing.placing.forms import BaseForm, MoveForm, ReturnForm
from wiki.writing.placing.queries import DeletedScreen, MoveScreen

door = Door("placing")


@door.reads("/p/<page_id>/move", Action.PAGE_MOVE, loads=page_for)
def ask_move(page_id: str) -> str:
    actor = current_actor()
    return _moving(queries.move_screen(actor, page_for(actor, page_id, Action.PAGE_MOVE)))


@door.changes("/p/<page_id>/move", Action.PAGE_MOVE, loads=page_for)
def move(page_id: str) -> Answer:
    actor = current_actor()
    page = page_for(actor, page_id, Action.PAGE_MOVE)
    form = MoveForm(request.form)
    try:
        wish = form.wish()
        if "confirm" not in request.form:
            return _moving(queries.planned(actor, queries.move_screen(actor, page, form)))
        done = move_page(actor, page, wish)
    except (Invalid, NotAllowed, NotFound) as fault:
        return _refused(actor, page, form, fault)
    _tell_moved(page, done)
    return redirect(page_address(page.space.key, done.page.path), 303)


@door.reads("/p/<page_id>/delete", Action.PAGE_DELETE, loads=page_for)
def ask_delete(page_id: str) -> str:
    actor = current_actor()
    return _deleting(actor, page_for(actor, page_id, Action.PAGE_DELETE))


@door.changes("/p/<page_id>/delete", Action.PAGE_DELETE, loads=page_for)
def delete(page_id: str) -> Answer:
    actor = current_actor()
    page = page_for(actor, page_id, Action.PAGE_DELETE)
    try:
        commit = delete_page(actor, page, BaseForm(request.form).seen())
    except Invalid as fault:
        with db.fresh():
            return _deleting(actor, page_for(actor, page_id, Action.PAGE_DELETE), fault), status_of(fault)
    _tell_deleted(actor, page, commit)
    return redirect(space_address(page.space.key), 303)


@door.reads("/s/<space>/-/deleted", Action.PAGE_RESTORE, loads=queries.deleted_screen)
def show_deleted(space: str) -> str:
    actor = current_actor()
    return _deleted(queries.deleted_screen(actor, space_for(actor, space, Action.PAGE_RESTORE)))


@door.changes("/s/<space>/-/deleted/<commit>/return", Action.PAGE_RESTORE, loads=deletion_of)
def return_deleted(space: str, commit: str) -> Answer:
    actor = current_actor()
    found = space_for(actor, space, Action.PAGE_RESTORE)
    form = ReturnForm(request.form)
    try:
        page = bring_back(actor, found, commit, form.to.data or "")
    except Invalid as fault:
        form.to.errors = [fault.fields.get("to", fault.message)]  # type: ignore[list-item]
        return _deleted(queries.deleted_screen(actor, found, form, commit)), status_of(fault)
    tell(_("“%(title)s” is back.", title=page.title))
    return redirect(page_address(space, page.path), 303)


def _moving(screen: MoveScreen) -> str:
    return show("writing/placing/move.html", Place("", screen.page.space, screen.page), screen=screen, form=screen.form)


def _refused(actor: Actor, page: Page, form: MoveForm, fault: SlipbookError) -> Answer:
    """The same form, saying what is wrong with it. A place that the mover may not see is a place not to move to."""
    said: tuple[str, ...] = ()
    if isinstance(fault, Invalid) and "to" in fault.fields:
        form.blame(fault.fields["to"], page)
    elif isinstance(fault, NotFound):
        form.under.errors = [_("You may not put pages there.")]  # type: ignore[list-item]
    else:
        said = (str(fault),)
    with db.fresh():
        now = page_for(actor, page.id, Action.PAGE_MOVE)
        form.base.data = now.version  # what stands on the screen that says why is what the mover sees next
        screen = replace(queries.move_screen(actor, now, form), said=said)
        return make_response(_moving(screen), 403 if isinstance(fault, NotFound) else status_of(fault))


def _deleting(actor: Actor, page: Page, fault: Invalid | None = None) -> str:
    going = queries.going_with(actor, page, Action.PAGE_DELETE)
    return show("writing/placing/delete.html", Place("", page.space, page), page=page, going=going, fault=fault)


def _deleted(screen: DeletedScreen) -> str:
    return show("writing/placing/deleted.html", Place("space", screen.space), screen=screen)


def _tell_moved(page: Page, done: Moving) -> None:
    said = [_("“%(title)s” is at %(path)s now.", title=done.page.title, path=done.page.path)]
    if done.rewritten:
        said.append(
            counted("Links in %(num)s page were made right.", "Links in %(num)s pages were made right.", done.rewritten)
        )
    if done.left:
        said.append(
            counted(
                "Links in %(num)s page stay as they are; the old address leads on.",
                "Links in %(num)s pages stay as they are; the old address leads on.",
                done.left,
            )
        )
    back = {"under": parent_of(page.path), "name": name_of(page.path), "base": done.page.version, "rewrite": "y"}
    _tell_with(said, _("Undo"), url_for("placing.move", page_id=page.id), {**back, "confirm": "1"})


def _tell_deleted(actor: Actor, page: Page, commit: str) -> None:
    with db.fresh():
        until = day(deletion_of(actor, page.space, commit).until)
    said = [_("“%(title)s” is deleted. It can be brought back until %(day)s.", title=page.title, day=until)]
    where = url_for("placing.return_deleted", space=page.space.key, commit=commit)
    _tell_with(said, _("Bring back"), where, {})


def _tell_with(said: list[Words], button: Words, action: str, values: dict[str, str]) -> None:
    """Sentences for the next screen, with a button that takes back what was done."""
    tell(macro("writing/placing/told.html", "told")(said, button, action, values))
