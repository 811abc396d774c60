"""Every job, and what runs on a schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wiki import clock, db
from wiki.attachments.jobs import draw_thumbnails
from wiki.events.delivery import PASSING, deliver
from wiki.finding.feeding import look_after_index, mend_index, tidy_index
from wiki.pages.contents import prune_rendered
from wiki.pages.projection import take_in_all
from wiki.people.synchronising import sync_with_directory
from wiki.reactions import AFTERWARDS
from wiki.spaces.jobs import clear_leftovers, look_after_repositories

log = logging.getLogger("slipbook.jobs")


@dataclass(frozen=True)
class Job:
    """Something that runs by itself: at the start, unless it is said to wait, and then every so many minutes."""

    name: str
    every_minutes: int
    run: Callable[[], object]
    waits: bool = False


JOBS: tuple[Job, ...] = (
    Job("read people and groups from the directory", 15, sync_with_directory),
    Job("take in what a crash or another process left behind", 1, take_in_all),
    Job("remove what dead writers left in the repositories", 10, clear_leftovers),
    Job("look after the repositories", 24 * 60, look_after_repositories, waits=True),
    Job("build the search index anew when it cannot be opened", 1, mend_index),
    Job("look after the search index", 5, look_after_index),
    Job("merge small segments of the index", 10, tidy_index),
    Job("draw thumbnails of new pictures", 10, draw_thumbnails),
    Job("forget rendered pages beyond the limit", 60, prune_rendered),
)


def answer_the_bell() -> None:
    """Carry what has happened to the reactions."""
    with db.reading():
        deliver(AFTERWARDS)


class Schedule:
    """When each job ran last in this process: a minute that was missed or came twice changes nothing."""

    def __init__(self) -> None:
        self._ran_at: dict[str, datetime] = {}

    def put_off(self, jobs: Iterable[Job]) -> None:
        """Begin to count for these jobs without running them."""
        self._ran_at.update((job.name, clock.now()) for job in jobs)

    def run_due(self) -> None:
        """Run every job whose time has come, then look for events that nobody rang for."""
        now = clock.now()
        for job in JOBS:
            # half a minute early counts: ticks come a little before or after their minute
            due_at = self._ran_at.get(job.name, datetime.min.replace(tzinfo=UTC)) + timedelta(
                minutes=job.every_minutes, seconds=-30
            )
            if due_at <= now or now < self._ran_at.get(job.name, now):
                self._ran_at[job.name] = now
                run(job)
        answer_the_bell()


def at_start() -> Schedule:
    """Run every job that does not wait, which closes whatever a crash left behind, and begin to count from there."""
    schedule = Schedule()
    schedule.put_off([job for job in JOBS if job.waits])
    schedule.run_due()
    return schedule


def run(job: Job) -> None:
    """Run one job; a failure is logged and the next ones go on."""
    try:
        job.run()
    except PASSING:
        log.exception("the job %s failed and will be tried again", job.name)
