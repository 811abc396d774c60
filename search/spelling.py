"""Words near the one that was typed: longer ones, and corrections by one edit. Only words of visible documents."""

from collections.abc import Iterator
from itertools import islice

from search.selection import Selection

MOST_EXPANSIONS = 8
MOST_CORRECTIONS = 3
SHORTEST_CORRECTED = 4
_CONSIDERED = 32


def expansions(selection: Selection, prefix: str) -> list[str]:
    """At most eight words that begin with `prefix` and are longer, the most frequent first.

    Of very many only the first in order are weighed, and hidden words do not use up their places.
    """
    longer = (word for word in selection.shelf.words_from(prefix) if word != prefix)
    return _most_frequent(selection, longer, MOST_EXPANSIONS)


def corrections(selection: Selection, word: str) -> list[str]:
    """At most three words one insertion, deletion, exchange or swap away that begin with the same letter."""
    if len(word) < SHORTEST_CORRECTED or not word.isalpha():
        return []
    near = (other for other in selection.shelf.words_from(word[0]) if is_one_edit_away(word, other))
    return _most_frequent(selection, near, MOST_CORRECTIONS)


def is_one_edit_away(word: str, other: str) -> bool:
    """Whether one inserted, dropped or exchanged letter, or two swapped neighbours, make one word the other."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    shorter, longer = sorted((word, other), key=len)
    place = 0
    while place < len(shorter) and shorter[place] == longer[place]:
        place += 1
    if len(shorter) < len(longer):
        return shorter[place:] == longer[place + 1 :]
    if shorter[place + 1 :] == longer[place + 1 :]:
        return True
    swapped = shorter[place + 1 : place + 2] + shorter[place]
    return longer[place : place + 2] == swapped and shorter[place + 2 :] == longer[place + 2 :]


def _most_frequent(selection: Selection, words: Iterator[str], limit: int) -> list[str]:
    counted = ((-len(found), word) for word in words if (found := selection.visible("words", word)))
    return [word for _, word in sorted(islice(counted, _CONSIDERED))[:limit]]
