"""What can go wrong while writing, in words for the writer."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.errors import Invalid, TooLarge
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.errors import NameTaken
from wiki.pages.models import Page


class BaseMissing(Invalid):
    """The form does not say which version its text was made from, so nobody could tell what it would undo."""

    message = _("This form does not say which version your text was made from, so it was not published.")
    mend = _("Your text is kept below. Compare it with the page as it is now, then publish again.")


class BaseUnknown(Invalid):
    """The form names a version that the page never had."""

    message = _("It is not known from which version of this page your text was made.")
    mend = _("Your text is kept below. Compare it with the page as it is now, then publish again.")


class FormStale(Invalid):
    """The token of the form belongs to a session that has ended."""

    message = _("The session in which this form was opened has ended, so it was not carried out.")
    mend = _("Send it again. If you are signed out, sign in in a new tab first.")


class PageTooLarge(TooLarge):
    """The text is over the limit for a page."""

    message = _("A page may have at most %(limit)s KB, this text has %(size)s KB.")
    mend = _("Your text is kept as a draft. Split it into several pages.")

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(_(type(self).message.text, limit=limit // 1024, size=-(-size // 1024)))


class DraftTooLarge(TooLarge):
    """The draft is far over what a page may have, so it is not kept."""

    message = _("This text is too long to be kept as a draft.")
    mend = _("Copy it into a file, then split it into several pages.")


class TooManyDrafts(Invalid):
    """Somebody has begun as many new pages as are kept for one person, and finished none of them."""

    message = _("You have begun %(num)s new pages; more drafts than that are not kept.")
    mend = _("Publish or discard some of them; the list of your drafts leads to each.")

    def __init__(self, most: int) -> None:
        super().__init__(_(type(self).message.text, num=most))


class FileTooLarge(TooLarge):
    """The file came from Git and is over the limit, so that it cannot be edited in a browser."""

    message = _("This file is larger than a page may be, so it cannot be edited here.")
    mend = _("Change it with Git, or split it there into several files.")


class AddressTaken(NameTaken):
    """Another page stands where the new one should; ``page`` is that page where the writer may see it."""

    def __init__(self, fields: Mapping[str, Words], page: Page | None) -> None:
        super().__init__(fields=fields)
        self.page = page
