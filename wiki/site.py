"""Every HTML address, room by room, and the frame around every screen."""

from __future__ import annotations

from wiki.attachments import views as attachments
from wiki.finding import views as finding
from wiki.history import views as history
from wiki.home import views as home
from wiki.home.shell import shell
from wiki.people import views as people
from wiki.reading import views as reading
from wiki.spaces import views as spaces
from wiki.web.doors import Door
from wiki.writing import views as writing
from wiki.writing.placing import views as placing

DOORS: tuple[Door, ...] = (
    home.door,
    people.door,
    spaces.door,
    reading.door,
    writing.door,
    placing.door,
    history.door,
    attachments.door,
    finding.door,
)

__all__ = ["DOORS", "shell"]
