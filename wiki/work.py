"""The work under way, whoever does it: where it comes from, and what it asked the gate for. The doors set it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where a request comes from; each event carries it."""

    address: str | None = None
    request_id: str | None = None


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())
_asked: ContextVar[list[object] | None] = ContextVar("asked", default=None)


def note_asked(action: object) -> None:
    """Remember that the gate was asked for ``action``."""
    heard = _asked.get()
    if heard is not None:
        heard.append(action)


def listen() -> list[object]:
    """Start a new list of the actions asked for; the web door compares it with what the route declares."""
    heard: list[object] = []
    _asked.set(heard)
    return heard
