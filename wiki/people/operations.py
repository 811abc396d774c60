"""Changing accounts: creating, closing and opening them, profiles, passwords, sessions. Tokens are in ``tokens``.

Operations that hash a password open a short writing transaction of their own after it; the others run in the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import available_timezones

from sqlalchemy import select

from auth.actions import Action
from auth.actor import Actor
from auth.directory.login_names import is_possible_login, login_key
from auth.passwords import verify
from wiki import clock, db
from wiki.access.gate import require
from wiki.access.operations import Subject, bump_epoch, grant_site
from wiki.errors import Invalid
from wiki.events.operations import About, publish
from wiki.language import LANGUAGES
from wiki.language import words as _
from wiki.people import sessions, throttle
from wiki.people.models import ACTIVE, DISABLED, LOCAL, Person, SignInSession
from wiki.people.passwords import let_go, new_hash
from wiki.people.queries import NoSuchPerson, owned
from wiki.slugs import new_id
from wiki.work import origin

THEMES = ("light", "dark")


@dataclass(frozen=True)
class NewPerson:
    """A local account to be created."""

    login: str
    name: str
    password: str = field(repr=False)
    email: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Profile:
    """What people say about themselves and how screens should look; None: as the site or the browser has it.

    ``name`` counts for local accounts only: others are called what the directory calls them.
    """

    name: str
    language: str | None = None
    theme: str | None = None
    timezone: str | None = None
    single_keys: bool = True


def create_person(actor: Actor, wish: NewPerson) -> Person:
    """Create a local account. Invalid when the login is taken or the password is too easy to guess.

    Opens its own transaction after hashing: call it outside ``writing()``.
    """
    require(actor, Action.SITE_ADMINISTER)
    hashed = new_hash(wish.password, wish.login, wish.name)
    with db.writing():
        return add_person(actor, wish, hashed)


def create_admin(actor: Actor, wish: NewPerson) -> Person:
    """Create a local account that is Administrator of the site; otherwise as ``create_person``."""
    require(actor, Action.SITE_ADMINISTER)
    hashed = new_hash(wish.password, wish.login, wish.name)
    with db.writing():
        person = add_person(actor, wish, hashed)
        grant_site(actor, Subject("person", person.id))
        return person


def add_person(actor: Actor, wish: NewPerson, hashed: str) -> Person:
    """Write a local account whose password is hashed already."""
    login, name = wish.login.strip(), wish.name.strip()
    if not is_possible_login(login) or "/" in login:
        raise Invalid(fields={"login": _("An account name has at most 200 visible characters and no slash.")})
    if not name:
        raise Invalid(fields={"name": _("Write the name that others see.")})
    taken = select(Person.id).where(Person.source == LOCAL, Person.login_key == login_key(login))
    if db.session().scalar(taken):
        raise Invalid(fields={"login": _("There is an account with this name already.")})
    person = Person(
        id=new_id(),
        source=LOCAL,
        login=login,
        login_key=login_key(login),
        name=name,
        email=wish.email,
        title=wish.title,
        password_hash=hashed,
        created_at=clock.now(),
    )
    db.session().add(person)
    db.session().flush()
    publish(actor, "person.created", About(subject=f"person:{person.id}"))
    return person


def disable_person(actor: Actor, person_id: str) -> Person:
    """Close an account: every browser is signed out and every token revoked at once (D34). What it wrote stays."""
    require(actor, Action.SITE_ADMINISTER)
    person = _loaded(person_id)
    if person.id == actor.person_id:
        raise Invalid(_("You cannot disable your own account."), mend=_("Ask another Administrator to do it."))
    person.status = DISABLED
    sessions.end_everything(person.id)
    bump_epoch()
    publish(actor, "person.disabled", About(subject=f"person:{person.id}"))
    return person


def enable_person(actor: Actor, person_id: str) -> Person:
    """Open an account again; its tokens stay revoked. Who left the directory stays closed until they are back."""
    require(actor, Action.SITE_ADMINISTER)
    person = _loaded(person_id)
    person.status = ACTIVE
    bump_epoch()
    publish(actor, "person.enabled", About(subject=f"person:{person.id}"))
    return person


def change_profile(actor: Actor, wish: Profile) -> Person:
    """Change one's own profile and how screens look to oneself."""
    person = _own(actor)
    _check_profile(wish, person)
    if person.is_local:
        person.name = wish.name.strip()
    person.language, person.theme, person.timezone = wish.language, wish.theme, wish.timezone
    person.single_keys = wish.single_keys
    publish(actor, "person.changed", About(subject=f"person:{person.id}"))
    return person


def choose_language(actor: Actor, language: str) -> None:
    """Read the site in this language from now on."""
    _own(actor).language = language


def choose_theme(actor: Actor, theme: str) -> None:
    """Read the site in this theme from now on."""
    _own(actor).theme = theme


def change_password(actor: Actor, old: str, new: str, *, keep_session: str | None = None) -> None:
    """Change the password of one's own local account; every other browser is signed out.

    Invalid when the old one is wrong or the new one too easy to guess. Opens its own transaction after hashing.
    """
    with db.fresh():
        person = _own(actor)
    if not person.is_local or person.password_hash is None:
        raise Invalid(_("The password of this account is kept by the company directory."))
    let_go()
    made = throttle.begin(person.login, origin.get().address or "")
    if not verify(person.password_hash, old):
        raise Invalid(fields={"old": _("This is not your password of today.")})
    hashed = new_hash(new, person.login, person.name)
    with db.writing():
        _own(actor).password_hash = hashed
        throttle.forgive(made)
        sessions.end_all_of(person.id, but=keep_session)
        publish(actor, "person.changed", About(subject=f"person:{person.id}", details={"password": True}))


def sign_out(actor: Actor, session_id: str) -> None:
    """End the session of the browser that asks."""
    require(actor, Action.SESSION_END, owned(actor.person_id))
    sessions.end(session_id)
    publish(actor, "person.signed_out", About(subject=f"person:{actor.person_id}"))


def end_session(actor: Actor, public_id: str) -> None:
    """End one of one's own sessions; NotFound for anybody else's."""
    row = db.session().scalar(select(SignInSession).where(SignInSession.public_id == public_id))
    require(actor, Action.SESSION_END, owned(row.person_id if row else None, exists=row is not None))
    if row is not None:
        sessions.end(row.id)
        publish(actor, "session.ended", About(subject=f"person:{row.person_id}"))


def end_all_sessions(actor: Actor) -> int:
    """Sign out everywhere, in this browser too; returns how many sessions ended."""
    require(actor, Action.SESSION_END, owned(actor.person_id))
    ended = sessions.end_all_of(str(actor.person_id))
    publish(actor, "session.ended", About(subject=f"person:{actor.person_id}", details={"sessions": ended}))
    return ended


def end_sessions_of(actor: Actor, person_id: str) -> int:
    """Sign another person out everywhere, as an Administrator; returns how many sessions ended."""
    require(actor, Action.SITE_ADMINISTER)
    ended = sessions.end_all_of(_loaded(person_id).id)
    publish(actor, "session.ended", About(subject=f"person:{person_id}", details={"sessions": ended}))
    return ended


def _own(actor: Actor) -> Person:
    require(actor, Action.PROFILE_CHANGE, owned(actor.person_id))
    return _loaded(str(actor.person_id))


def _loaded(person_id: str) -> Person:
    person = db.session().get(Person, person_id)
    if person is None:
        raise NoSuchPerson
    return person


def _check_profile(wish: Profile, person: Person) -> None:
    wrong = {}
    if person.is_local and not 0 < len(wish.name.strip()) <= 200:
        wrong["name"] = _("Write the name that others see.")
    if wish.language not in (None, *LANGUAGES):
        wrong["language"] = _("Choose one of the languages of the list.")
    if wish.theme not in (None, *THEMES):
        wrong["theme"] = _("Choose light, dark or the one of the system.")
    if wish.timezone is not None and wish.timezone not in available_timezones():
        wrong["timezone"] = _("Write a time zone such as Asia/Shanghai or Europe/Berlin.")
    if wrong:
        raise Invalid(fields=wrong)
