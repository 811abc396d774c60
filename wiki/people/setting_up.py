"""The first start: an instance without people shows one screen, and asks for the token that stands in its log."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auth.actions import Action
from auth.actor import SYSTEM
from auth.actor import anonymous as nobody
from wiki import db
from wiki.access.gate import require
from wiki.access.operations import Subject, grant_site
from wiki.config import Settings
from wiki.errors import Invalid, NotFound
from wiki.events.operations import About, publish
from wiki.instance import current
from wiki.language import words as _
from wiki.people import sessions, throttle
from wiki.people.operations import NewPerson, add_person
from wiki.people.passwords import new_hash
from wiki.people.queries import is_empty
from wiki.people.sessions import Client
from wiki.people.signing_in import SignedIn


@dataclass
class _State:
    """Whether this process has seen a person; people are never deleted, so it stays true."""

    is_done: bool = False


def is_open() -> bool:
    """Whether the instance waits for its first person."""
    state = current().part(_State, lambda _settings: _State())
    if not state.is_done:
        with db.fresh():
            state.is_done = not is_empty()
    return not state.is_done


def setup_token(settings: Settings) -> str:
    """The token that the first person must know, made at the first call; its file is readable by the owner only."""
    path = _file(settings)
    if not path.is_file():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(0o600)
        draft.write_text(secrets.token_hex(16), "ascii")
        with suppress(FileExistsError):  # of two racing starts the first wins, and both read what it wrote
            os.link(draft, path)
        draft.unlink()
    return path.read_text("ascii").strip()


def set_up(token: str, wish: NewPerson, client: Client) -> SignedIn:
    """Create the first person, an Administrator, and sign them in. The token is used up, the screen is gone.

    NotFound once somebody has an account; Invalid for a wrong token (throttled like a password) and for whatever
    ``create_admin`` refuses.
    """
    require(nobody(), Action.SITE_SET_UP)
    if not is_open():
        raise NotFound
    made = throttle.begin(f"set-up {client.address}", client.address)
    if not hmac.compare_digest(token.strip().encode(), setup_token(current().settings).encode()):
        raise Invalid(fields={"token": _("This is not the token that stands in the log of the server.")})
    throttle.take_back(made)
    hashed = new_hash(wish.password, wish.login, wish.name)
    with db.writing():
        if not is_empty():
            raise NotFound
        person = add_person(SYSTEM, wish, hashed)
        grant_site(SYSTEM, Subject("person", person.id))
        publish(SYSTEM, "site.set_up", About(subject=f"person:{person.id}"))
        signed_in = SignedIn(person, sessions.begin(person, client))
    _file(current().settings).unlink(missing_ok=True)
    return signed_in


def _file(settings: Settings) -> Path:
    return settings.data / "setup-token"
