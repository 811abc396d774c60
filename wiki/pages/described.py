"""Pages, versions and comparisons as the API shows them; the shapes are in ``schemas``."""

from __future__ import annotations

from auth.actor import Actor
from repo_store.diffing import Comparison, Hunk, Line, Span
from wiki.pages.deleting import Deletion
from wiki.pages.models import Page, PageVersion
from wiki.pages.text import body_html, source_of
from wiki.pages.tree_shape import TreeNode

Json = dict[str, object]


def node(one: TreeNode) -> Json:
    """A line of the tree."""
    return {
        "id": one.id, "path": one.path, "title": one.title, "kind": one.kind, "depth": one.depth,
        "has_children": one.has_children,
    }  # fmt: skip


def page(actor: Actor, one: Page, *, html: bool = False) -> Json:
    """A page with its text, rendered too where that is asked for."""
    shown: Json = {
        "id": one.id, "space": one.space.key, "path": one.path, "title": one.title, "kind": one.kind,
        "body": text(source_of(one)), "front_matter": one.front_matter, "version": one.version, "number": one.number,
        "updated_at": one.updated_at, "updated_by": {"id": one.author_id, "name": one.author_name},
    }  # fmt: skip
    if html:
        shown["html"] = str(body_html(actor, one))
    return shown


def version(one: PageVersion) -> Json:
    """A version without its text."""
    return {
        "version": one.commit_id, "number": one.number, "change": one.change, "at": one.at,
        "by": {"id": one.author_id, "name": one.author_name}, "summary": one.summary,
    }  # fmt: skip


def deletion(one: Deletion) -> Json:
    """A deletion that can be taken back."""
    return {
        "commit": one.commit, "id": one.page_id, "path": one.path, "title": one.title, "pages": one.pages,
        "at": one.at, "by": one.by, "until": one.until,
    }  # fmt: skip


def comparison(one: Comparison) -> Json:
    """What differs between two versions."""
    return {
        "hunks": [_hunk(hunk) for hunk in one.hunks], "added_chars": one.added_chars,
        "removed_chars": one.removed_chars, "places": one.places, "skipped_after": one.skipped_after,
    }  # fmt: skip


def text(data: bytes) -> str:
    """A file as text; bytes that are no UTF-8 show as replacement characters."""
    return data.decode("utf-8", "replace")


def _hunk(one: Hunk) -> Json:
    return {
        "old_start": one.old_start, "new_start": one.new_start, "skipped_before": one.skipped_before,
        "lines": [_line(line) for line in one.lines],
    }  # fmt: skip


def _line(one: Line) -> Json:
    return {
        "kind": one.kind, "old_number": one.old_number, "new_number": one.new_number,
        "old": [_piece(span) for span in one.old], "new": [_piece(span) for span in one.new],
    }  # fmt: skip


def _piece(one: Span) -> Json:
    return {"text": one.text, "changed": one.changed}
