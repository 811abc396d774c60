"""The browser at the door: a signed cookie holds a random secret, a row says whose session it is (Flask-Login between).

Whether a session counts is decided by its row alone, never by the age of the cookie.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, Request, Response, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, login_user, logout_user
from itsdangerous import BadSignature
from werkzeug.wrappers import Response as AnyResponse

from auth.actor import Actor
from auth.tokens import hash_secret
from wiki import db, language
from wiki.instance import Instance, current
from wiki.people import actors, queries, sessions, setting_up
from wiki.people.models import Person, SignInSession
from wiki.people.sessions import Client
from wiki.people.signing_in import SignedIn

log = logging.getLogger("slipbook.people")
THEME_COOKIE = "theme"
MOST_COOKIES = 4096
_WITHOUT_PEOPLE = ("/static/", "/api/", "/healthz", "/readyz")
_OPEN_BEFORE_SET_UP = ("people.set_up", "people.set_language", "people.set_theme")


@dataclass(frozen=True)
class Browser:
    """A browser that is signed in, as Flask-Login wants to see it; ``row`` is None in the request that signs in."""

    person: Person
    secret: str
    row: SignInSession | None = None
    epoch: int = 0
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.secret


class RowDecides(SecureCookieSessionInterface):
    """Flask's signed cookie without its own end: a clock that is turned back a little signs nobody out."""

    def __init__(self) -> None:
        self._known: dict[str, Mapping[str, object]] = {}

    def open_session(self, app: Flask, asked: Request) -> SecureCookieSession | None:
        sent = asked.cookies.get(self.get_cookie_name(app))
        return self.session_class(self._read(app, sent) if sent else None)

    def _read(self, app: Flask, sent: str) -> Mapping[str, object]:
        """What a cookie holds; nothing where its signature is not ours. The check follows from the cookie alone."""
        known = self._known.get(sent)
        if known is not None:
            return known
        serializer = self.get_signing_serializer(app)
        try:
            held: dict[str, object] = serializer.loads(sent) if serializer else {}
        except BadSignature:
            return {}
        if all(isinstance(value, (str, bool)) for value in held.values()):  # no lists, which a request may change
            if len(self._known) >= MOST_COOKIES:
                self._known.clear()
            self._known[sent] = held
        return held


def install(app: Flask) -> None:
    """Know who is signed in before any view runs; while nobody has an account, send everybody to the set-up screen."""
    app.session_interface = RowDecides()
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_browser_of)
    # Not init_app: it would look into the session after every answer, for a "remember me" cookie that is not used here.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.before_request(_recognise)
    app.after_request(_note_seen)


def current_person() -> Person | None:
    """The person signed in in this browser."""
    browser = _browser()
    return browser.person if browser else None


def current_actor() -> Actor:
    """Who is asking, with groups and areas: worked out once per request, kept in the process per access epoch."""
    if "actor" not in g:
        browser = _browser()
        g.actor = actors.actor_of(browser.person, epoch=browser.epoch) if browser else actors.anonymous()
    return cast(Actor, g.actor)


def current_session_id() -> str | None:
    """The id of this browser's session row."""
    browser = _browser()
    return hash_secret(browser.secret) if browser else None


def current_theme() -> str:
    """``light``, ``dark`` or ``auto`` (as the system has it)."""
    person = current_person()
    chosen = (person.theme if person else None) or request.cookies.get(THEME_COOKIE)
    return chosen if chosen in ("light", "dark") else "auto"


def client() -> Client:
    """Where this request comes from; a sign-in from it ends the session that the browser has now."""
    held = session.get("_user_id")
    former = hash_secret(held) if isinstance(held, str) else None
    return Client(request.remote_addr or "", request.user_agent.string, former)


def start(signed_in: SignedIn) -> None:
    """Make this browser's session the one just begun; nothing of what it held before survives (ASVS 7.2.4)."""
    session.clear()
    login_user(Browser(signed_in.person, signed_in.secret))


def stop() -> None:
    """Forget who was signed in in this browser."""
    session.clear()
    logout_user()


def after_the_answer(answer: Response, work: Callable[[], None]) -> None:
    """Do ``work`` in a short writing transaction when the answer has been sent; a busy database skips it."""
    instance: Instance = current()

    def write() -> None:
        try:
            with instance.bound(), db.writing():
                work()
        except db.DatabaseBusy as fault:
            log.warning("could not note that somebody was seen: %s", fault)

    answer.call_on_close(write)


def _recognise() -> AnyResponse | None:
    g.is_signed_in, g.person_id = False, None
    if request.path.startswith(_WITHOUT_PEOPLE):
        return None
    if setting_up.is_open():
        g.is_turned_away = request.endpoint not in _OPEN_BEFORE_SET_UP
        return redirect(url_for("people.set_up")) if g.is_turned_away else None
    held = session.get("_user_id")
    browser = _browser_of(held) if isinstance(held, str) and held else None
    if browser:
        g.browser, g.is_signed_in, g.person_id = browser, True, browser.person.id
        _speak_to(browser.person)
    return None


def _speak_to(person: Person) -> None:
    """Language and zone of the person; what else of their settings a screen shows is left where freshness looks."""
    g.reader = (person.name, person.theme or "", str(person.single_keys), person.timezone or "")
    chosen = language.parse_language(person.language) or language.speaking()
    zone = ZoneInfo(person.timezone) if person.timezone else None
    g.stack.enter_context(language.spoken(chosen, zone))


def _browser_of(secret: str) -> Browser | None:
    found = queries.session_at(hash_secret(secret))
    if found is None:
        return None
    row, person, epoch = found
    return Browser(person, secret, row, epoch) if person.is_active and sessions.is_alive(row) else None


def _browser() -> Browser | None:
    return cast("Browser | None", g.get("browser"))


def _note_seen(answer: Response) -> Response:
    browser = _browser()
    if browser and browser.row and sessions.is_due(browser.row.seen_at):
        session_id = browser.row.id
        after_the_answer(answer, lambda: sessions.touch(session_id))
    return answer
