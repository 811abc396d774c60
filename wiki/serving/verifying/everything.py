"""Every check in order, on one cut of the tables where that matters, for one space or for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from wiki import db
from wiki.errors import NotFound
from wiki.instance import Instance, current
from wiki.language import words as _
from wiki.serving.verifying import index, projections, repositories, tables
from wiki.serving.verifying.copying import copied
from wiki.serving.verifying.findings import Finding
from wiki.spaces.models import Space

Progress = Callable[[int, int], None]
"""Told how many checks are done, of how many."""


def verify(key: str | None, progress: Progress) -> list[Finding]:
    """What is not as it should be, in one space or in everything. Nothing that is in use is touched.

    Raises NotFound for a space that there is not, Unavailable when the database cannot be copied.
    """
    live = current()
    with copied(live) as copy:
        found = [*_Job(copy, tables.check_file).run()]
        if found:
            return found
        with copy.bound(), db.fresh():
            spaces = spaces_named(key)
        jobs = _jobs_of_all(live, copy) if key is None else []
        for space in spaces:
            jobs += _jobs_of(space, live, copy)
        for done, job in enumerate(jobs):
            progress(done, len(jobs))
            found += job.run()
        progress(len(jobs), len(jobs))
    return found


def _jobs_of(space: Space, live: Instance, copy: Instance) -> list[_Job]:
    return [
        _Job(live, lambda: (*repositories.check_git(space), *repositories.check_following(space))),
        _Job(copy, lambda: (*repositories.check_held(space), *tables.check_areas(space), *tables.check_intents(space))),
        _Job(copy, lambda: tuple(projections.check_projection(space))),
    ]


def _jobs_of_all(live: Instance, copy: Instance) -> list[_Job]:
    return [
        _Job(copy, lambda: tuple(tables.check_rows())),
        _Job(live, lambda: tuple(repositories.check_strays())),
        _Job(live, lambda: tuple(index.check_index())),
    ]


@dataclass(frozen=True)
class _Job:
    """One check, and the instance that it looks at."""

    instance: Instance
    check: Callable[[], Sequence[Finding]]

    def run(self) -> Sequence[Finding]:
        try:
            with self.instance.bound(), db.fresh():
                return self.check()
        except DatabaseError as fault:
            told = _("The database cannot be read: %(why)s.", why=str(fault.orig))
            return [Finding("database.damaged", told, tables.RESTORE)]


def spaces_named(key: str | None) -> list[Space]:
    """The space of this key, or all; NotFound where there is none of it."""
    asked = select(Space).order_by(Space.key)
    spaces = list(db.session().scalars(asked if key is None else asked.where(Space.key == key)))
    if key is not None and not spaces:
        raise NotFound(_("There is no space %(key)s.", key=key), mend=_("The addresses of spaces show their keys."))
    return spaces
