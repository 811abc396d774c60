"""The CSRF token in every form; calls with a Bearer token carry no cookie and need none."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from wiki.web.security import SAFE

_protect = CSRFProtect()


def install(app: Flask) -> None:
    """Check the token of every change that comes with a cookie."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _protect.init_app(app)
    app.jinja_env.globals["csrf_token"] = token
    app.context_processor(lambda: {"csrf_token": token})  # what the library put there would come before ours

    @app.before_request
    def check() -> None:
        if request.method not in SAFE and not request.path.startswith("/api/"):
            _protect.protect()


def token() -> str:
    """The token for the forms of this answer; a new session gets a secret of its own first."""
    held = session.get("csrf_token")
    return _signed(held) if isinstance(held, str) else str(generate_csrf())


@lru_cache(4096)
def _signed(_held: str) -> str:
    """The signature over the secret of a session: it has no end of its own, so it is made once."""
    return str(generate_csrf())
