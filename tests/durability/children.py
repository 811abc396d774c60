"""Work in a process of its own, which opens the instance for itself and may be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wiki import background, db
from wiki.config import Settings
from wiki.instance import Instance
from wiki.pages.models import Page
from wiki.serving.verifying.everything import verify

FORK = multiprocessing.get_context("fork")
KILLED = -signal.SIGKILL


@contextmanager
def opened(settings: Settings) -> Iterator[Instance]:
    """The instance, opened by this process."""
    made = Instance(settings)
    with made.bound():
        yield made


def run(settings: Settings, work: Callable[[], object], patience: float = 60) -> int | None:
    """Let a child do ``work``; how it ended (negative: by which signal)."""
    child = FORK.Process(target=_inside, args=(settings, work))
    child.start()
    child.join(patience)
    if child.is_alive():
        child.kill()
        raise AssertionError("the child did not end")
    return child.exitcode


def _inside(settings: Settings, work: Callable[[], object]) -> None:
    with opened(settings):
        work()


def die(*_args: object, **_named: object) -> Any:
    """End this process as the kernel ends one: without another instruction."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(original: Callable[..., object]) -> Callable[..., object]:
    """Do it, then die."""

    def do(*args: object, **named: object) -> None:
        original(*args, **named)
        die()

    return do


def start_again() -> None:
    """What the worker does when it starts."""
    background.at_start()


def ask_verify(key: str | None = None) -> list[str]:
    """What `slipbook verify` has to say that does not mend itself."""
    return [
        f"{one.code}: {one.told.text % one.told.values}" for one in verify(key, lambda *_args: None) if not one.heals
    ]


def page_at_path(path: str) -> Page | None:
    """The page at this path of the Handbook, whoever may see it."""
    with db.fresh() as session:
        return session.query(Page).filter(Page.path == path).one_or_none()
