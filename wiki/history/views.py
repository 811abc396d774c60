"""HTML door of history: the versions of a page, two of them compared, its source, and bringing a version back."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer

from auth.actions import Action
from wiki import db
from wiki.history import queries
from wiki.history.forms import RestoreForm, Wish, asked_from, pair_from
from wiki.history.queries import History
from wiki.instance import current
from wiki.language import words as _
from wiki.pages.addresses import page_address
from wiki.pages.errors import ChangedMeanwhile, EditConflict
from wiki.pages.operations import Saved, restore_version
from wiki.pages.queries import page_for
from wiki.pages.section_restoring import SectionRestored, SectionWish, restore_section
from wiki.people.session import current_actor
from wiki.web.doors import Door
from wiki.web.screens import Place, show, tell
from wiki.web.security import policy_for

door = Door("history")


@door.reads("/p/<page_id>/history", Action.PAGE_HISTORY, loads=queries.history_for)
def show_history(page_id: str) -> Answer:
    chosen = pair_from(request.args)
    if chosen:
        old, new = queries.pair_for(current_actor(), page_id, *chosen)
        return redirect(url_for("history.compare", page_id=page_id, old=old, new=new))
    return _screen(queries.history_for(current_actor(), page_id, asked_from(request.args)))


@door.reads("/p/<page_id>/compare/<old>..<new>", Action.PAGE_HISTORY, loads=queries.comparison_for)
def compare(page_id: str, old: str, new: str) -> Answer:
    history = queries.comparison_for(current_actor(), page_id, old, new)
    return _screen(history, "side" if request.args.get("view") == "side" else "inline")


@door.reads("/p/<page_id>/raw", Action.PAGE_RAW, loads=queries.raw_for)
def show_raw(page_id: str) -> Answer:
    source = queries.raw_for(current_actor(), page_id, request.args.get("version"))
    answer = Response(source, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = "inline"
    policy = policy_for(request.host_url.rstrip("/"), current().settings.subpath)
    answer.headers["Content-Security-Policy"] = f"{policy}; sandbox"
    return answer


@door.changes("/p/<page_id>/restore", Action.PAGE_RESTORE, loads=page_for)
def restore(page_id: str) -> Answer:
    page = page_for(current_actor(), page_id, Action.PAGE_RESTORE)
    wish = RestoreForm(request.form).wish()
    try:
        if wish.section:
            return _told(page_id, restore_section(current_actor(), page, SectionWish(**asdict(wish))))
        saved = restore_version(current_actor(), page, wish.version, wish.base)
    except (ChangedMeanwhile, EditConflict):
        return _overtaken(page_id, wish), 409
    return _restored(page_id, wish, saved)


def _told(page_id: str, done: SectionRestored) -> Answer:
    """The history says which section is back; the version before it stands beside it, to be restored."""
    if done.saved.changed:
        tell(_("The section “%(title)s” is as it was in version %(number)s.", title=done.title, number=done.number))
    else:
        tell(_("The section has this text already, so nothing was changed."), "info")
    return redirect(url_for("history.show_history", page_id=page_id), 303)


def _restored(page_id: str, wish: Wish, saved: Saved) -> Answer:
    """The history itself says which version is back and offers to undo it."""
    if saved.changed:
        return redirect(url_for("history.show_history", page_id=page_id, restored=wish.version), 303)
    tell(_("The page has this text already, so nothing was changed."), "info")
    return redirect(url_for("history.show_history", page_id=page_id), 303)


def _overtaken(page_id: str, wish: Wish) -> str:
    with db.fresh():
        return _screen(queries.overtaken_for(current_actor(), page_id, wish.version, wish.base))


def _screen(history: History, view: str = "inline") -> str:
    page = history.page
    address = page_address(page.space.key, page.path)
    return show(f"history/{view}.html", Place(space=page.space, page=page), history=history, address=address)
