"""Which parts of a text answer a query: ranges and parts, never HTML. Of a very long text only the beginning counts.

Words are marked by their stem, Chinese runs whole where the text has them so, else by their words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import HAN, bigrams, fold_with_places, word_parts
from search.document import Heading
from search.matching import Plan, Unit, phrase_pattern, plan_for
from search.query import Query
from search.stemming import stem

LONGEST_TEXT = 200_000
"""Characters that are looked through."""

MOST_SPANS = 2_000
_PHRASE_WORTH, _RUN_WORTH, _WORD_WORTH, _REPEAT_WORTH = 4.0, 2.0, 1.0, 0.1
_LETTER = rf"[^\W_{HAN}]"
_HAN_LETTER = re.compile(f"[{HAN}]")
_SENTENCE_END = re.compile(r"[。！？；]\s*|[.!?;]\s+|\n\s*")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CLOSING, _WIDE_CLOSING = ".,:;!?…", "。，：；！？、"
_SAMPLE = 4_000
BETWEEN_LINES = " · "


@dataclass(frozen=True)
class Part:
    """A piece of text, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Snippet:
    """A window of a text; its parts together are the text from `offset` on. `has_more_*`: a sentence is cut there."""

    parts: tuple[Part, ...]
    offset: int
    has_more_before: bool = False
    has_more_after: bool = False

    @property
    def first_answer(self) -> int:
        """Where in the text the first marked part begins; the beginning where nothing is marked."""
        place = self.offset
        for part in self.parts:
            if part.marked:
                return place
            place += len(part.text)
        return self.offset

    def after(self, place: int) -> "Snippet":
        """The snippet without what stands before `place` of the text; it begins with a sentence there."""
        if place <= self.offset:
            return self
        parts: list[Part] = []
        at = self.offset
        for part in self.parts:
            text = part.text[max(0, place - at) :]
            parts += [Part(text, part.marked)] if text else []
            at += len(part.text)
        return Snippet(tuple(parts), place, has_more_after=self.has_more_after)

    def readable(self) -> tuple[Part, ...]:
        """The parts as one line: the lines of the text are set apart, and cut ends are shown as such."""
        parts: list[Part] = []
        before = ""
        for place, part in enumerate(self.parts):
            text = part.text if place else part.text.lstrip()
            text = text.rstrip() if place == len(self.parts) - 1 else text
            parts.append(Part(_on_one_line(text, before), part.marked))
            before = part.text[-1:]
        dots = "……" if _is_chinese("".join(part.text for part in parts)) else "…"
        if self.has_more_before:
            parts.insert(0, Part(dots, marked=False))
        if self.has_more_after:
            parts.append(Part(dots, marked=False))
        return tuple(part for part in parts if part.text)


@dataclass(frozen=True, order=True)
class _Span:
    start: int
    end: int
    worth: float
    key: str


def mark(text: str, query: Query) -> tuple[Part, ...]:
    """The whole text in parts, for titles."""
    return _parts(text, 0, len(text), _spans(text, query))


def snippet(text: str, query: Query, length: int = 200) -> Snippet:
    """The window of about `length` characters (Chinese ones are wide: three for five) that answers best.

    It begins and ends with a sentence where one does so nearby. The beginning of the text where nothing answers.
    """
    spans = _spans(text[:LONGEST_TEXT], query)
    if _is_chinese(text[:_SAMPLE]):
        length = length * 3 // 5
    start, stop = _best_window(spans, length)
    lead = max(0, length - (stop - start)) // 3
    begin = _beginning(text, max(0, start - lead), start)
    end = _ending(text, max(stop, begin + length * 2 // 3), max(stop, begin + length))
    return Snippet(
        _parts(text, begin, end, spans),
        begin,
        has_more_before=not _ends_sentence(text[max(0, begin - 20) : begin]),
        has_more_after=bool(text[end : end + 20].strip()) and not _ends_sentence(text[begin:end][-20:]),
    )


def heading_for(headings: Sequence[Heading], offset: int) -> Heading | None:
    """The heading a place in the body stands under; None before the first. `headings` are in order."""
    place = bisect_right(headings, offset, key=lambda heading: heading.offset)
    return headings[place - 1] if place else None


def _spans(text: str, query: Query) -> list[_Span]:
    """Non-overlapping places that answer the query, in order; longer ones win over shorter ones."""
    folded, places = fold_with_places(text)
    everything: Iterable[_Span] = _found(folded, plan_for(query))
    if places is not None:
        everything = (_moved(span, places) for span in everything)
    found: list[_Span] = []
    for span in sorted(everything, key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
        if len(found) >= MOST_SPANS:
            break
    return found


def _moved(span: _Span, places: list[int]) -> _Span:
    """From folded to written text; a character that folds to several (`¼`) is marked whole."""
    stop = span.end
    while places[stop] == places[span.end - 1]:
        stop += 1
    return _Span(places[span.start], places[stop], span.worth, span.key)


def _found(folded: str, plan: Plan) -> Iterator[_Span]:
    for phrase in plan.phrases:
        yield from _places(phrase_pattern(phrase.text), folded, _PHRASE_WORTH)
    for needle in _needles(folded, plan):
        yield from _places(re.compile(re.escape(needle)), folded, _RUN_WORTH if needle in plan.runs else _WORD_WORTH)
    words = tuple(unit for unit in plan.units if not unit.is_han)
    pattern, stems, beginning = _words_pattern(words)
    if pattern is None:
        return
    count = 0
    for match in pattern.finditer(folded):
        key = stem(match[0])
        if key in stems or (beginning and match[0].startswith(beginning)):
            yield _Span(match.start(), match.end(), _WORD_WORTH, key)
            count += 1
            if count >= MOST_SPANS:
                return


def _needles(folded: str, plan: Plan) -> list[str]:
    """The Chinese strings to mark: each run whole if the text has it, and otherwise what it has of its words."""
    missing = [run for run in plan.runs if run not in folded]
    needles = [run for run in plan.runs if run not in missing]
    for unit in plan.units:
        if unit.is_han and any(unit.text in run for run in missing):
            needles += [unit.text] if unit.text in folded else [pair for pair in bigrams(unit.text) if pair in folded]
    return needles


@lru_cache(maxsize=256)
def _words_pattern(units: tuple[Unit, ...]) -> tuple[re.Pattern[str] | None, frozenset[str], str]:
    """A pattern for words that may have one of the stems, the stems, and the beginning of a word being typed."""
    parts = [part for unit in units for part in word_parts(unit.text)]
    if not parts:
        return None, frozenset(), ""
    beginning = parts[-1] if units[-1].is_unfinished else ""
    stems = frozenset(map(stem, parts))
    # Porter turns a final y into i, so the last letter of a stem is not always in the word.
    starts = sorted(
        {re.escape(one[:-1] if one.endswith("i") else one) for one in stems} | {re.escape(beginning)} - {""}
    )
    return re.compile(rf"(?<!{_LETTER})(?:{'|'.join(starts)}){_LETTER}*"), stems, beginning


def _places(pattern: re.Pattern[str], folded: str, worth: float) -> Iterator[_Span]:
    for count, match in enumerate(pattern.finditer(folded)):
        if count >= MOST_SPANS:
            return
        yield _Span(match.start(), match.end(), worth, match[0])


def _best_window(spans: list[_Span], length: int) -> tuple[int, int]:
    """Where the most different and dense answers stand within `length` characters."""
    best, window = 0.0, (0, 0)
    for place, first in enumerate(spans):
        seen: set[str] = set()
        worth, stop = 0.0, first.end
        for span in spans[place : place + length]:
            if span.end - first.start > length and seen:
                break
            worth += _REPEAT_WORTH if span.key in seen else span.worth
            seen.add(span.key)
            stop = span.end
        if worth > best:
            best, window = worth, (first.start, stop)
    return window


def _beginning(text: str, least: int, most: int) -> int:
    """Where a sentence begins between two places, else a word."""
    if least:
        ends = (found.end() for found in _SENTENCE_END.finditer(text, least, most))
        least = next(ends, None) or _word_start(text, least, most)
    return least


def _ending(text: str, least: int, most: int) -> int:
    """Where the last sentence ends between two places, else a word."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, least, min(most, len(text)))]
    return ends[-1] if ends and most < len(text) else _word_end(text, most)


def _ends_sentence(text: str) -> bool:
    return not text.strip() or text.rstrip(" ").endswith((*"。！？；\n.!?;",))


def _is_chinese(text: str) -> bool:
    return len(_HAN_LETTER.findall(text)) * 3 > len(text)


def _on_one_line(text: str, before: str) -> str:
    """Without line breaks: a dot stands between two lines unless the first has a mark at its end."""

    def between(found: re.Match[str]) -> str:
        last = found.string[found.start() - 1 : found.start()] or before
        return "" if last in _WIDE_CLOSING else " " if last in _CLOSING else BETWEEN_LINES

    return _LINE_BREAK.sub(between, text)


def _word_start(text: str, begin: int, at_most: int) -> int:
    """Not inside a word: forward to its end, but never into the first marked place."""
    while 0 < begin < at_most and _is_inside_word(text, begin):
        begin += 1
    return begin


def _word_end(text: str, end: int) -> int:
    end = min(end, len(text))
    for back in range(end, max(0, end - 20), -1):
        if not _is_inside_word(text, back):
            return back
    return end


def _is_inside_word(text: str, place: int) -> bool:
    around = text[place - 1 : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _parts(text: str, begin: int, end: int, spans: list[_Span]) -> tuple[Part, ...]:
    parts: list[Part] = []
    place = begin
    for span in spans:
        if span.start < begin or span.end > end:
            continue
        if span.start > place:
            parts.append(Part(text[place : span.start], marked=False))
        parts.append(Part(text[span.start : span.end], marked=True))
        place = span.end
    if place < end:
        parts.append(Part(text[place:end], marked=False))
    return tuple(parts)
