"""How Chinese and English text becomes terms, the same for documents and queries. What a query wants is in `matching`.

Chinese runs give their characters and character bigrams, so every substring of two or more characters can be found;
rjieba's words only steer ranking. Other words give their stem; identifiers such as `order-api` give their parts and
the whole. Text is folded by NFKC and case. Traditional and simplified characters stay apart: folding them needs
OpenCC, which the project does not depend on.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import add

import rjieba

from search.document import Document
from search.stemming import stem

HAN = "\u3005\u3007\u3041-\u3096\u30a1-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
"""Scripts written without spaces (with kana and Hangul), as the inside of a regular expression's character class."""

TITLE_WEIGHT, HEADING_WEIGHT, TAG_WEIGHT = 4.0, 2.0, 2.0
LONGEST_WORD = 64
"""Letters of a word that count: nobody types more, and pasted base64 should not fill the index."""

_LETTER = rf"[^\W_{HAN}]"
_TOKEN = re.compile(rf"([{HAN}]+)|({_LETTER}+(?:[-_.]{{1,2}}{_LETTER}+)*(?:\+\+|#)?)")
_COMPOSING = re.compile("[\u0300-\u036f\u0900-\u1dff\u20d0-\u20ff\u3099\u309a]")
"""Marks that may melt into the letter before them. Without any, folding makes nothing shorter."""

COMPATIBLE_LETTERS = re.compile(
    "[\u00a8-\u00be\u0100-\u0385\u03d0-\u03f9\u0587\u0675-\u0678\u0900-\u1fff\u2000-\u200a\u2017\u202f\u203e\u205f-\u218b"
    "\u2460-\u24ff\u2adc\u2c7c-\u2c7f\u2d6f\u2e80-\u2fdf\u3036-\u303a\u3099-\u309f\u30ff\u3131-\u33ff\ua640-\uabff"
    "\uf900-\ufdff\ufe49-\ufe4c\ufe70-\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    "\U00010000-\U0001ffff\U0002f800-\U0002fa1f]"
)
"""All letters, digits and spaces that NFKC changes, and many that it does not. Chinese text holds few of them, and
NFKC is ten times as slow as looking for them."""

_JOINT = re.compile(r"[-_.]+")


@dataclass(frozen=True)
class Token:
    """A run of Chinese characters or a word with its place in the folded text."""

    text: str
    start: int
    is_han: bool


@dataclass(frozen=True)
class Terms:
    """What the index keeps: weights of stems and grams, weights of words as written, and the length in words."""

    terms: dict[str, float]
    words: dict[str, float]
    length: int


def fold(text: str) -> str:
    """Full-width to half-width (NFKC), then without case."""
    return unicodedata.normalize("NFKC", text).casefold()


def fold_with_places(text: str) -> tuple[str, list[int] | None]:
    """Like `fold`, and for each folded character the place it came from; None where nothing moved."""
    folded = fold(text)
    if len(folded) == len(text) and not _COMPOSING.search(text):
        return folded, None
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        # A letter is folded together with the marks that follow it, as NFKC does on the whole text.
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        piece = fold(text[start:end])
        pieces.append(piece)
        places.extend([start] * len(piece))
        start = end
    places.append(len(text))
    return "".join(pieces), places


def tokens(folded: str) -> Iterator[Token]:
    """The runs and words of a folded text."""
    for found in _TOKEN.finditer(folded):
        yield Token(found[0], found.start(), found[1] is not None)


def word_parts(word: str) -> list[str]:
    """`order-api` as its parts; a word without joints is its only part."""
    return [part[:LONGEST_WORD] for part in _JOINT.split(word)] if _JOINT.search(word) else [word[:LONGEST_WORD]]


def bigrams(run: str) -> list[str]:
    """Each two neighbouring characters."""
    return list(map(add, run, run[1:]))


def han_words(run: str) -> list[str]:
    """A Chinese run cut into words by rjieba; together they are the run again."""
    return list(rjieba.cut(run))


def terms_of(document: Document) -> Terms:
    """The terms of a document; a term in title, headings or tags weighs more than one in the body."""
    terms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    length = 0
    headings = "\n".join(heading.text for heading in document.headings)
    weighted = ((document.title, TITLE_WEIGHT), (headings, HEADING_WEIGHT), ("\n".join(document.tags), TAG_WEIGHT))
    for text, weight in (*weighted, (document.body, 1.0)):
        found, spelled, size = _counted(fold(text))
        length += size
        for counted, total in ((found, terms), (spelled, words)):
            for term, count in counted.items():
                total[term] += count * weight  # type: ignore[assignment]  # counts may be fractions
    return Terms(terms=dict(terms), words=dict(words), length=length)


def _counted(folded: str) -> tuple[Counter[str], Counter[str], int]:
    runs: list[str] = []
    whole: list[str] = []
    parts: list[str] = []
    for found in _TOKEN.finditer(folded):
        if found[1] is not None:
            runs.append(found[1])
            continue
        word = found[2]
        pieces = word_parts(word)
        parts.extend(pieces)
        if len(pieces) > 1:
            whole.append(word[:LONGEST_WORD])
    # `v2.18.0` is also looked for as 2.18.0.
    numbers = (part[1:] for part in parts if part[0] == "v" and part[1:].isdigit())
    words = Counter(parts)
    terms = Counter(chain(chain.from_iterable(runs), whole, numbers))
    terms.update(chain.from_iterable(map(add, run, run[1:]) for run in runs))
    for word, count in words.items():
        terms[stem(word)] += count
    words.update(whole)
    return terms, words, len(parts) + sum(map(len, runs))
