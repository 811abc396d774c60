"""JSON door of pages: the tree, one page by path or id, its versions, and what differs between them."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from auth.actions import Action
from repo_store.diffing import compare
from wiki.access.gate import require
from wiki.errors import PreconditionFailed
from wiki.pages import described, operations, queries
from wiki.pages.deleting import bring_back, delete_page, deletions
from wiki.pages.errors import Moved, NameTaken
from wiki.pages.models import Page
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, Saved
from wiki.pages.preconditions import Conditions, base_of
from wiki.pages.queries import page_at, page_for, version_for
from wiki.pages.schemas import (
    DeletionsSchema,
    DiffArguments,
    DiffSchema,
    MoveSchema,
    PageArguments,
    PageSchema,
    RestoreSchema,
    ReturnSchema,
    TextSchema,
    TreeArguments,
    TreeSchema,
    VersionsArguments,
    VersionSchema,
    VersionsSchema,
)
from wiki.pages.section_restoring import SectionWish, restore_section
from wiki.pages.text import version_source
from wiki.pages.tree import Stretch, tree
from wiki.people.bearer import api_actor
from wiki.spaces.callers import known
from wiki.spaces.queries import facts_of, space_for
from wiki.web.doors import declares
from wiki.web.json_doors import JsonDoor

blueprint = JsonDoor("pages_api", __name__, description="Pages, their tree and their versions.")
Json = dict[str, object]
_AT = "/spaces/<space>/pages/<path:path>"
_ID = "/pages/<page_id>"


@blueprint.route("/spaces/<space>/tree")  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(TreeArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, TreeSchema, description="Titles and paths, visible ones only.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_READ, loads=space_for)
def read_tree(asked: dict[str, Any], space: str) -> Json:
    """The tree of a space from top to bottom; only what the caller may see."""
    found = tree(api_actor(), space_for(api_actor(), space), Stretch(**asked))
    return {"items": [described.node(one) for one in found.items], "next": found.next}


@blueprint.route(_AT)  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(PageArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page; ETag is its version.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_READ, loads=page_at)
def read_page(asked: dict[str, bool], space: str, path: str) -> AnyResponse:
    """The page at a path; an earlier path answers 301 with the new one."""
    try:
        page = page_at(api_actor(), space, path)
    except Moved as moved:
        require(api_actor(), Action.PAGE_READ, moved.page)
        return redirect(_address(moved.page), 301)
    return _answer(page, html=asked["html"])


@blueprint.route(_AT, methods=["PUT"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(TextSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page as it is now; 201 where it was created.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_EDIT, loads=page_at)
def write_page(sent: dict[str, str], space: str, path: str) -> AnyResponse:
    """Create a page (`If-None-Match: *`) or change it (`If-Match: "<version>"`, merged where it is stale)."""
    if _conditions().must_be_new:
        return _create(sent, space, path)
    page = _page_to_change(space, path, Action.PAGE_EDIT)
    edit = Edit(sent["body"], sent["summary"], base_of(page, _conditions()), origin="api")
    return _saved(operations.save_page(api_actor(), page, edit))


@blueprint.route(_AT, methods=["DELETE"])  # type: ignore[untyped-decorator]
@blueprint.response(204, description="The page is gone; its history stays.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_DELETE, loads=page_at)
def remove_page(space: str, path: str) -> None:
    """Delete a page (`If-Match` with its newest version)."""
    page = _page_to_change(space, path, Action.PAGE_DELETE)
    delete_page(api_actor(), page, base_of(page, _conditions()))


@blueprint.route(_ID)  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(PageArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page; ETag is its version.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_READ, loads=page_for)
def read_page_by_id(asked: dict[str, bool], page_id: str) -> AnyResponse:
    """The page of an id, wherever it is now."""
    return _answer(page_for(api_actor(), page_id), html=asked["html"])


@blueprint.route(_ID + "/restore", methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(RestoreSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page as it is now.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_RESTORE, loads=page_for)
def restore_page(sent: dict[str, str], page_id: str) -> AnyResponse:
    """Make an earlier version, or one section of it, the newest one (`If-Match` with the newest version)."""
    page = page_for(api_actor(), page_id, Action.PAGE_RESTORE)
    base = base_of(page, _conditions())
    if sent["section"]:
        wish = SectionWish(sent["version"], sent["section"], base)
        return _saved(restore_section(api_actor(), page, wish).saved)
    return _saved(operations.restore_version(api_actor(), page, sent["version"], base))


@blueprint.route(_ID + "/move", methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(MoveSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page as it is now.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_MOVE, loads=page_for)
def move_a_page(sent: dict[str, Any], page_id: str) -> AnyResponse:
    """Move a page with everything below it inside its space (`If-Match` with the newest version); one commit."""
    page = page_for(api_actor(), page_id, Action.PAGE_MOVE)
    move = Move(sent["to"], base_of(page, _conditions()), rewrite_links=sent["rewrite_links"])
    return _answer(move_page(api_actor(), page, move).page)


@blueprint.route("/spaces/<space>/deleted")  # type: ignore[untyped-decorator]
@blueprint.response(200, DeletionsSchema, description="What can be brought back, newest first.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_RESTORE, loads=space_for)
def read_deletions(space: str) -> Json:
    """What was deleted in the last thirty days and the caller may bring back."""
    found = deletions(api_actor(), space_for(api_actor(), space, Action.PAGE_RESTORE))
    return {"items": [described.deletion(one) for one in found], "next": None}


@blueprint.route("/spaces/<space>/deleted/<commit>/return", methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(ReturnSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, PageSchema, description="The page that is back.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_RESTORE, loads=space_for)
def return_deleted(sent: dict[str, str], space: str, commit: str) -> AnyResponse:
    """Bring back what a commit deleted, at `to` where its old path is taken; ids and links are as before."""
    found = space_for(api_actor(), space, Action.PAGE_RESTORE)
    return _answer(bring_back(api_actor(), found, commit, sent["to"]))


@blueprint.route(_ID + "/versions")  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(VersionsArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, VersionsSchema, description="Versions, newest first.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_HISTORY, loads=page_for)
def read_versions(asked: dict[str, int], page_id: str) -> Json:
    """The versions of a page, newest first."""
    page = page_for(api_actor(), page_id, Action.PAGE_HISTORY)
    found = queries.versions(api_actor(), page, asked["limit"], asked["before"])
    return {"items": [described.version(one) for one in found.items], "next": found.next}


@blueprint.route(_ID + "/versions/<commit>")  # type: ignore[untyped-decorator]
@blueprint.response(200, VersionSchema, description="The version with its text.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_HISTORY, loads=page_for)
def read_version(page_id: str, commit: str) -> Json:
    """One version with its text; a commit that is no version of this page is 404."""
    page = page_for(api_actor(), page_id, Action.PAGE_HISTORY)
    version = version_for(api_actor(), page, commit)
    return {**described.version(version), "body": described.text(version_source(version))}


@blueprint.route(_ID + "/diff")  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(DiffArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, DiffSchema, description="Hunks with word ranges.")  # type: ignore[untyped-decorator]
@declares(Action.PAGE_HISTORY, loads=page_for)
def read_diff(asked: dict[str, str], page_id: str) -> Json:
    """What differs between two versions of a page."""
    page = page_for(api_actor(), page_id, Action.PAGE_HISTORY)
    old, new = (version_for(api_actor(), page, asked[side]) for side in ("from_", "to"))
    return described.comparison(compare(*(described.text(version_source(one)) for one in (old, new))))


def _create(sent: dict[str, str], space: str, path: str) -> AnyResponse:
    # the route declares the change; creating asks for its own action on the same space
    found = space_for(api_actor(), space)
    require(api_actor(), Action.PAGE_EDIT, facts_of(found))
    new = NewPage(path, body=sent["body"], summary=sent["summary"], origin="api")
    try:
        page = operations.create_page(api_actor(), found, new)
    except NameTaken as fault:
        raise PreconditionFailed(fault.message, fields=fault.fields) from fault
    answer = _answer(page) if page.blob else _saved_only(page, sent["body"])
    answer.status_code = 201
    answer.headers["Location"] = _address(page)
    return answer


def _saved_only(page: Page, body: str) -> Response:
    """The answer while the tables are behind: the page is safe in Git, and what was sent is its text."""
    answer = jsonify(id=page.id, path=page.path, title=page.title, body=body, version=page.version, number=page.number)
    answer.set_etag(page.version)
    return answer


def _page_to_change(space: str, path: str, action: Action) -> Page:
    try:
        return page_at(api_actor(), space, path, action)
    except Moved as moved:
        # the version in If-Match says which page is meant
        require(api_actor(), action, moved.page)
        return moved.page


def _conditions() -> Conditions:
    wanted = request.if_match
    return Conditions(wanted.as_set(include_weak=True), wanted.star_tag, request.if_none_match.star_tag)


def _saved(saved: Saved) -> Response:
    return _answer(saved.page, merged=saved.merged)


def _answer(page: Page, *, html: bool = False, merged: bool | None = None) -> Response:
    shown = described.page(api_actor(), page, html=html)
    if merged is not None:
        shown["merged"] = merged
    answer = jsonify(PageSchema().dump(shown))
    answer.set_etag(page.version)
    return answer


def _address(page: Page) -> str:
    if not page.path:  # the page of the space itself has no name of its own
        return url_for("pages_api.read_page_by_id", page_id=page.id)
    return url_for("pages_api.read_page", space=page.space.key, path=page.path)
