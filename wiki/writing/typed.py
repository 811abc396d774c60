"""What stands in the fields of the editor, wherever it comes from: a file, a form, a draft."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Typed:
    """The fields of the editor; lines end with ``\\n``.

    ``body`` leaves out the heading that says the title. ``properties`` is the YAML of the front matter as written,
    ``base`` the commit of the version that the text was made from. ``path`` and ``kind`` count for new pages only.
    """

    title: str = ""
    body: str = ""
    properties: str = ""
    summary: str = ""
    base: str = ""
    path: str = ""
    kind: str = "page"

    @property
    def size(self) -> int:
        """The text in bytes, as it would be written."""
        return len((self.title + self.properties + self.body).encode("utf-8", "replace"))


def unix(text: str) -> str:
    """``text`` with ``\\n`` line ends: forms send ``\\r\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
