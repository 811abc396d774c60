"""Anchors of headings: readable in Chinese, prefixed so that no page can take an id of the application."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[^\w\s-]")
_GAPS = re.compile(r"[\s-]+")
_LONGEST = 80


def slugify_heading(text: str) -> str:
    """The id for a heading with these words: ``h-`` and the letters and digits, folded, gaps as ``-``."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    words = _GAPS.sub("-", _DROPPED.sub("", folded)).strip("-")
    return f"h-{words[:_LONGEST].rstrip('-') or 'section'}"


class Anchors:
    """The ids given out on one page; the second heading with the same words gets ``-2``, and so on."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def claim(self, text: str) -> str:
        """An id for ``text`` that nothing else on the page has."""
        anchor = base = slugify_heading(text)
        while anchor in self._seen:
            self._seen[base] += 1
            anchor = f"{base}-{self._seen[base]}"
        self._seen[anchor] = 1
        return anchor
