"""New passwords of local accounts: checked against the rules, hashed outside any transaction."""

from __future__ import annotations

from auth.errors import SignInBusy
from auth.passwords import check_new_password, hash_password
from wiki import db
from wiki.errors import Unavailable
from wiki.instance import current
from wiki.language import Words
from wiki.people.errors import PasswordRefused


def new_hash(password: str, login: str, name: str) -> str:
    """The hash of a new password; PasswordRefused, with a sentence for its field, when it is too easy to guess."""
    names = [name, current().settings.site_name]
    faults = check_new_password(password, login, [one for one in names if one])
    if faults:
        raise PasswordRefused(fields={"password": Words(faults[0].sentence)})
    let_go()
    try:
        return hash_password(password)
    except SignInBusy as fault:
        raise Unavailable from fault


def let_go() -> None:
    """End the snapshot of the request before something slow; a RuntimeError inside a writing transaction."""
    with db.reading() as session:
        if session.get_bind() is db.database().writer:
            raise RuntimeError("passwords are not hashed while others wait to write")
        session.commit()
