"""What the HTML door of files accepts: files with one choice, and the state of a file that a change was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Protocol, cast

from wtforms import BooleanField, Form, MultipleFileField, StringField

from wiki.attachments.library import Asked
from wiki.attachments.limits import Upload
from wiki.errors import PreconditionMissing
from wiki.language import Words
from wiki.language import words as _

_LONGEST = 40
_NAME = 200
_DIGITS = 8


class Sent(Protocol):
    """A part of a form that holds a file."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]: ...


def _label(text: Words) -> str:
    """Words that WTForms takes for a text; they are said when the form is shown, in the reader's language."""
    return cast(str, text)


class UploadForm(Form):
    """Files for a page. The box has to be ticked for a file to take the place of another of its name."""

    files = MultipleFileField(_label(_("Files")))
    replaces = BooleanField(_label(_("Replace files of the same name")))


class FileForm(Form):
    """The form behind "Remove" and "Restore": ``blob`` is the state that the person saw, ``version`` the one wanted."""

    blob = StringField()
    version = StringField()

    def seen(self) -> str:
        """The state of the file that the person saw; PreconditionMissing when the form does not say."""
        if not self.blob.data:
            raise PreconditionMissing
        return self.blob.data[:_LONGEST]

    def wanted(self) -> str:
        """The commit of the version to bring back."""
        return (self.version.data or "")[:_LONGEST]


def asked_from(args: Mapping[str, str]) -> Asked:
    """The part of the library that an address asks for; what makes no sense is taken as not said."""
    start = args.get("start", "")
    number = int(start) if start.isascii() and start.isdecimal() and len(start) < _DIGITS else 0
    return Asked(args.get("space", "")[:_NAME], args.get("q", "")[:_NAME], number)


def uploads_from(parts: Iterable[Sent]) -> list[Upload]:
    """The files that were sent; a field in which nothing was chosen comes as a part without a name."""
    return [Upload(part.filename, part.stream) for part in parts if part.filename]
