"""Building the application: the table of contents."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from wiki import api, site
from wiki.config import Settings
from wiki.instance import Instance, secret_key
from wiki.people import space_names
from wiki.people.session import install as install_session
from wiki.spaces.queries import names_of_visible
from wiki.web import assets, errors, requests, screens, security, uploads
from wiki.web.csrf import install as install_csrf
from wiki.web.doors import refuse_undeclared


def create_app(settings: Settings) -> Flask:
    """The WSGI application of one instance; nothing is opened that must not cross a fork."""
    instance = Instance(settings)
    app = Flask("wiki", static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["instance"] = instance
    app.extensions["assets"] = assets.Assets()
    app.extensions["shell"] = site.shell
    requests.install(app, instance)
    security.install(app, settings)
    screens.install(app)
    install_session(app)  # before the token is checked: a refusal speaks the language of the reader's profile
    uploads.install(app)  # before the token is looked for, which reads the whole body
    install_csrf(app)
    for door in (assets.door, *site.DOORS):
        app.register_blueprint(door)
    space_names.offer(instance, names_of_visible)
    api.install(app)
    errors.install(app)  # after the API, which brings handlers of its own
    refuse_undeclared(app)
    app.wsgi_app = security.Front(app.wsgi_app, settings)  # type: ignore[method-assign, assignment]
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": secret_key(settings),
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": "__Host-sid" if settings.is_https else "sid",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=settings.session_days),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": settings.page_limit + 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": settings.page_limit + 128 * 1024,
        "MAX_FORM_PARTS": 50,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_HEADERS": ["X-CSRF-Token"],
    }
