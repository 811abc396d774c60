"""The quick switcher: which titles fit what somebody has typed so far, in characters, pinyin or initials."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from search.analysis import fold, tokens


@dataclass(frozen=True)
class TitleKeys:
    """A title as it is compared: folded, in full pinyin, and the initials of its syllables and words.

    `starts` are the places in `pinyin` where a syllable or word begins.
    """

    folded: str
    pinyin: str
    starts: tuple[int, ...]
    initials: str


@lru_cache(maxsize=4096)
def keys_for(title: str) -> TitleKeys:
    """The keys of a title (about 50 microseconds for a Chinese one, so they are kept in the index)."""
    folded = fold(title)
    syllables: list[str] = []
    for token in tokens(folded):
        syllables += lazy_pinyin(token.text, style=Style.NORMAL) if token.is_han else [token.text]
    starts: list[int] = []
    place = 0
    for syllable in syllables:
        starts.append(place)
        place += len(syllable)
    return TitleKeys(folded, "".join(syllables), tuple(starts), "".join(syllable[:1] for syllable in syllables))


def speaks(keys: TitleKeys, letters: str) -> bool:
    """Whether the title's pinyin goes on with `letters` from the beginning of some syllable."""
    place = keys.pinyin.find(letters)
    while place >= 0:
        if place in keys.starts:
            return True
        place = keys.pinyin.find(letters, place + 1)
    return False


def fit(keys: TitleKeys, typed: str) -> float:
    """How well a title fits folded text without outer spaces: 0 not at all, 1 exactly."""
    title = keys.folded
    if typed not in title:
        return _fit_by_sound(keys, typed)
    if typed == title:
        return 1.0
    if title.startswith(typed):
        return 0.9
    return 0.8 if not title[title.index(typed) - 1].isalnum() else 0.7


def _fit_by_sound(keys: TitleKeys, typed: str) -> float:
    letters = typed.replace(" ", "").replace("'", "")
    if letters.isascii() and letters.isalnum():
        if keys.initials.startswith(letters):
            return 0.6
        if len(letters) > 1 and (letters in keys.initials or speaks(keys, letters)):
            return 0.5
    words = typed.split()
    if len(words) > 1:
        return min(fit(keys, word) for word in words) / 2
    return 0.0


def best(titles: Iterable[tuple[str, TitleKeys]], typed: str, limit: int) -> list[tuple[float, str]]:
    """Score and id of the titles that fit best; shorter titles first among equals."""
    wanted = " ".join(fold(typed).split())[:100]
    if not wanted or limit < 1:
        return []
    fitting = ((score, keys, id_) for id_, keys in titles if (score := fit(keys, wanted)) > 0)
    chosen = heapq.nsmallest(
        limit, fitting, key=lambda found: (-found[0], len(found[1].folded), found[1].folded, found[2])
    )
    return [(score, id_) for score, _, id_ in chosen]
