"""Every HTML address, room by room, and the shell around every screen."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.web.doors import Door

DOORS: tuple[Door, ...] = ()


def shell() -> Mapping[str, object]:
    """What the frame of a screen shows: who is signed in and the spaces of the sidebar."""
    return {}
