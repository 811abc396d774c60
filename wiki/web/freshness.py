"""When a browser may go on showing the screen that it has: a tag over everything that could change it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

from flask import Response, g, make_response, request, session

from wiki import clock, language, paths
from wiki.instance import current
from wiki.web.assets import assets
from wiki.web.csrf import token


def fresh_or_drawn(parts: tuple[str | None, ...], draw: Callable[[], str]) -> Response:
    """304 when the browser has this very screen, else the screen with its tag (contract HTTP 40).

    ``parts`` say what the screen shows and to whom. Language, the reader's own settings (``g.reader``, left there by
    whoever recognised them), session, static files, templates and words, the site's settings, the question and the hour
    (screens say how long ago things were) are added here.
    """
    tag = _tag(parts)
    known = request.if_none_match.contains_weak(tag)
    answer = Response(status=304) if known else make_response(draw())
    answer.set_etag(tag, weak=True)
    return answer


def _tag(parts: tuple[str | None, ...]) -> str:
    token()  # the forms on the screen carry the token of the session, so a session has one from now on
    settings = current().settings
    ours = (
        language.speaking(),
        request.cookies.get("theme", ""),
        *g.get("reader", ()),
        f"{settings.site_name} {settings.url} {settings.timezone}",
        assets().digest,
        _frame(),
        request.query_string.decode("utf-8", "replace"),
        str(session.get("_flashes", "")),
        str(session.get("csrf_token", "")),
        f"{clock.now():%Y%m%d%H}",
    )
    return hashlib.sha256("\0".join(part or "" for part in (*parts, *ours)).encode()).hexdigest()[:32]


@cache
def _frame() -> str:
    """A digest of templates and words: with another release screens look different although no page changed."""
    digest = hashlib.sha256()
    for folder in (paths.TEMPLATES, paths.TRANSLATIONS):
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
