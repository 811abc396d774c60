"""The shapes of what the JSON door of pages takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

MOST_VERSIONS = 2**31 - 1
"""The highest number of a version that a table can hold."""


class TreeArguments(Schema):
    """Which part of the tree: below a path, so many levels, after the last path already seen."""

    under = fields.String(load_default="", validate=validate.Length(max=1024))
    depth = fields.Integer(load_default=None, validate=validate.Range(1, 100))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 200))
    after = fields.String(load_default=None, validate=validate.Length(max=1024))


class NodeSchema(Schema):
    """A line of the tree; ``id`` and ``kind`` are null for a folder without a page."""

    id = fields.String(required=True, allow_none=True)
    path = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True, allow_none=True)
    depth = fields.Integer(required=True)
    has_children = fields.Boolean(required=True)


class TreeSchema(Schema):
    """Lines of the tree from top to bottom."""

    items = fields.List(fields.Nested(NodeSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class PageArguments(Schema):
    """``html=1``: the rendered page too, with links as the caller sees them."""

    html = fields.Boolean(load_default=False)


class AuthorSchema(Schema):
    """Who wrote a version; ``id`` is null for somebody without an account here."""

    id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)


class PageSchema(Schema):
    """A page. ``body`` is its whole file, front matter included; ``version`` is the commit of its newest version."""

    id = fields.String(required=True)
    space = fields.String(required=True)
    path = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    body = fields.String(required=True)
    front_matter = fields.Dict(keys=fields.String(), required=True)
    version = fields.String(required=True)
    number = fields.Integer(required=True)
    updated_at = fields.AwareDateTime(required=True)
    updated_by = fields.Nested(AuthorSchema, required=True)
    html = fields.String()
    merged = fields.Boolean()


class TextSchema(Schema):
    """A text for a page: the whole file, and one line about the change."""

    body = fields.String(required=True)
    summary = fields.String(load_default="", validate=validate.Length(max=500))


class RestoreSchema(Schema):
    """The commit of the version to restore; ``section`` is the heading of the one section that is wanted, if any."""

    version = fields.String(required=True, validate=validate.Length(max=40))
    section = fields.String(load_default="", validate=validate.Length(max=500))


class DeletionSchema(Schema):
    """What one commit deleted: the page that it was about, how many pages in all, and until when it can come back."""

    commit = fields.String(required=True)
    id = fields.String(required=True)
    path = fields.String(required=True)
    title = fields.String(required=True)
    pages = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


class DeletionsSchema(Schema):
    """Deletions of the last thirty days, newest first."""

    items = fields.List(fields.Nested(DeletionSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class ReturnSchema(Schema):
    """Another path, where the old one is taken."""

    to = fields.String(load_default="", validate=validate.Length(max=1024))


class MoveSchema(Schema):
    """The new path; whether links that lead to the pages that move are made right, where the caller may edit."""

    to = fields.String(required=True, validate=validate.Length(min=1, max=1024))
    rewrite_links = fields.Boolean(load_default=True)


class VersionsArguments(Schema):
    """``before`` is what the answer before called ``next``."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.Integer(load_default=None, validate=validate.Range(1, MOST_VERSIONS))


class VersionSchema(Schema):
    """A version: the commit that made it, and what it did to the page."""

    version = fields.String(required=True)
    number = fields.Integer(required=True)
    change = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.Nested(AuthorSchema, required=True)
    summary = fields.String(required=True)
    body = fields.String()


class VersionsSchema(Schema):
    """Versions of a page, newest first."""

    items = fields.List(fields.Nested(VersionSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DiffArguments(Schema):
    """The commits of the two versions to compare."""

    from_ = fields.String(required=True, data_key="from", validate=validate.Length(max=40))
    to = fields.String(required=True, validate=validate.Length(max=40))


class PieceSchema(Schema):
    """A run of words in a line; ``changed`` where the other side has something else."""

    text = fields.String(required=True)
    changed = fields.Boolean(required=True)


class LineSchema(Schema):
    """A row of a comparison: same, added, removed or changed."""

    kind = fields.String(required=True)
    old_number = fields.Integer(required=True, allow_none=True)
    new_number = fields.Integer(required=True, allow_none=True)
    old = fields.List(fields.Nested(PieceSchema), required=True)
    new = fields.List(fields.Nested(PieceSchema), required=True)


class HunkSchema(Schema):
    """Changed lines with some unchanged ones around them."""

    old_start = fields.Integer(required=True)
    new_start = fields.Integer(required=True)
    skipped_before = fields.Integer(required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class DiffSchema(Schema):
    """What differs between two versions."""

    hunks = fields.List(fields.Nested(HunkSchema), required=True)
    added_chars = fields.Integer(required=True)
    removed_chars = fields.Integer(required=True)
    places = fields.Integer(required=True)
    skipped_after = fields.Integer(required=True)
