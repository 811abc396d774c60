"""Background door: thumbnails of what was uploaded, and of what came by push, import or an emptied cache."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from repo_store.errors import StoreError
from repo_store.repository import Repository
from wiki import db
from wiki.attachments.queries import PICTURE_ENDINGS
from wiki.attachments.thumbnails import make_thumbnail
from wiki.config import Settings
from wiki.events.delivery import Reaction
from wiki.events.models import Event
from wiki.instance import current
from wiki.pages.paths import FILES, files_folder
from wiki.pages.queries import find_page
from wiki.spaces.models import Space
from wiki.spaces.queries import every_space, store

log = logging.getLogger("slipbook.attachments")
MOST_AT_ONCE = 200
"""Pictures that one run looks at anew; the next run goes on."""


class _Looked:
    """Up to which version of each space this process has looked for pictures."""

    def __init__(self, _settings: Settings) -> None:
        self.at: dict[str, str | None] = {}


def draw_thumbnails() -> int:
    """Make the thumbnails that are missing in the spaces that changed; how many pictures were looked at."""
    looked = current().part(_Looked, _Looked).at
    with db.fresh():
        spaces = [one for one in every_space() if looked.get(one.id) != one.taken_in]
    done = 0
    for space in spaces:
        done += _draw(space, MOST_AT_ONCE - done)
        if done >= MOST_AT_ONCE:
            break
        looked[space.id] = space.taken_in
    return done


def draw_uploaded(events: Sequence[Event]) -> None:
    """The same for the pages of these events: soon after an upload."""
    for page_id in sorted({event.page_id for event in events if event.page_id}):
        with db.fresh():
            page = find_page(page_id)
        if page is not None:
            _draw(page.space, MOST_AT_ONCE, files_folder(page.path))


def _draw(space: Space, most: int, under: str = "") -> int:
    """Look at ``most`` pictures of a space, or of a folder of it, that were never looked at.

    What Git cannot read is left for another time, and the others get theirs.
    """
    if space.taken_in is None or most <= 0:
        return 0
    done = 0
    try:
        repository = store().open(space.id)
        for blob in _wanted(repository, space.taken_in, under):
            done += _is_drawn(repository, blob)
            if done == most:
                break
    except StoreError:
        log.exception("the pictures of space %s could not be looked for", space.id)
    return done


def _wanted(repository: Repository, commit: str, under: str) -> list[str]:
    """The pictures of a commit that were never looked at."""
    cache = current().settings.cache / "thumbnails"
    known = {file.stem for file in cache.glob("*/*.webp")}
    return [
        entry.blob
        for entry in repository.entries(commit, under)
        if f"/{FILES}/" in f"/{entry.path}"
        and entry.path.rpartition(".")[2].lower() in PICTURE_ENDINGS
        and entry.blob not in known
        and entry.size <= current().settings.file_limit
    ]


def _is_drawn(repository: Repository, blob: str) -> bool:
    try:
        make_thumbnail(repository, blob)
    except StoreError:
        log.exception("the picture %s could not be read", blob)
        return False
    return True


REACTION = Reaction("thumbnails", ("file.uploaded", "file.restored"), draw_uploaded)
