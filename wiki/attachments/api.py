"""JSON door of the files of a page: list, upload, one file, its bytes now or earlier, restore, remove."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from auth.actions import Action
from wiki.attachments import operations
from wiki.attachments.described import brief, version
from wiki.attachments.errors import FileChanged
from wiki.attachments.forms import uploads_from
from wiki.attachments.queries import content_for, file_for, files_of, pages_using
from wiki.attachments.schemas import (
    ContentArguments,
    FileListSchema,
    FileRestoreSchema,
    FileSchema,
    FilesSchema,
    OneFileSchema,
    UploadArguments,
)
from wiki.attachments.versions import version_for, versions_of
from wiki.errors import PreconditionMissing
from wiki.language import words as _
from wiki.pages.queries import page_for
from wiki.people.bearer import api_actor
from wiki.spaces.callers import known
from wiki.web.doors import declares
from wiki.web.downloads import Download, served
from wiki.web.json_doors import JsonDoor
from wiki.web.uploads import takes_files

blueprint = JsonDoor("files_api", __name__, description="The files of a page and their versions.")
Json = dict[str, object]
_FILES = "/pages/<page_id>/files"
_FILE = _FILES + "/<path:name>"


@blueprint.route(_FILES)  # type: ignore[untyped-decorator]
@blueprint.response(200, FileListSchema, description="The files by name.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_READ, loads=page_for)
def read_files(page_id: str) -> Json:
    """The files of a page."""
    return {"items": [brief(one) for one in files_of(api_actor(), page_for(api_actor(), page_id))], "next": None}


@blueprint.route(_FILES, methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(UploadArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.arguments(FilesSchema, location="files")  # type: ignore[untyped-decorator]
@blueprint.response(201, FileListSchema, description="What was stored, in one commit.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_UPLOAD, loads=page_for)
@takes_files
def upload_files(asked: dict[str, bool], sent: dict[str, Any], page_id: str) -> Json:
    """Store files with a page: all of them or, where one is refused, none."""
    page = page_for(api_actor(), page_id)
    stored = operations.upload_files(api_actor(), page, uploads_from(sent["files"]), replaces=asked["replace"])
    return {"items": [brief(one) for one in stored], "next": None}


@blueprint.route(_FILE)  # type: ignore[untyped-decorator]
@blueprint.response(200, OneFileSchema, description="The file; ETag is the id of its bytes.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_READ, loads=file_for)
def read_file(page_id: str, name: str) -> Response:
    """One file with its versions and the pages that use it."""
    file = file_for(api_actor(), page_id, name)
    shown = brief(file) | {
        "versions": [version(one) for one in versions_of(api_actor(), file.page, name)],
        "used_in": [{"id": one.id, "path": one.path, "title": one.title} for one in pages_using(api_actor(), file)],
    }
    answer = jsonify(OneFileSchema().dump(shown))
    answer.set_etag(file.blob)
    return answer


@blueprint.route(_FILE, methods=["DELETE"])  # type: ignore[untyped-decorator]
@blueprint.response(204, description="The file is gone; its versions stay.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_REMOVE, loads=file_for)
def remove_file(page_id: str, name: str) -> None:
    """Remove a file (`If-Match` with its ETag)."""
    file = file_for(api_actor(), page_id, name, Action.FILE_REMOVE)
    tags = request.if_match.as_set(include_weak=True)
    if not tags and not request.if_match.star_tag:
        raise PreconditionMissing(mend=_("Send If-Match with the ETag of the file."))
    if not request.if_match.star_tag and file.blob not in tags:
        raise FileChanged
    operations.remove_file(api_actor(), file, file.blob)


@blueprint.route("/pages/<page_id>/file-content/<path:name>")  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(ContentArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, description="The bytes, as an attachment or in a sandbox.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_READ, loads=content_for)
def read_content(asked: dict[str, str | None], page_id: str, name: str) -> Response:
    """The bytes of a file, now or as one of its versions left them."""
    commit = asked["commit"]
    found = version_for(api_actor(), page_id, commit, name) if commit else content_for(api_actor(), page_id, name)
    return served(Download(found.data, found.name, found.media_type, found.blob))


@blueprint.route("/pages/<page_id>/file-restoration/<path:name>", methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(FileRestoreSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, FileSchema, description="The file as it is now.")  # type: ignore[untyped-decorator]
@declares(Action.FILE_UPLOAD, loads=page_for)
def restore_file(sent: dict[str, str], page_id: str, name: str) -> Json:
    """Bring an earlier version of a file back, even of one that was removed."""
    page = page_for(api_actor(), page_id)
    return brief(operations.restore_file(api_actor(), page, name, sent["commit"]))
