"""What happens to the repositories by itself: settings of today, clearing up after crashes, checking, packing."""

from __future__ import annotations

import logging

from repo_store import maintenance
from repo_store.errors import LockBusy, StoreError
from repo_store.repository import Repository
from wiki import clock, db
from wiki.spaces.queries import every_space, repository_of, store

log = logging.getLogger("slipbook.spaces")
_SUNDAY = 7


def clear_leftovers() -> None:
    """Give every repository the settings of today and remove what dead writers left in it."""
    for name in store().clear_drafts():
        log.info("removed %s, which an import or a deletion left behind", name)
    for key, repository in _repositories():
        try:
            changed = maintenance.bring_up_to_date(repository)
            removed = maintenance.reclaim_stale_locks(repository)
        except (LockBusy, StoreError) as fault:
            log.info("space %s is left for later: %s", key, fault)
            continue
        if changed or removed:
            log.info("space %s: settings %s brought up to date, leftovers %s removed", key, changed, removed)


def look_after_repositories() -> None:
    """Once a day: follow what names what; on Sundays read every object and pack the repository."""
    is_sunday = clock.now().isoweekday() == _SUNDAY
    for key, repository in _repositories():
        try:
            for finding in maintenance.check_repository(repository, whole=is_sunday):
                if finding.kind in ("damage", "read-only"):
                    log.critical("space %s: %s: %s", key, finding.kind, finding.what)
            if is_sunday:
                maintenance.collect(repository)
        except (LockBusy, StoreError):
            log.warning("space %s could not be looked after", key, exc_info=True)


def _repositories() -> list[tuple[str, Repository]]:
    """The repositories that are there; a missing one is told by whoever takes it in."""
    with db.fresh():
        spaces = every_space()
    found = []
    for space in spaces:
        try:
            found.append((space.key, repository_of(space)))
        except StoreError as fault:
            log.warning("the repository of space %s cannot be opened: %s", space.key, fault)
    return found
