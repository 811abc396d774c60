"""The shapes of what the JSON door of files takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class UploadArguments(Schema):
    """``replace=1``: a file takes the place of the one of its name; otherwise it gets a name with a number."""

    replace = fields.Boolean(load_default=False)


class FilesSchema(Schema):
    """The parts of the form: one or many, each called ``files``."""

    files = fields.List(fields.Raw(metadata={"type": "string", "format": "binary"}), required=True)


class FileSchema(Schema):
    """A file. ``version`` is the id of its bytes and its ETag; ``markdown`` is what a page writes to show it."""

    name = fields.String(required=True)
    path = fields.String(required=True)
    size = fields.Integer(required=True)
    version = fields.String(required=True)
    url = fields.String(required=True)
    markdown = fields.String(required=True)


class FileListSchema(Schema):
    """The files of a page."""

    items = fields.List(fields.Nested(FileSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class FileAuthorSchema(Schema):
    """Who stored a version; ``id`` is null for somebody without an account here."""

    id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)


class FileVersionSchema(Schema):
    """A commit that changed a file; ``version`` is null where it removed it."""

    number = fields.Integer(required=True)
    commit = fields.String(required=True)
    version = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    by = fields.Nested(FileAuthorSchema, required=True)
    summary = fields.String(required=True)


class PlaceSchema(Schema):
    """A page that links to a file."""

    id = fields.String(required=True)
    path = fields.String(required=True)
    title = fields.String(required=True)


class OneFileSchema(FileSchema):
    """A file with its versions, newest first, and the pages that use it, as far as the caller may see them."""

    versions = fields.List(fields.Nested(FileVersionSchema), required=True)
    used_in = fields.List(fields.Nested(PlaceSchema), required=True)


class ContentArguments(Schema):
    """``commit``: the bytes as that version left them."""

    commit = fields.String(load_default=None, validate=validate.Length(max=40))


class FileRestoreSchema(Schema):
    """The commit of the version to bring back."""

    commit = fields.String(required=True, validate=validate.Length(equal=40))
