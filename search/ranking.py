"""Which documents of a selection answer a query, and in which order. The same for every engine that can list postings.

BM25 over weighted term counts (the simple form of BM25F: one length, title and headings weigh more). Short queries
want all their words; long ones, and short ones that find nothing so, want a part of what they say. Documents that hold
a Chinese run as it was typed come before those that only hold its words.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.analysis import fold
from search.engine import Window
from search.matching import Phrase, Plan, Unit, holds_phrase, phrase_pattern, plan_for
from search.query import Query
from search.results import NOTHING, Facets, Hit, Results
from search.selection import Facts, Field, Selection
from search.spelling import corrections, expansions
from search.titles import speaks

K1, B = 1.6, 0.75
"""BM25's saturation and length constants."""

NEAR_WEIGHT = 0.5
EXPANSION_WEIGHT = 0.1
CORRECTION_WEIGHT = 0.6
SOUND_WEIGHT = 4.0
LONGEST_EXACT_RUN = 6
ALL_WANTED = 2
"""Up to so many units every one is wanted."""

UNITS_WANTED = 1.5
"""Of a longer query: as much of it, counted by rarity, as so many of its units weigh on average."""

FALL_BACK = 0.3
"""The part of that to ask for when nothing answers."""

FEW = 20
"""Documents among which nothing can be said about what is common."""

TEXTS_AT_ONCE = 200


@dataclass(frozen=True)
class Match:
    """How much of a unit each document holds, at most `rarity`; and which documents hold it exactly as typed."""

    held: dict[int, float]
    rarity: float
    exact: frozenset[int] = frozenset()


@dataclass
class Search:
    """One search at work: scores so far, and better spellings that were used in place of what was typed."""

    selection: Selection
    scores: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    better: dict[str, str] = field(default_factory=dict)

    def score(self, where: Field, term: str, weight: float = 1.0) -> tuple[set[int], float]:
        """Add a term's BM25 to the scores; its documents and its rarity (idf)."""
        found = self.selection.visible(where, term)
        rarity = self.rarity(len(found))
        top = weight * rarity * (K1 + 1)
        scores, lengths = self.scores, self.selection.relative_lengths
        for number, count in found.items():
            scores[number] += top * count / (count + K1 * (1 - B + B * lengths[number]))
        return set(found), rarity

    def rarity(self, count: int) -> float:
        """Inverse document frequency within the selection; never negative."""
        return math.log(1 + (len(self.selection) - count + 0.5) / (count + 0.5))


def find(selection: Selection, query: Query, page: Window) -> Results:
    """Answer a query from the documents of a selection."""
    plan = plan_for(query)
    if query.is_empty or not len(selection):
        return NOTHING
    if not (plan.units or plan.phrases or plan.excluded or query.has_filters):
        return NOTHING
    search = Search(selection)
    allowed = _allowed(selection, query)
    for phrase in plan.phrases:
        allowed = _holding(search, phrase, allowed)
    for phrase in plan.excluded:
        allowed = allowed - _holding(Search(selection), phrase, allowed)
    matches = [_matched(search, unit) for unit in plan.units]
    found = _answering(matches, allowed)
    is_loose = bool(found) and not _complete(matches, found)
    if is_loose and _says_nothing(matches, len(selection)):
        return NOTHING
    _prefer_exact(search, matches, plan)
    return Results(
        total=len(found),
        hits=_hits(search, found, page),
        facets=_facets(selection, found),
        did_you_mean=_respelled(query, search.better) if found else None,
        is_loose=is_loose,
    )


def _allowed(selection: Selection, query: Query) -> set[int] | frozenset[int]:
    if not query.has_filters:
        return selection.numbers
    tags = {fold(tag) for tag in query.tags}
    one_of = [{fold(name) for name in names} for names in (query.spaces, query.kinds, query.authors)]

    def passes(facts: Facts) -> bool:
        author = fold(facts.author)
        values = ({fold(facts.space)}, {fold(facts.kind)}, {author, *author.split()})
        fits = all(not wanted or wanted & have for wanted, have in zip(one_of, values, strict=True))
        return fits and tags <= {fold(tag) for tag in facts.tags}

    return {number for number, facts in selection.facts() if passes(facts)}


def _holding(search: Search, phrase: Phrase, among: set[int] | frozenset[int]) -> set[int]:
    """The documents of `among` that hold a phrase: all its terms, then a look at the text where that is no proof."""
    found = set(among)
    for term in phrase.terms:
        found &= search.score("terms", term)[0]
        if not found:
            return found
    if not phrase.needs_text:
        return found
    shelf, kept = search.selection.shelf, set()
    numbers = sorted(found)
    for start in range(0, len(numbers), TEXTS_AT_ONCE):
        by_id = {shelf.facts[number].id: number for number in numbers[start : start + TEXTS_AT_ONCE]}
        for id_, text in shelf.texts(list(by_id)).items():
            if holds_phrase(text, phrase.text):
                kept.add(by_id[id_])
    return kept


def _matched(search: Search, unit: Unit) -> Match:
    held, rarity = _held(search, unit)
    complete = {number for number, weight in held.items() if weight >= rarity - 1e-9}
    exact = set(complete) if unit.near else set()
    for term in unit.near:
        exact &= search.score("terms", term, NEAR_WEIGHT)[0]
    if not unit.is_han:
        held = dict.fromkeys(complete, rarity)
    if unit.is_unfinished:
        others = _scored_words(search, expansions(search.selection, unit.text), EXPANSION_WEIGHT)
        rarity = rarity or search.rarity(len(others))
        held |= dict.fromkeys(others, rarity)
    if not held and not unit.is_han:
        others = _sounding(search, unit.text) or _corrected(search, unit.text)
        rarity = search.rarity(len(others))
        held = dict.fromkeys(others, rarity)
    return Match(held, rarity if held else 0.0, frozenset(exact))


def _held(search: Search, unit: Unit) -> tuple[dict[int, float], float]:
    """For each document the share of the unit's terms it holds, times the rarity of the rarest of them."""
    scored = [search.score("terms", term) for term in unit.required]
    if unit.is_han:
        # rjieba sometimes glues a character to a name; a bigram that nobody has says nothing about the others.
        scored = [found for found in scored if found[0]] or scored
    total = sum(rarity for _, rarity in scored)
    rarest = max(rarity for _, rarity in scored)
    held: dict[int, float] = defaultdict(float)
    for numbers, rarity in scored:
        for number in numbers:
            held[number] += rarity / total * rarest
    return held, rarest


def _scored_words(search: Search, words: Iterable[str], weight: float) -> set[int]:
    found: set[int] = set()
    for word in words:
        found |= search.score("words", word, weight)[0]
    return found


def _sounding(search: Search, letters: str) -> set[int]:
    """Documents whose title sounds like the letters (`bushu` for 部署)."""
    if len(letters) < 2 or not (letters.isascii() and letters.isalpha()):
        return set()
    found = {number for number, facts in search.selection.facts() if speaks(facts.title, letters)}
    for number in found:
        search.scores[number] += SOUND_WEIGHT * search.rarity(len(found))
    return found


def _corrected(search: Search, word: str) -> set[int]:
    better = corrections(search.selection, word)
    if better:
        search.better[word] = better[0]
    return _scored_words(search, better, CORRECTION_WEIGHT)


def _answering(matches: list[Match], allowed: set[int] | frozenset[int]) -> set[int]:
    """The documents that hold enough of what was said."""
    if not matches:
        return set(allowed)
    held: dict[int, float] = defaultdict(float)
    for match in matches:
        for number, rarity in match.held.items():
            held[number] += rarity
    total = sum(match.rarity for match in matches)
    share = 1.0 if len(matches) <= ALL_WANTED else UNITS_WANTED / len(matches)
    for wanted in (share * total, share * FALL_BACK * total):
        found = {number for number, weight in held.items() if weight >= wanted - 1e-9} & allowed
        if found:
            return found
    return set()


def _complete(matches: list[Match], found: set[int]) -> set[int]:
    """Those of the found documents that hold everything that was said."""
    for match in matches:
        found = {number for number in found if match.held.get(number, -1.0) >= match.rarity - 1e-9}
    return found


def _says_nothing(matches: list[Match], count: int) -> bool:
    """Whether all that is held of a question are words that most documents have: they would answer anything."""
    known = [match for match in matches if match.held]
    return count > FEW and len(known) < len(matches) and all(len(match.held) * 2 > count for match in known)


def _prefer_exact(search: Search, matches: list[Match], plan: Plan) -> None:
    """Lift documents that hold a run or an identifier as typed above all that hold only its parts."""
    is_one_run = len(plan.runs) == 1 and len(plan.runs[0]) <= LONGEST_EXACT_RUN and all(u.is_han for u in plan.units)
    if len(plan.units) > ALL_WANTED and not is_one_run:
        return
    lift = sum(search.rarity(0) * (K1 + 1) * (len(unit.required) + len(unit.near)) for unit in plan.units)
    for match in matches:
        for number in match.exact:
            search.scores[number] += lift


def _hits(search: Search, found: set[int], page: Window) -> tuple[Hit, ...]:
    facts, scores = search.selection.shelf.facts, search.scores

    def order(number: int) -> tuple[float, float, str]:
        age = -facts[number].updated_at
        score = -scores.get(number, 0.0)
        return (age, score, facts[number].id) if page.sort == "newest" else (score, age, facts[number].id)

    first = max(0, page.offset)
    best = heapq.nsmallest(first + max(0, page.limit), found, key=order)[first:]
    return tuple(Hit(facts[number].id, round(scores.get(number, 0.0), 4)) for number in best)


def _facets(selection: Selection, found: set[int]) -> Facets:
    facts = [selection.shelf.facts[number] for number in found]
    return Facets(
        spaces=dict(Counter(one.space for one in facts).most_common()),
        kinds=dict(Counter(one.kind for one in facts).most_common()),
        tags=dict(Counter(tag for one in facts for tag in set(one.tags)).most_common()),
    )


def _respelled(query: Query, better: dict[str, str]) -> str | None:
    """The query with its unknown words corrected, or None where there is nothing to correct."""
    text = fold(query.text)
    for word, instead in better.items():
        text = phrase_pattern(word).sub(instead, text, count=1)
    return text if better and text != fold(query.text) else None
