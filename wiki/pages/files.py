"""The other files of a repository: pictures and attachments, read at the version that is taken in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from wiki import db
from wiki.access.gate import require
from wiki.pages.areas import areas_of
from wiki.pages.models import Page
from wiki.pages.paths import is_page_file, name_of
from wiki.spaces.models import Space
from wiki.spaces.queries import store
from wiki.web.media_types import media_type_of

_MISSING = Facts(None, None, exists=False)


@dataclass(frozen=True)
class StoredFile:
    """A file with the name to save it under; ``blob`` names its bytes for ever, so it serves as an ETag."""

    data: bytes
    name: str
    media_type: str
    blob: str


def file_at(actor: Actor, space: Space, path: str) -> StoredFile:
    """The file at ``path``, when the actor may open files there. NotFound where there is none to be seen."""
    repository = store().open(space.id)
    entry = repository.entry(space.taken_in, path) if space.taken_in else None
    require(actor, Action.FILE_READ, _facts(space, path) if entry else _MISSING)
    assert entry is not None
    data = repository.read(entry.blob)
    return StoredFile(data, name_of(path), media_type_of(data, path), entry.blob)


def _facts(space: Space, path: str) -> Facts:
    """A page's own file lies in the area of the page, any other file in that of its path."""
    if is_page_file(path):
        area_id = db.session().scalar(select(Page.area_id).where(Page.space_id == space.id, Page.file == path))
    else:
        area_id = areas_of(space.id).area_for(path)
    return Facts(area_id, space.id) if area_id else _MISSING
