"""Carrying events to the reactions that wait for them; each is written to run twice, and runs from where it stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from repo_store.errors import StoreError
from search.errors import SearchError
from wiki import db
from wiki.errors import SlipbookError
from wiki.events.models import Event
from wiki.events.operations import advance
from wiki.events.queries import waiting

log = logging.getLogger("slipbook.events")
BATCH = 500
PASSING = (
    *(SlipbookError, SQLAlchemyError, StoreError, SearchError, OSError, ValueError, LookupError, RuntimeError),
    *(TypeError, AttributeError, AssertionError, ArithmeticError),
)
"""What work in the background may fail with, mistakes of ours among it: it is logged, the rest goes on, and it is
tried again. One page or one job that fails must not stop the others."""


@dataclass(frozen=True)
class Reaction:
    """What is done afterwards when events of these kinds have happened. ``name`` is the name of its cursor."""

    name: str
    kinds: tuple[str, ...]
    run: Callable[[Sequence[Event]], None]


def deliver(reactions: Iterable[Reaction]) -> int:
    """Run every reaction up to the newest event; the number of events delivered.

    A reaction that fails keeps its cursor and is tried again at the next ring; the others go on.
    """
    done = 0
    for reaction in reactions:
        try:
            done += _deliver(reaction)
        except PASSING:
            log.exception("the reaction %s failed and will be tried again", reaction.name)
    return done


def _deliver(reaction: Reaction) -> int:
    done = 0
    while True:
        with db.fresh():
            batch = waiting(reaction.name, reaction.kinds, BATCH)
        if not batch:
            return done
        with db.fresh():
            reaction.run(batch)
        with db.writing():
            advance(reaction.name, batch[-1].id)
        done += len(batch)
