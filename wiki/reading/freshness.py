"""When a browser may go on showing the screen that it has: a tag over everything that could change it."""

from __future__ import annotations

import hashlib

from flask import request, session

from auth.actor import Actor
from wiki import clock, language
from wiki.pages.models import Page
from wiki.people.session import current_theme
from wiki.rendering import RENDERER_VERSION
from wiki.web.assets import assets


def etag_of(actor: Actor, page: Page) -> str:
    """The tag of the screen of ``page`` for this reader (contract HTTP 40).

    The watermark of the space stands for everything that was written in it: text, tree, titles,
    links. The hour is in it because the screen says how long ago things were.
    """
    parts = (
        page.space.taken_in,
        page.id,
        actor.person_id,
        str(actor.epoch),
        language.speaking(),
        current_theme(),
        RENDERER_VERSION,
        assets().digest,
        request.query_string.decode("utf-8", "replace"),
        str(session.get("_flashes", "")),
        str(session.get("csrf_token", "")),
        f"{clock.now():%Y%m%d%H}",
    )
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()[:32]
