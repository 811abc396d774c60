"""Checking a password against accounts that are kept here with a hash: the part that the file, the memory and
the wiki's own accounts share. A directory that is asked over the network checks passwords itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auth.directory.directory import DirectoryPerson
from auth.errors import InvalidCredentials, Refusal
from auth.passwords import is_worth_checking, verify, verify_nobody


@dataclass(frozen=True)
class Account:
    """A person with the argon2id hash of their password; None: this person cannot sign in."""

    person: DirectoryPerson
    password_hash: str | None = field(default=None, repr=False)


def admit(candidates: Sequence[Account], password: str) -> DirectoryPerson:
    """The person among the accounts that have the typed login, if exactly one is enabled and the password
    fits.

    InvalidCredentials otherwise. One hash is computed in every case, so that time tells nothing (D13); a
    password that is blank, holds NUL or is longer than 1 KiB is refused before that, for every login alike
    (D10).
    """
    if not is_worth_checking(password):
        raise InvalidCredentials(Refusal.NOT_A_PASSWORD)
    enabled = [one for one in candidates if one.person.enabled]
    account = next(iter(enabled or candidates), None)
    stored = account.password_hash if account is not None else None
    fits = verify(stored, password) if stored is not None else verify_nobody(password)
    if account is None:
        raise InvalidCredentials(Refusal.UNKNOWN)
    if len(enabled) > 1:
        raise InvalidCredentials(Refusal.AMBIGUOUS, ", ".join(one.person.id for one in enabled))
    if not enabled:
        raise InvalidCredentials(Refusal.DISABLED, account.person.id)
    if not fits:
        raise InvalidCredentials(Refusal.WRONG_PASSWORD, account.person.id)
    return account.person
