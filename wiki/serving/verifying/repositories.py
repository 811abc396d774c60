"""Whether Git holds together: every object of every space, how far the tables follow, and what crashes left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from repo_store.errors import RepositoryMissing, StoreError
from repo_store.maintenance import Finding as Found
from repo_store.maintenance import check_repository
from repo_store.repository import Repository
from wiki import clock, db
from wiki.language import words as _
from wiki.pages.taking_in.holding import held_count, held_since
from wiki.serving.verifying.findings import Finding
from wiki.spaces.models import Space
from wiki.spaces.queries import find_space, store

_PATIENCE = 2.0
_LATE = timedelta(minutes=5)
_HEALS = _("There is nothing to do; the next writer clears it away.")
_RESTORE = _("Keep the folder as it is and bring back this repository from a backup.")


def check_git(space: Space) -> Iterator[Finding]:
    """Everything that Git says of the repository of a space."""
    try:
        repository = store().open(space.id)
        found = check_repository(repository)
        if any(one.kind == "damage" for one in found):
            again = {one.what for one in check_repository(repository)}  # what somebody is writing looks torn
            found = [one for one in found if one.kind != "damage" or one.what in again]
    except RepositoryMissing:
        yield Finding("git.missing", _("The repository of this space is missing."), _RESTORE, space.key)
    except StoreError as fault:
        told = _("The repository of this space cannot be read: %(why)s.", why=str(fault))
        yield Finding("git.damaged", told, _RESTORE, space.key)
    else:
        yield from (_told(space, one) for one in found)


def check_following(space: Space) -> Iterator[Finding]:
    """Whether the tables are where Git is. What is written at this moment is given its time."""
    deadline = time.monotonic() + _PATIENCE
    try:
        repository = store().open(space.id)
        while (late := _not_taken_in(space, repository)) is not None and time.monotonic() < deadline:
            time.sleep(0.05)
    except StoreError:
        return  # said by the other check
    if late is not None:
        mend = _("A running server takes them in within a minute; if it does not, its log says why.")
        heals = clock.now() - late < _LATE
        yield Finding("tables.behind", _("The newest changes are not in the tables yet."), mend, space.key, heals=heals)


def check_held(space: Space) -> Iterator[Finding]:
    """Whether pages are kept from their readers because the tables were older than Git."""
    since = held_since(space.id)
    if since is not None:
        told = _(
            "The database is older than Git. Pages changed after %(commit)s are shown to Managers only: %(count)s.",
            count=held_count(space.id),
            commit=since[:10] or "?",
        )
        mend = _("Look at the roles in this space, then run `slipbook verify --accept --space %(key)s`.", key=space.key)
        yield Finding("tables.old", told, mend, space.key)


def check_strays() -> Iterator[Finding]:
    """Repositories that no space knows, and drafts of some that were never finished."""
    known = set(db.session().scalars(select(Space.id)))
    for key in sorted({*store().keys()} - known):
        told = _("The repository %(name)s belongs to no space.", name=f"{key}.git")
        mend = _("If no space is missing, move it out of the data folder.")
        yield Finding("git.stray", told, mend)
    drafts = [*store().root.glob(".new-*"), *store().root.glob(".removed-*")]
    if drafts:
        told = _("Folders left by something that was interrupted: %(count)s.", count=len(drafts))
        yield Finding("git.drafts", told, _HEALS, heals=True)


def _not_taken_in(space: Space, repository: Repository) -> datetime | None:
    """When the newest commit was made, while the tables do not know it."""
    with db.fresh():
        now = find_space(space.id)
    head = repository.head()
    return None if now is None or head is None or head == now.taken_in else repository.commit(head).committed_at


def _told(space: Space, found: Found) -> Finding:
    if found.kind == "damage":
        return Finding("git.damaged", _("Git finds damage: %(why)s.", why=found.what), _RESTORE, space.key)
    if found.kind == "read-only":
        told = _("This space is read-only since its disk failed: %(why)s.", why=found.what)
        mend = _("Look at the disk; then run `slipbook spaces allow-writes %(key)s`.", key=space.key)
        return Finding("git.read-only", told, mend, space.key)
    if found.kind == "setting":
        told = _("The repository has another value for the setting %(name)s.", name=found.what)
        return Finding("git.setting", told, _("There is nothing to do; the next start sets it."), space.key, heals=True)
    told = _("A writer that died left the file %(name)s.", name=found.what)
    return Finding("git.leftover", told, _HEALS, space.key, heals=True)
