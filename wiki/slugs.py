"""Random ids for addresses, and names turned into words that suit an address."""

from __future__ import annotations

import re
import secrets
import unicodedata

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_NOT_A_WORD = re.compile(r"[^\w]+", re.UNICODE)


def new_id() -> str:
    """Ten random characters (50 bits) of Crockford's alphabet: an id that nobody can count up."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


def slug(text: str, *, fallback: str = "page") -> str:
    """``text`` as one path segment: Unicode words kept (Chinese stays readable), joined by hyphens."""
    words = _NOT_A_WORD.sub("-", unicodedata.normalize("NFC", text)).strip("-_").lower()
    while len(words.encode()) > 120:
        words = words[:-1]
    return words.strip("-") or fallback
