"""Which event wakes whom: everything that happens afterwards, on one screen."""

from __future__ import annotations

from wiki.attachments import jobs as attachments
from wiki.events.delivery import Reaction
from wiki.finding import feeding as index

AFTERWARDS: tuple[Reaction, ...] = (index.REACTION, attachments.REACTION)
