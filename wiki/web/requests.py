"""What happens around every request: instance, session, language, origin, the gate's record, one JSON log line."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextlib import ExitStack
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, request

from wiki import db, language, work
from wiki.instance import Instance
from wiki.web.doors import declaration_of

log = logging.getLogger("slipbook.request")
LANGUAGE_COOKIE = "language"
MOST_HEARD = 25 * 1024 * 1024
"""Bytes of a body that nobody wants that are read all the same; beyond, the connection breaks."""
_REQUEST_ID = re.compile(r"^[0-9A-Za-z-]{8,32}$")


class GateNotAsked(AssertionError):
    """A route answered without asking the gate for the action it declares."""


def install(app: Flask, instance: Instance) -> None:
    """Open what a request needs before it and close it after it."""
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # no view is a coroutine, so none is looked at

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = secrets.token_hex(8)
        g.stack = ExitStack()
        g.stack.enter_context(instance.bound())
        g.statements = g.stack.enter_context(db.counting())
        g.stack.enter_context(db.reading())
        token = work.origin.set(work.Origin(request.remote_addr, g.request_id))
        g.stack.callback(work.origin.reset, token)
        zone = ZoneInfo(instance.settings.timezone)
        g.stack.enter_context(language.spoken(asked_language(instance), zone))
        declared = declaration_of(current_app, request.endpoint)
        g.is_open_route = declared is not None and declared.public is not None
        g.heard = work.listen()

    @app.after_request
    def end(answer: Response) -> Response:
        declared = declaration_of(current_app, request.endpoint)
        if _is_carried_out(answer) and declared and declared.action and declared.action not in g.get("heard", ()):
            raise GateNotAsked(f"{request.endpoint} did not ask for {declared.action}")
        if 300 <= answer.status_code < 500 and answer.status_code != 408:
            _hear_out()
        answer.headers["X-Request-Id"] = g.request_id
        _write_line(answer)
        return answer

    @app.teardown_request
    def close(_fault: BaseException | None) -> None:
        stack = g.pop("stack", None)
        if stack is not None:
            stack.close()


def _hear_out() -> None:
    """Read what is still being sent: a browser that cannot send reports a broken connection, not what we answer."""
    left = request.content_length or 0
    if left > MOST_HEARD:
        return
    try:
        while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, 1 << 16))):
            left -= len(piece)
    except OSError:
        log.debug("the sender went away")


def _is_carried_out(answer: Response) -> bool:
    """Whether a view answered: no error, nobody turned away before it, not Flask saying which methods there are."""
    return answer.status_code < 400 and request.method != "OPTIONS" and not g.get("is_turned_away", False)


def asked_language(instance: Instance) -> language.Language:
    """Cookie, then browser, then setting; a profile overrules it when the person is known."""
    cookie = language.parse_language(request.cookies.get(LANGUAGE_COOKIE))
    browser = language.parse_language(request.accept_languages.best_match(["zh-CN", "zh", "en", "en-GB", "en-US"]))
    return cookie or browser or language.parse_language(instance.settings.language) or "en"


def _write_line(answer: Response) -> None:
    log.info(
        "request",
        extra={
            "line": {
                "request_id": g.request_id,
                "method": request.method,
                "route": str(request.url_rule or ""),
                "status": answer.status_code,
                "ms": round((time.perf_counter() - g.began) * 1000, 1),
                "sql": g.statements[0],
                "person": g.get("person_id"),
                "address": request.remote_addr,
            }
        },
    )
