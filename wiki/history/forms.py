"""What the screens of history accept: which versions to show or compare, and which one to bring back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import Form, StringField

from wiki.errors import PreconditionMissing
from wiki.history.queries import Asked

_LONGEST = 40
_LONGEST_KEY = 200


@dataclass(frozen=True)
class Wish:
    """The version to bring back, and the newest version that the person saw; both are commit ids.

    ``section`` is the key of the one section that is wanted, "" for the whole version.
    """

    version: str
    base: str
    section: str = ""


class RestoreForm(Form):
    """The form behind every "Restore" and "Undo"."""

    version = StringField()
    base = StringField()
    section = StringField()

    def wish(self) -> Wish:
        """What was asked for; PreconditionMissing when it does not say what it was made from."""
        if not self.base.data:
            raise PreconditionMissing
        section = (self.section.data or "")[:_LONGEST_KEY]
        return Wish((self.version.data or "")[:_LONGEST], self.base.data[:_LONGEST], section)


def asked_from(args: Mapping[str, str]) -> Asked:
    """The list that an address asks for; what makes no sense is taken as not said."""
    before = args.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None
    is_long = number is not None or "all" in args
    return Asked(number, args.get("restored", "")[:_LONGEST] or None, is_long)


def pair_from(args: Mapping[str, str]) -> tuple[str, str] | None:
    """The two commits that somebody chose to compare."""
    one, other = args.get("a", "")[:_LONGEST], args.get("b", "")[:_LONGEST]
    return (one, other) if one and other else None
