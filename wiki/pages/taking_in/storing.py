"""Writing what a walk found into the tables, guarded by the watermark that the walk began at.

Most steps are one short transaction. The first take-in of a large space is written in parts of 500 pages that stand in
no area, so that nobody sees them, and is shown by a last short step; whoever does that holds ``alone``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update

from repo_store import locking
from wiki import db
from wiki.access.operations import bump_epoch, move_areas
from wiki.instance import current
from wiki.pages.areas import AreaMap, areas_of
from wiki.pages.models import PageIdentity
from wiki.pages.taking_in import holding
from wiki.pages.taking_in import row_writing as rows
from wiki.pages.taking_in.intended import MOVE
from wiki.pages.taking_in.rows import PageRows
from wiki.pages.taking_in.telling import tell, tell_as
from wiki.pages.taking_in.walking import Walk
from wiki.spaces.models import Space

LARGE = 500
_NOBODY = AreaMap(())


@dataclass(frozen=True)
class Taking:
    """Everything that goes into the tables in one step: from ``old`` (exclusive) up to ``new``.

    ``anew`` throws away what stood there before; ``orphans`` are pages that the history no longer knows.
    ``told_as`` is the one event that stands for all (None: one event for each page and commit). ``is_behind``: other
    tables knew all this before these were put back in their place.
    """

    space_id: str
    old: str | None
    new: str
    walk: Walk
    rows: Sequence[PageRows]
    anew: bool = False
    orphans: Sequence[PageIdentity] = ()
    told_as: str | None = None
    is_behind: bool = False


@contextmanager
def alone(space_id: str, wait: float) -> Iterator[None]:
    """Be the only one who reads a space from the beginning. LockBusy when somebody else is at it for longer."""
    with locking.hold(current().settings.spaces / f"{space_id}.taking-in", wait):
        yield


def write(taking: Taking) -> bool:
    """Write all of it, or nothing to be seen: False when somebody else has moved the watermark meanwhile."""
    is_first = taking.old is None and taking.anew
    if is_first and len(taking.rows) > LARGE:
        return _write_in_parts(taking)
    files = holding.files_between(taking.space_id, taking.old, taking.new) if taking.is_behind else ()
    with db.writing():
        if not _move_watermark(taking):
            return False
        _take_areas_along(taking)
        areas = _areas(taking, files)
        if taking.anew:
            rows.clear(taking.space_id)
        rows.write_identities(taking.space_id, taking.walk, taking.orphans, areas)
        rows.remove_pages([one.id for one in taking.walk.touched])
        rows.write_pages(taking.rows, areas)
        rows.write_versions(taking.space_id, taking.walk.versions)
        _finish(taking, areas)
    return True


def _write_in_parts(taking: Taking) -> bool:
    with db.writing():
        if not _is_untouched(taking.space_id):
            return False
        rows.clear(taking.space_id)
        rows.write_identities(taking.space_id, taking.walk, taking.orphans, _areas(taking))
    for some in db.parts(taking.rows, LARGE):
        with db.writing():
            rows.write_pages(some, _NOBODY)
    for versions in db.parts(taking.walk.versions, 10 * LARGE):
        with db.writing():
            rows.write_versions(taking.space_id, versions)
    with db.writing():
        if not _move_watermark(taking):
            return False
        areas = _areas(taking)
        rows.put_in_areas(taking.space_id, taking.rows, areas)
        _finish(taking, areas)
    return True


def _areas(taking: Taking, files: Collection[str] = ()) -> AreaMap:
    """Where the pages of this step belong; ``files`` are the others that changed."""
    if taking.is_behind:
        return holding.hold(taking.space_id, taking.old, taking.walk.touched, files)
    return areas_of(taking.space_id)


def _finish(taking: Taking, areas: AreaMap) -> None:
    if taking.anew:
        bump_epoch()  # the same commit may come to other rows now, and what is kept in the processes carries the epoch
    rows.write_former(taking.space_id, taking.walk.former)
    rows.close_intents(taking.walk.fulfilled)
    if taking.told_as:
        tell_as(taking.told_as, taking.space_id, taking.new, areas)
    else:
        tell(taking.space_id, taking.walk, areas)


def _take_areas_along(taking: Taking) -> None:
    """Restrictions move with the pages that a move made here took to another place."""
    for intended, _commit in taking.walk.fulfilled:
        if intended.kind == MOVE and intended.commit_id is None and intended.old_path and intended.new_path:
            move_areas(taking.space_id, intended.old_path, intended.new_path)


def _is_untouched(space_id: str) -> bool:
    found = db.session().execute(select(Space.taken_in).where(Space.id == space_id)).one_or_none()
    return found is not None and found[0] is None


def _move_watermark(taking: Taking) -> bool:
    guarded = update(Space).where(Space.id == taking.space_id, Space.taken_in.is_not_distinct_from(taking.old))
    moved = guarded.values(taken_in=taking.new).returning(Space.id).execution_options(synchronize_session=False)
    return db.session().execute(moved).one_or_none() is not None
