"""How much text there is and in which language, counted the same for Chinese and English."""

from __future__ import annotations

import re

from wiki.rendering.types import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['’._-][A-Za-z0-9\u00c0-\u024f]+)*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_EXCERPT = 180
CHARACTERS_A_WORD = 2
LEAST_CHINESE = 0.4
"""From this share of Chinese characters among them and Latin words on, a page is Chinese: it has many Latin terms."""

MOST_FOREIGN = 0.15
"""The share of Chinese words up to which a page of Latin words is called English."""


def count_words(text: str) -> int:
    """Chinese characters plus Latin words and numbers."""
    return len(_HAN.findall(text)) + len(_LATIN.findall(text))


def language_of(prose: str) -> Language:
    """The language of running text (leave code out): mostly Chinese, mostly not, or truly both."""
    han, latin = len(_HAN.findall(prose)), len(_LATIN.findall(prose))
    if not han:
        return "en"
    if han / (han + latin) >= LEAST_CHINESE:
        return "zh"
    words = han / CHARACTERS_A_WORD
    return "mixed" if words / (words + latin) > MOST_FOREIGN else "en"


def is_wide(character: str) -> bool:
    """Whether a line break beside this character must not become a space, as in Chinese text."""
    return bool(_WIDE.match(character))


def excerpt_of(text: str) -> str:
    """The first sentences of a page for lists, at most 180 characters."""
    joined = " ".join(text.split())
    return joined if len(joined) <= _EXCERPT else joined[: _EXCERPT - 1].rstrip() + "…"
