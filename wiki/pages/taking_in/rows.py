"""From the newest text of a page to the rows that stand for it in the tables. Nothing is written here."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from repo_store.repository import Repository
from wiki.pages.areas import AreaMap
from wiki.pages.contents import rendered_blob
from wiki.pages.paths import file_key, link_key, name_of, own_path, parent_of, path_key, sort_key, wiki_key
from wiki.pages.taking_in.identities import Identity
from wiki.rendering.types import Link, Rendered, Value

log = logging.getLogger("slipbook.pages")
Row = dict[str, object]
_LOCAL = ("page", "wiki", "file", "image", "person")
_WEIGHTS = ("weight", "order", "nav_order", "sidebar_position")


@dataclass(frozen=True)
class PageRows:
    """All rows of one page."""

    page: Row
    links: Sequence[Row]
    tags: Sequence[Row]
    text: Row


def rows_for(space_id: str, repository: Repository, page: Identity) -> PageRows:
    """Render the newest text of a living page and put down what readers, lists and search ask for."""
    assert page.file is not None
    assert page.blob is not None
    rendered = rendered_blob(repository.read, page.blob)
    row = {**_place(space_id, page), **_state(page), **_content(page, rendered)}
    text: Row = {
        "page_id": page.id,
        "blob": page.blob,
        "body": _clean(rendered.plain_text),
        "headings": list(rendered.headings),
    }
    return PageRows(row, _links(space_id, page, rendered.links), _tags(page.id, rendered), text)


def with_areas(rows: Sequence[PageRows], areas: AreaMap) -> list[Row]:
    """The page rows, each in the area that its path belongs to now."""
    return [{**one.page, "area_id": areas.area_for(str(one.page["path"])) or ""} for one in rows]


def _place(space_id: str, page: Identity) -> Row:
    file = page.file or ""
    name = name_of(page.path) or name_of(own_path(file))
    return {
        "id": page.id, "space_id": space_id, "path": page.path, "path_key": path_key(page.path),
        "name_key": wiki_key(name), "file": file, "file_key": file_key(file),
        "parent_path": path_key(parent_of(page.path)),
    }  # fmt: skip


def _state(page: Identity) -> Row:
    return {
        "blob": page.blob, "version": page.last_commit, "number": page.number, "created_at": page.created_at,
        "updated_at": page.changed.at, "author_id": page.changed.person_id, "author_name": page.changed.name,
    }  # fmt: skip


def _content(page: Identity, rendered: Rendered) -> Row:
    name = name_of(page.path) or name_of(own_path(page.file or ""))
    title = _clean(rendered.title)[:500] or name
    front = rendered.front
    problem = rendered.problems[0].code if rendered.problems else None
    weight = next((front.values[key] for key in _WEIGHTS if key in front.values), None)
    return {
        "sort_key": sort_key(name, weight), "title": title, "title_key": wiki_key(title), "kind": front.kind,
        "owner": front.owner[:200] if front.owner else None, "review_on": front.review_on,
        "front_matter": {key: _as_json(value) for key, value in front.values.items()},
        "language": rendered.language, "excerpt": _clean(rendered.excerpt), "words": rendered.word_count,
        "problem": problem, "too_large": any(one.code == "too-large" for one in rendered.problems),
    }  # fmt: skip


def _links(space_id: str, page: Identity, links: Sequence[Link]) -> list[Row]:
    local = [link for link in links if link.kind in _LOCAL and link.target]
    return [
        {"page_id": page.id, "position": position, "space_id": space_id, "kind": link.kind,
         "target": _clean(link.target), **_keys_of(page.file or "", link)}
        for position, link in enumerate(local)
    ]  # fmt: skip


def _keys_of(page_file: str, link: Link) -> Mapping[str, str | None]:
    if link.kind == "wiki":
        return {"target_path": None, "target_key": wiki_key(link.target)}
    if link.kind == "person":
        return {"target_path": None, "target_key": None}
    return {"target_path": link_key(page_file, link.target, may_be_page=link.kind == "page"), "target_key": None}


def _tags(page_id: str, rendered: Rendered) -> list[Row]:
    tags = dict.fromkeys(_clean(tag)[:100] for tag in rendered.front.tags)
    return [{"page_id": page_id, "tag": tag} for tag in tags if tag]


def _as_json(value: Value) -> Value:
    """Only what every reader of JSON understands."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _clean(text: str) -> str:
    """Text that every database takes: without NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode() if not text.isascii() or "\0" in text else text
