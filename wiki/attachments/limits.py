"""What a file must be like to be stored: not empty, not too large, and the picture that its name says it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from wiki.attachments import pictures
from wiki.attachments.names import shown
from wiki.instance import current
from wiki.language import Words, number
from wiki.language import words as _
from wiki.web.media_types import LOOKED_AT, media_type_of

MOST_FILES = 20
"""Files in one upload."""

_MEANT: Mapping[str, str] = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "pdf": "application/pdf",
}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; ``stream`` can be read again from its beginning."""

    name: str
    stream: IO[bytes]

    def read(self) -> bytes:
        """All bytes of the file."""
        self.stream.seek(0)
        return self.stream.read()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file; ``is_size`` where it is too large."""

    told: Words
    is_size: bool = False


def fault_of(upload: Upload) -> Fault | None:
    """What keeps ``upload`` from being stored. Reads its beginning only, and never decodes a picture."""
    settings, name = current().settings, shown(upload.name)
    size = upload.stream.seek(0, 2)
    if size == 0:
        return Fault(_("“%(name)s” is empty (0 bytes).", name=name))
    if size > settings.file_limit:
        values = {"name": name, "size": number(size), "limit": number(settings.file_limit)}
        return Fault(_("“%(name)s” has %(size)s bytes; the limit is %(limit)s.", **values), is_size=True)
    upload.stream.seek(0)
    media_type = media_type_of(upload.stream.read(LOOKED_AT))
    ending = upload.name.rpartition(".")[2].lower()
    if _MEANT.get(ending, media_type) != media_type:
        return Fault(_("“%(name)s” is no %(kind)s file, whatever its name says.", name=name, kind=ending.upper()))
    return _fault_of_picture(upload, name) if media_type in pictures.MEDIA_TYPES else None


def _fault_of_picture(upload: Upload, name: str) -> Fault | None:
    size = pictures.size_of(upload.stream)
    if size is None:
        return Fault(_("“%(name)s” cannot be read as a picture.", name=name))
    limit = current().settings.picture_limit
    if size[0] * size[1] > limit:
        values = {"name": name, "width": number(size[0]), "height": number(size[1]), "limit": number(limit)}
        sentence = _("“%(name)s” has %(width)s × %(height)s pixels; the limit is %(limit)s in all.", **values)
        return Fault(sentence, is_size=True)
    return None
