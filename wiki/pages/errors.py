"""What can go wrong with a page, in words for the reader."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.errors import Conflict, Invalid, PreconditionFailed
from wiki.language import words as _
from wiki.pages.models import Page


class Moved(Exception):
    """No error: the page asked for is at another path now, may be seen, and the door answers with that address."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.path)
        self.page = page


class EditConflict(Conflict):
    """Two people changed the same lines. ``ours`` is the text that was sent, ``theirs`` the one that is saved now."""

    message = _("Somebody else changed the same lines while you were writing.")
    mend = _("Nothing is lost: both texts are here. Choose what stays and save again.")

    def __init__(self, *, base: str, ours: str, theirs: str, merged_with_markers: str) -> None:
        super().__init__()
        self.base, self.ours, self.theirs, self.merged_with_markers = base, ours, theirs, merged_with_markers

    @property
    def extra(self) -> Mapping[str, str]:
        """What a problem document carries besides the sentence."""
        texts = {"base": self.base, "ours": self.ours, "theirs": self.theirs}
        return {**texts, "merged_with_markers": self.merged_with_markers}


class UnknownVersion(PreconditionFailed):
    """What was sent was made from a version that this page never had."""

    message = _("The version that this was made from is not a version of this page.")
    mend = _("Open the page again and carry over what you wrote.")


class ChangedMeanwhile(PreconditionFailed):
    """Somebody changed the page, so what was asked for would undo a change nobody has seen."""

    message = _("Somebody else has changed this page meanwhile.")
    mend = _("Look at the newest version and decide again.")


class DeletedMeanwhile(Conflict):
    """The page went away while somebody was working on it."""

    message = _("Somebody else has deleted or moved this page meanwhile.")
    mend = _("Your text is still in the form; copy it before you leave.")


class NameTaken(Invalid):
    """There is a page at this path already, or one whose name differs in case only."""

    message = _("There is already a page at this address.")
    mend = _("Choose another address, or open the page that is there.")
