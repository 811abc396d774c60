"""Everything that this library raises on purpose:

AuthError
├── InvalidCredentials      the one answer to every failed sign-in; the reason is for the admin log
├── DirectoryUnavailable    nobody can be asked right now; says nothing about the person
│   └── SignInBusy          too many passwords are being checked already
└── IncompleteSnapshot      a directory was read in part; the last whole reading stays
"""

from __future__ import annotations

import enum


class AuthError(Exception):
    """Any of the errors above."""


class Refusal(enum.Enum):
    """Why credentials were refused: for the admin log, never for the person who typed them (D13)."""

    NOT_A_PASSWORD = "not a password"  # noqa: S105 - a reason, not a secret
    UNKNOWN = "unknown login"
    AMBIGUOUS = "several entries with this login"
    WRONG_PASSWORD = "wrong password"  # noqa: S105 - a reason, not a secret
    DISABLED = "disabled"
    LOCKED = "locked by the directory"
    NOT_ADMITTED = "outside of the groups that may sign in"


class InvalidCredentials(AuthError):
    """The login or the password is wrong. Its text is the same for every reason.

    ``reason`` and ``detail`` (such as the entries that clash) go to the admin log and nowhere else.
    """

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__("The login or the password is wrong.")
        self.reason = reason
        self.detail = detail


class DirectoryUnavailable(AuthError):
    """The directory cannot be asked; the text names it and the cause, for the admin. Nobody is disabled for
    this."""


class SignInBusy(DirectoryUnavailable):
    """As many passwords as this machine can afford are being checked, and the wait was too long."""


class IncompleteSnapshot(AuthError):
    """A directory was read in part, or contradicts itself: nothing of it may be believed (D23)."""
