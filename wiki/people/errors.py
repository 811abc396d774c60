"""What goes wrong when people sign in or change their accounts, said to the person it happens to."""

from __future__ import annotations

from datetime import timedelta

from wiki.errors import Invalid, SignInNeeded, TooMany, Unavailable
from wiki.language import Words, counted
from wiki.language import words as _


class WrongCredentials(SignInNeeded):
    """The one answer to every sign-in that fails (D13); ``tries_left`` counts for unknown accounts too."""

    message = _("That account or password is not right.")

    def __init__(self, tries_left: int, window: timedelta) -> None:
        super().__init__(mend=_next_step(tries_left, window))
        self.tries_left = tries_left


class TooManySignIns(TooMany):
    """The account or the address failed too often; the password was not looked at."""

    mend = _("If you have forgotten the password, ask whoever looks after this site.")

    def __init__(self, wait: timedelta) -> None:
        minutes = minutes_of(wait)
        said = counted(
            "Too many failed tries. Try again in %(num)s minute.",
            "Too many failed tries. Try again in %(num)s minutes.",
            minutes,
        )
        super().__init__(max(1, int(wait.total_seconds()) + 1), said)


class DirectoryDown(Unavailable):
    """The company directory does not answer. Nothing is known about the person, and nobody is signed out."""

    message = _("The company directory is not answering.")
    mend = _("Try again soon. Whoever is signed in can go on working.")


class PasswordRefused(Invalid):
    """A new password that would be easy to guess; the sentence stands at its field."""


def minutes_of(span: timedelta) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, -int(-span.total_seconds() // 60))


def _next_step(tries_left: int, window: timedelta) -> Words:
    if tries_left > 0:
        return counted(
            "You can try once more. Is Caps Lock on?", "You can try %(num)s more times. Is Caps Lock on?", tries_left
        )
    minutes = minutes_of(window)
    return counted("Wait %(num)s minute before the next try.", "Wait %(num)s minutes before the next try.", minutes)
