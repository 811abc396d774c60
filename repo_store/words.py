"""Two versions of one line, word by word: which parts of each are not in the other. Pure.

English falls into words, Chinese into the words that rjieba sees; where Chinese words changed, their
characters are compared. Alike lines are recognised here as well.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import rjieba

from repo_store.alignment import Block, align

LONGEST_BY_WORDS: Final = 20_000
"""Two lines with more characters than this together are compared by their common beginning and end only."""

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])\w)+(?:['’]\w+)?|\s+|.", re.DOTALL)
_UNIT = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])\w)+|[^\w\s]")
_ALL_HAN = re.compile(rf"[{_HAN}]+")
_JUDGED_BY: Final = 4_000  # so many characters at the start of a line say whether it is like another
_EFFORT: Final = 30_000


@dataclass(frozen=True)
class Span:
    """A piece of a line, and whether the other version lacks it."""

    text: str
    changed: bool


Spans = tuple[Span, ...]


def compare_lines(old: str, new: str) -> tuple[Spans, Spans]:
    """Both lines in pieces; joined, the pieces are the line again."""
    if len(old) + len(new) > LONGEST_BY_WORDS:
        return compare_ends(old, new)
    a, b = _tokens(old), _tokens(new)
    pieces = _Pieces()
    for block in [*_meaningful(a, align(a, b, _EFFORT), len(b)), Block(len(a), len(b), 0)]:
        _compare_gap("".join(a[pieces.i : block.old]), "".join(b[pieces.j : block.new]), pieces)
        pieces.same("".join(a[block.old : block.old + block.size]))
        pieces.i, pieces.j = block.old + block.size, block.new + block.size
    return _merged(pieces.old), _merged(pieces.new)


def compare_ends(old: str, new: str) -> tuple[Spans, Spans]:
    """Only the common beginning and end are told from the rest; quick for lines of any length."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return _three(old, start, end), _three(new, start, end)


def likeness(old: str, new: str) -> float:
    """Between 0 (nothing in common) and 1: the share of words, and of Chinese characters, on both sides."""
    return shared(units(old), units(new))


def units(line: str) -> Counter[str]:
    """What likeness is measured by: prepare it once for lines that are compared with many others."""
    return Counter(_UNIT.findall(line[:_JUDGED_BY]))


def shared(a: Counter[str], b: Counter[str]) -> float:
    """The likeness of two prepared lines."""
    total = a.total() + b.total()
    return 2 * sum(min(count, b[unit]) for unit, count in a.items() if unit in b) / total if total else 0.0


class _Pieces:
    def __init__(self) -> None:
        self.old: list[Span] = []
        self.new: list[Span] = []
        self.i = self.j = 0

    def same(self, text: str) -> None:
        self.old.append(Span(text, changed=False))
        self.new.append(Span(text, changed=False))

    def differ(self, old: str, new: str) -> None:
        self.old.append(Span(old, changed=True))
        self.new.append(Span(new, changed=True))


def _tokens(line: str) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(line):
        tokens += rjieba.cut(token) if _ALL_HAN.fullmatch(token) else [token]
    return tokens


def _meaningful(a: Sequence[str], blocks: Iterable[Block], new_length: int) -> list[Block]:
    """Without the blanks between two changes: "old text" to "new words" is one change, not two."""
    return [
        block
        for block in blocks
        if block.old == block.new == 0
        or (block.old + block.size == len(a) and block.new + block.size == new_length)
        or any(not token.isspace() for token in a[block.old : block.old + block.size])
    ]


def _compare_gap(old: str, new: str, pieces: _Pieces) -> None:
    if not (_ALL_HAN.fullmatch(old) and _ALL_HAN.fullmatch(new)):
        pieces.differ(old, new)
        return
    i = j = 0
    for block in [*align(old, new, _EFFORT), Block(len(old), len(new), 0)]:
        pieces.differ(old[i : block.old], new[j : block.new])
        pieces.same(old[block.old : block.old + block.size])
        i, j = block.old + block.size, block.new + block.size


def _merged(spans: Iterable[Span]) -> Spans:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].changed == span.changed:
            merged[-1] = Span(merged[-1].text + span.text, span.changed)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def _common(a: str, b: str) -> int:
    """How many characters two texts share at their beginning, by halving."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _three(text: str, start: int, end: int) -> Spans:
    stop = len(text) - end
    return _merged([Span(text[:start], False), Span(text[start:stop], True), Span(text[stop:], False)])
