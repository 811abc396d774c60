"""HTML door of the files of a page: list, upload, one file with its versions, replace, restore, remove."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue as Answer
from werkzeug.utils import redirect

from auth.actions import Action
from wiki import db
from wiki.attachments import operations
from wiki.attachments.described import brief
from wiki.attachments.errors import FileChanged, FilesRefused
from wiki.attachments.forms import FileForm, UploadForm, asked_from, uploads_from
from wiki.attachments.library import library_for
from wiki.attachments.queries import file_for, thumbnail_for
from wiki.attachments.screens import file_screen, files_screen
from wiki.attachments.versions import version_for
from wiki.errors import Invalid
from wiki.language import words as _
from wiki.pages.queries import page_for
from wiki.people.session import current_actor
from wiki.web.doors import Door
from wiki.web.downloads import Download, served
from wiki.web.errors import is_json_door, status_of
from wiki.web.screens import Place, show, tell
from wiki.web.uploads import takes_files

door = Door("attachments")
_FILE = "/p/<page_id>/files/<path:name>"


@door.reads("/files", Action.SITE_READ, loads=library_for)
def show_library() -> Answer:
    library = library_for(current_actor(), asked_from(request.args))
    return show("attachments/library.html", Place("files"), library=library)


@door.reads("/p/<page_id>/files", Action.FILE_READ, loads=files_screen)
def show_files(page_id: str) -> Answer:
    return _list(page_id, UploadForm())


@door.changes("/p/<page_id>/files", Action.FILE_UPLOAD, loads=page_for)
@takes_files
def upload(page_id: str) -> Answer:
    form = UploadForm(request.form)
    page = page_for(current_actor(), page_id)
    try:
        sent = uploads_from(request.files.getlist("files"))
        files = operations.upload_files(current_actor(), page, sent, replaces=form.replaces.data)
    except Invalid as fault:
        return _refused(page_id, form, fault)
    if is_json_door():
        return jsonify(items=[brief(one) for one in files])
    return redirect(url_for("attachments.show_files", page_id=page_id, added=[one.name for one in files]), 303)


@door.reads(_FILE, Action.FILE_READ, loads=file_screen)
def show_file(page_id: str, name: str) -> Answer:
    return _one(page_id, name)


@door.changes(_FILE, Action.FILE_UPLOAD, loads=file_for)
@takes_files
def replace(page_id: str, name: str) -> Answer:
    file = file_for(current_actor(), page_id, name, Action.FILE_UPLOAD)
    sent = uploads_from(request.files.getlist("files"))[:1]
    try:
        if not sent:
            raise FilesRefused({0: _("Choose a file.")})
        operations.replace_file(current_actor(), file, sent[0], FileForm(request.form).seen())
    except (FilesRefused, FileChanged) as fault:
        return _one(page_id, name, fault), status_of(fault)
    return _told(page_id, name)


@door.reads("/p/<page_id>/file-version/<commit>/<path:name>", Action.FILE_READ, loads=version_for)
def show_version(page_id: str, commit: str, name: str) -> Response:
    found = version_for(current_actor(), page_id, commit, name)
    return served(Download(found.data, found.name, found.media_type, found.blob))


@door.reads("/p/<page_id>/thumbnail/<path:name>", Action.FILE_READ, loads=thumbnail_for)
def show_thumbnail(page_id: str, name: str) -> Response:
    found = thumbnail_for(current_actor(), page_id, name)
    return served(Download(found.data, found.name, found.media_type, f"small-{found.blob}"))


@door.changes("/p/<page_id>/file-restoration/<path:name>", Action.FILE_UPLOAD, loads=page_for)
def restore(page_id: str, name: str) -> Answer:
    page = page_for(current_actor(), page_id)
    try:
        operations.restore_file(current_actor(), page, name, FileForm(request.form).wanted())
    except FileChanged as fault:
        return _one(page_id, name, fault), status_of(fault)
    return _told(page_id, name)


@door.changes("/p/<page_id>/file-removal/<path:name>", Action.FILE_REMOVE, loads=file_for)
def remove(page_id: str, name: str) -> Answer:
    file = file_for(current_actor(), page_id, name, Action.FILE_REMOVE)
    try:
        operations.remove_file(current_actor(), file, FileForm(request.form).seen())
    except FileChanged as fault:
        return _one(page_id, name, fault), status_of(fault)
    return _told(page_id, name)


def _told(page_id: str, name: str) -> Answer:
    """The file's own screen says what is so now, and offers to take it back."""
    tell(_("Done. The versions before stay in the list."))
    return redirect(url_for("attachments.show_file", page_id=page_id, name=name), 303)


def _refused(page_id: str, form: UploadForm, fault: Invalid) -> Answer:
    if is_json_door() or not fault.fields:
        raise fault
    with db.fresh():
        return _list(page_id, form, fault), status_of(fault)


def _list(page_id: str, form: UploadForm, fault: Invalid | None = None) -> str:
    screen = files_screen(current_actor(), page_id, request.args.getlist("added")[:20])
    place = Place(space=screen.page.space, page=screen.page)
    return show("attachments/files.html", place, screen=screen, form=form, fault=fault)


def _one(page_id: str, name: str, fault: Exception | None = None) -> str:
    with db.fresh():
        screen = file_screen(current_actor(), page_id, name)
    place = Place(space=screen.page.space, page=screen.page)
    return show("attachments/file.html", place, screen=screen, fault=fault)
