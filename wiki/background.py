"""Every job, and what runs on a schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from wiki import db
from wiki.events.delivery import PASSING, deliver
from wiki.finding.feeding import look_after_index, tidy_index
from wiki.pages.projection import take_in_all
from wiki.people.synchronising import sync_with_directory
from wiki.reactions import AFTERWARDS

log = logging.getLogger("slipbook.jobs")


@dataclass(frozen=True)
class Job:
    """Something that runs by itself: at the start and then every so many minutes."""

    name: str
    every_minutes: int
    run: Callable[[], object]


JOBS: tuple[Job, ...] = (
    Job("read people and groups from the directory", 15, sync_with_directory),
    Job("take in what a crash or another process left behind", 1, take_in_all),
    Job("look after the search index", 5, look_after_index),
    Job("merge small segments of the index", 10, tidy_index),
)


def answer_the_bell() -> None:
    """Carry what has happened to the reactions."""
    with db.reading():
        deliver(AFTERWARDS)


def on_the_minute(minute: int) -> None:
    """Run what is due in this minute of the hour, then look for events that nobody rang for."""
    for job in JOBS:
        if minute % job.every_minutes == 0:
            run(job)
    answer_the_bell()


def at_start() -> None:
    """Run every job once: this closes whatever a crash left behind."""
    for job in JOBS:
        run(job)
    answer_the_bell()


def run(job: Job) -> None:
    """Run one job; a failure is logged and the next ones go on."""
    try:
        job.run()
    except PASSING:
        log.exception("the job %s failed and will be tried again", job.name)
