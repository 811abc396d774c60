"""What can go wrong with files, in words for the reader."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.errors import Conflict, Invalid, NotFound, PreconditionFailed, TooLarge
from wiki.language import Words
from wiki.language import words as _


class FilesRefused(Invalid):
    """Something is wrong with some of the files; none was stored.

    The message is the first complaint; ``fields`` names each file by its place in the upload: ``files.0``.
    """

    mend = _("Nothing of this upload was stored.")

    def __init__(self, problems: Mapping[int, Words]) -> None:
        fields = {f"files.{place}": told for place, told in sorted(problems.items())}
        super().__init__(next(iter(fields.values())), fields=fields)


class FilesTooLarge(FilesRefused, TooLarge):
    """At least one of the files is over the limit; none was stored."""


class NoSuchFile(NotFound):
    """The page has no file of this name, or the file has no such version."""

    message = _("There is no such file on this page, or it was removed.")
    mend = _("Look at the files of the page; what was removed can be restored from its own address.")


class FileChanged(PreconditionFailed):
    """Somebody replaced or removed the file first."""

    message = _("Somebody else has replaced or removed this file meanwhile.")
    mend = _("Look at it again and decide anew.")


class NameStands(Conflict):
    """A file of this name came in between, or a folder is in the way."""

    message = _("There is something else of this name beside the page, so the file was not stored.")
    mend = _("Give the file another name and send it again.")
