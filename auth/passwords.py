"""Keeping and checking passwords with argon2id. What makes a good new one is in ``password_rules``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.errors import SignInBusy
from auth.password_rules import PasswordFault, check_new_password

__all__ = [
    "PasswordFault",
    "check_new_password",
    "hash_password",
    "is_worth_checking",
    "needs_rehash",
    "verify",
    "verify_nobody",
]

LONGEST_INPUT = 1024
"""Bytes of UTF-8; anything longer is refused before it is looked at (D10)."""

AT_ONCE = 2
"""Hashes computed at the same time: each takes 64 MiB and about a seventh of a second of one core."""

LONGEST_WAIT = 10.0
"""Seconds to wait for a turn."""

# The second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_turns = BoundedSemaphore(AT_ONCE)

# The hash of a random text that was thrown away, with the parameters above: a test holds them equal.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$6KPc/4o79DAoY4ZBZuIsUg$Vuvke3dzEPthVZjeiZ6IeHTwDH7sprbPa2R6+6qSaIY"


def hash_password(text: str) -> str:
    """The argon2id hash to store, parameters and salt inside. ValueError unless ``is_worth_checking``; SignInBusy."""
    if not is_worth_checking(text):
        raise ValueError("this is not a password: it is blank, longer than 1 KiB, or holds NUL")
    with _turn():
        return _hasher.hash(text)


def verify(stored: str, text: str) -> bool:
    """Whether ``text``, exactly as it was typed, is the password behind ``stored``; SignInBusy when it cannot
    be told.

    False without any work for a text that is not ``is_worth_checking``, and for a ``stored`` that is no argon2 hash.
    """
    if not is_worth_checking(text):
        return False
    with _turn():
        try:
            return _hasher.verify(stored, text)
        except (VerificationError, InvalidHashError):
            return False


def verify_nobody(text: str) -> bool:
    """Do the same work as ``verify`` and answer False: for accounts that do not exist (D13)."""
    verify(_NOBODY, text)
    return False


def needs_rehash(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than today's (or is no argon2 hash)."""
    try:
        return _hasher.check_needs_rehash(stored)
    except InvalidHashError:
        return True


def is_worth_checking(text: str) -> bool:
    """Whether a password may be looked at: not blank, no NUL, proper Unicode, at most 1 KiB (D10)."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return False
    return bool(text.strip()) and "\0" not in text and size <= LONGEST_INPUT


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise SignInBusy("too many passwords are being checked at once")
    try:
        yield
    finally:
        _turns.release()
