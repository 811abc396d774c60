"""The CSRF token in every form; calls with a Bearer token carry no cookie and need none."""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from wiki.web.security import SAFE

_protect = CSRFProtect()


def install(app: Flask) -> None:
    """Check the token of every change that comes with a cookie."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _protect.init_app(app)

    @app.before_request
    def check() -> None:
        if request.method not in SAFE and not request.path.startswith("/api/"):
            _protect.protect()
