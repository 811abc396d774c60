"""Six kinds of error; rooms subclass them with a sentence for the reader. ``web/errors.py`` maps a kind to a status."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.language import Words, say, words

_ = words


class SlipbookError(Exception):
    """Something a reader must be told. ``message`` says what is wrong, ``mend`` how to go on."""

    message: Words = _("Something went wrong.")
    mend: Words | None = _("Try again; if it happens once more, tell whoever looks after this site.")

    def __init__(self, message: Words | None = None, *, mend: Words | None = None) -> None:
        self.message = message or type(self).message
        self.mend = mend or type(self).mend
        super().__init__(self.message.text)

    def __str__(self) -> str:
        said = say(self.message)
        gap = "" if said.endswith("。") else " "  # Chinese puts no space after a full stop
        return f"{said}{gap}{say(self.mend)}" if self.mend else said


class NotFound(SlipbookError):
    """Nothing is here, or nothing that this person may see; nobody can tell which."""

    message = _("There is no such page, or it has moved.")
    mend = _("Check the address, or search for it.")


class Gone(NotFound):
    """It was here and was deleted; said only to those who could read it."""

    message = _("This page was deleted.")
    mend = _("What it said stays in the history of its space.")


class SignInNeeded(SlipbookError):
    """Nobody is signed in and something here needs it."""

    message = _("Sign in to go on.")
    mend = _("You come back to this place afterwards.")


class NotAllowed(SlipbookError):
    """The person sees the thing but may not do this with it."""

    message = _("You may not do this here.")
    mend = _("Ask somebody who may to do it, or to let you do it.")


class Invalid(SlipbookError):
    """What was typed or sent cannot be taken; ``fields`` says what is wrong where."""

    message = _("Something in the form is not right.")
    mend = _("Correct it and send it again.")

    def __init__(
        self,
        message: Words | None = None,
        *,
        mend: Words | None = None,
        fields: Mapping[str, Words] | None = None,
    ) -> None:
        super().__init__(message, mend=mend)
        self.fields: Mapping[str, Words] = fields or {}


class TooLarge(Invalid):
    """What was sent is over a limit."""

    message = _("This is larger than the limit.")
    mend = _("Make it smaller, or split it.")


class NotUnderstood(Invalid):
    """What was sent is of a kind that this address does not take."""

    message = _("What was sent is of a kind that this address does not take.")
    mend = _("Send JSON, with the header Content-Type: application/json.")


class PreconditionMissing(Invalid):
    """A change came without saying which version it was made from."""

    message = _("The change does not say which version it was made from.")
    mend = _("Read the newest version, then send the change with it.")


class PreconditionFailed(Invalid):
    """The change was made on the condition that something is so, and it is not."""

    message = _("The page is not in the state that this change expects.")
    mend = _("Read the newest version, then decide again.")


class Conflict(SlipbookError):
    """Somebody else changed the same thing first."""

    message = _("Somebody else changed this first.")
    mend = _("Look at what is there now, then decide again.")


class TooMany(SlipbookError):
    """Too many requests; ``retry_after`` is in seconds."""

    message = _("Too many tries in a short time.")
    mend = _("Wait a little, then try again.")

    def __init__(self, retry_after: int, message: Words | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(SlipbookError):
    """A part that is needed does not answer at the moment; nothing was lost."""

    message = _("This part of Slipbook does not answer at the moment.")
    mend = _("Nothing is lost; try again in a moment.")
