"""How much processor time one page may take, whatever its author put into it."""

from __future__ import annotations

import time

# Less than the five seconds that a page may take: nh3 cannot be interrupted, and showing the text takes time too.
SECONDS = 3.5
SECONDS_FOR_CODE = 0.3
_CALLS_BETWEEN_LOOKS = 64


class TooSlow(RuntimeError):
    """A page took more processor time than any page may."""


class Budget:
    """The time of one rendering. It counts this thread's work only, so that a busy machine fails no page."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._ends = time.thread_time() + seconds
        self._calls = 0

    def check(self) -> None:
        """Called often from everything that loops over a page; raises TooSlow once the time is used up."""
        self._calls += 1
        if self._calls % _CALLS_BETWEEN_LOOKS == 0 and time.thread_time() > self._ends:
            raise TooSlow
