"""The CSRF token in every form; calls with a Bearer token carry no cookie and need none.

A form that was given back because its session had ended carries a seal as well: the token in it dies when its reader
signs in again, the seal does not. It says that we wrote this form, for this address, not long ago; that the browser
sent it from a page of ours, it must say itself.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, current_app, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import BadSignature, URLSafeSerializer

from wiki import clock
from wiki.web.security import SAFE

SEAL = "kept_seal"
LONGEST_KEPT = 24 * 3600
"""Seconds for which a form that was given back can be sent after signing in again."""

_protect = CSRFProtect()


def install(app: Flask) -> None:
    """Check the token of every change that comes with a cookie."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _protect.init_app(app)
    app.jinja_env.globals["csrf_token"] = token
    app.context_processor(lambda: {"csrf_token": token})  # what the library put there would come before ours

    @app.before_request
    def check() -> None:
        if request.method not in SAFE and not request.path.startswith("/api/") and not _is_given_back():
            _protect.protect()


def token() -> str:
    """The token for the forms of this answer; a new session gets a secret of its own first."""
    held = session.get("csrf_token")
    return _signed(held) if isinstance(held, str) else str(generate_csrf())


def came_from_here(*, usually: bool) -> bool:
    """Whether the browser says that the form is ours; ``usually`` is the answer where it says nothing.

    A text that another site made the browser send must not come back in a form with a valid token.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return usually if origin is None else origin == request.host_url.rstrip("/")


def seal() -> str:
    """The seal of a form that is given back at the address it was sent to."""
    return str(_sealing().dumps([request.path, clock.now().timestamp()]))


def _is_given_back() -> bool:
    if not came_from_here(usually=False) or SEAL not in request.form:
        return False
    try:
        path, sealed_at = _sealing().loads(request.form[SEAL])
    except BadSignature:
        return False
    return bool(path == request.path and 0 <= clock.now().timestamp() - sealed_at <= LONGEST_KEPT)


def _sealing() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="a form given back")


@lru_cache(4096)
def _signed(_held: str) -> str:
    """The signature over the secret of a session: it has no end of its own, so it is made once."""
    return str(generate_csrf())
