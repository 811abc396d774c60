"""What a query asks of a document, as terms. Which documents answer, and how well, is worked out in `ranking`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import COMPATIBLE_LETTERS, HAN, bigrams, fold, han_words, tokens, word_parts
from search.query import Query
from search.stemming import stem
from search.stop_words import STOP_WORDS

MOST_UNITS = 48
"""Units of a query that count; a pasted page is not a question."""

SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Unit:
    """One thing to be matched: an English word, an identifier or a Chinese word.

    A document matches when it holds every term of `required`; `near` only adds to the score.
    """

    text: str
    required: tuple[str, ...]
    near: tuple[str, ...] = ()
    is_han: bool = False
    is_unfinished: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words that must stand side by side. Where `terms` cannot prove that, the text is looked at (`needs_text`)."""

    text: str
    terms: tuple[str, ...]
    needs_text: bool


@dataclass(frozen=True)
class Plan:
    """Everything a query asks; `runs` are its Chinese runs whole, for exactness and for marking."""

    units: tuple[Unit, ...]
    runs: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    excluded: tuple[Phrase, ...]


@lru_cache(maxsize=512)
def plan_for(query: Query) -> Plan:
    """The plan of a query. Stop words count only where nothing else was typed."""
    units: list[Unit] = []
    runs: list[str] = []
    for chunk in query.words:
        for token in tokens(fold(chunk)):
            if token.is_han:
                units += _han_units(token.text)
                runs.append(token.text)
            else:
                units.append(_word_unit(token.text))
    units = list({unit.text: unit for unit in units}.values())
    phrases = _phrases(query.phrases)
    spoken = [unit for unit in units if unit.text not in STOP_WORDS]
    kept = (spoken if spoken or phrases else units)[:MOST_UNITS]
    return Plan(_with_open_end(kept, query), tuple(dict.fromkeys(runs)), phrases, _phrases(query.excluded))


def _word_unit(word: str) -> Unit:
    parts = word_parts(word)
    if len(parts) == 1:
        return Unit(parts[0], (stem(parts[0]),))
    return Unit(word, tuple(dict.fromkeys(stem(part) for part in parts)), near=(word,))


def _han_units(run: str) -> list[Unit]:
    """The words of a run, each by its bigrams; the bigrams across their borders go to the first of them."""
    words = _joined_characters(han_words(run))
    spoken = [word for word in words if word not in STOP_WORDS] or [run]
    required = [tuple(dict.fromkeys(bigrams(word))) or (word,) for word in spoken]
    inside = {term for terms in required for term in terms}
    near = tuple(term for term in dict.fromkeys(bigrams(run)) if term not in inside)
    return [
        Unit(word, terms, near=near if place == 0 else (), is_han=True)
        for place, (word, terms) in enumerate(zip(spoken, required, strict=True))
    ]


def _joined_characters(words: list[str]) -> list[str]:
    """Neighbouring single characters as one word: mostly a name that the dictionary does not know."""
    joined: list[str] = []
    is_open = False
    for word in words:
        is_single = len(word) == 1 and word not in STOP_WORDS
        if is_open and is_single:
            joined[-1] += word
        else:
            joined.append(word)
        is_open = is_single
    return joined


def _with_open_end(units: list[Unit], query: Query) -> tuple[Unit, ...]:
    """The last English word may still be being typed, if nothing was typed after it."""
    if not units or not query.words or not query.text.endswith(query.words[-1]):
        return tuple(units)
    last = units[-1]
    if last.is_han or len(last.text) < SHORTEST_PREFIX or not fold(query.text).endswith(last.text):
        return tuple(units)
    return (*units[:-1], Unit(last.text, last.required, last.near, is_unfinished=True))


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase for text in texts if (phrase := _phrase(" ".join(fold(text).split()))) is not None)


def _phrase(folded: str) -> Phrase | None:
    terms: list[str] = []
    found = list(tokens(folded))
    for token in found:
        if token.is_han:
            terms += bigrams(token.text) or [token.text]
        else:
            terms += [stem(part) for part in word_parts(token.text)]
    if not terms:
        return None
    # One bigram proves its two characters; a single word is taken by its stem, as without quotes.
    return Phrase(folded, tuple(dict.fromkeys(terms)), needs_text=len(terms) > 1)


@lru_cache(maxsize=512)
def phrase_pattern(folded: str) -> re.Pattern[str]:
    """Finds a folded phrase in folded text: any space or line break between its words, whole words at its ends."""
    first, rest = re.escape(folded[0]), r"\s+".join(re.escape(word) for word in folded[1:].split(" "))
    letter = rf"[^\W_{HAN}]"
    # Looking back after the first character, not before it, lets the search jump to that character: six times faster.
    before = rf"(?<!{letter}{first})" if re.match(letter, folded) else ""
    after = rf"(?!{letter})" if re.search(rf"{letter}$", folded) else ""
    return re.compile(first + before + rest + after)


def holds_phrase(text: str, folded: str) -> bool:
    """Whether a text, as written, holds a folded phrase."""
    is_word = folded.replace(" ", "").isalnum()
    is_plain = text.isascii() or (is_word and not COMPATIBLE_LETTERS.search(text))
    text = text.casefold() if is_plain else fold(text)
    pattern, first = phrase_pattern(folded), folded.partition(" ")[0]
    place = text.find(first)
    while place >= 0:
        if pattern.match(text, place):
            return True
        place = text.find(first, place + 1)
    return False
