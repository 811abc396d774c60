"""Failed sign-ins as they are counted: written down before the password is looked at, taken back after a success.

So tries that come at the same moment cannot all pass. The rule itself is ``auth.throttling``.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from auth.directory.login_names import login_key
from auth.throttling import Policy, verdict
from wiki import clock, db
from wiki.instance import current, secret_key
from wiki.people.errors import TooManySignIns
from wiki.people.models import SignInFailure

POLICY = Policy()


@dataclass(frozen=True)
class Try:
    """One try that was let through: counted as a failure until it is taken back."""

    account: str
    rows: tuple[int, ...]
    tries_left: int


def begin(login: str, address: str) -> Try:
    """Count one more try for this account and this address; TooManySignIns when either has used up its tries."""
    account, place = _key("account", login_key(login)), _key("address", _network(address))
    now = clock.now()
    with db.writing():
        db.session().execute(delete(SignInFailure).where(SignInFailure.at <= now - POLICY.window))
        before = _failures(account)
        decided = verdict(now, before, _failures(place), POLICY)
        if not decided.allowed:
            raise TooManySignIns(decided.retry_after)
        rows = [SignInFailure(key=key, at=now) for key in (account, place)]
        db.session().add_all(rows)
        db.session().flush()
        return Try(account, tuple(row.id for row in rows), POLICY.failures - len(before) - 1)


def take_back(made: Try) -> None:
    """Forget a try that was no failure."""
    with db.writing():
        db.session().execute(delete(SignInFailure).where(SignInFailure.id.in_(made.rows)))


def forgive(made: Try) -> None:
    """After a success: the account starts anew, the address keeps what it did to other accounts."""
    take_back(made)
    db.session().execute(delete(SignInFailure).where(SignInFailure.key == made.account))


def _failures(key: str) -> list[datetime]:
    return list(db.session().scalars(select(SignInFailure.at).where(SignInFailure.key == key)))


def _key(kind: str, text: str) -> str:
    """Under the key of the instance, so that the table tells nobody who failed from where."""
    message = f"{kind}\0{text}".encode("utf-8", "replace")
    return hmac.new(secret_key(current().settings).encode(), message, hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """An IPv4 address as it is; of IPv6 the first 64 bits, because one customer has all the others."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
