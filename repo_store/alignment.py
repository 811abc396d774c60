"""What two sequences have in common, in order and within a bounded effort. Pure; used for lines, words, letters.

Items that occur once on both sides are anchors (patience); what lies between them is compared by the shortest
edit (E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). When the effort is spent, the rest
counts as different: the answer is then longer than need be, never wrong.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Block:
    """`size` items are the same from `old` on in the one sequence and from `new` on in the other."""

    old: int
    new: int
    size: int


@dataclass
class _Purse:
    """How many steps may still be made."""

    steps: int

    def pay(self, steps: int) -> bool:
        """Whether there was enough."""
        self.steps -= steps
        return self.steps >= 0


@dataclass(frozen=True)
class _Window:
    """A part of both sequences: from `old` up to `old_end`, from `new` up to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int


def align(old: Sequence[str], new: Sequence[str], effort: int = 300_000) -> list[Block]:
    """The common blocks of two sequences, in order, none adjacent to the next on both sides.

    `effort` bounds the steps after the common beginning and end; about 5 million are made in a second.
    """
    purse = _Purse(effort)
    found: list[Block] = []
    open_windows = [_Window(0, len(old), 0, len(new))]
    while open_windows:
        window = _trim(old, new, open_windows.pop(), found)
        size = window.old_end - window.old + window.new_end - window.new
        if window.old == window.old_end or window.new == window.new_end or not purse.pay(size // 4):
            continue
        anchors = _anchors(old, new, window)
        if anchors:
            open_windows += _between(window, anchors)
            found += [Block(i, j, 1) for i, j in anchors]
        else:
            found += _shortest_edit(old, new, window, purse)
    return _joined(found)


def _trim(old: Sequence[str], new: Sequence[str], window: _Window, found: list[Block]) -> _Window:
    i, i_end, j, j_end = window.old, window.old_end, window.new, window.new_end
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    if i > window.old:
        found.append(Block(window.old, window.new, i - window.old))
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    if i_end < window.old_end:
        found.append(Block(i_end, j_end, window.old_end - i_end))
    return _Window(i, i_end, j, j_end)


def _anchors(old: Sequence[str], new: Sequence[str], window: _Window) -> list[tuple[int, int]]:
    """Items that occur exactly once on each side, as the longest run that is in order on both."""
    old_count = Counter(old[window.old : window.old_end])
    new_count = Counter(new[window.new : window.new_end])
    place = {old[i]: i for i in range(window.old, window.old_end) if old_count[old[i]] == 1}
    pairs = [
        (place[item], j)
        for j in range(window.new, window.new_end)
        if (item := new[j]) in place and new_count[item] == 1
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence that rises in the first number (patience sorting)."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for index, (i, _) in enumerate(pairs):
        pile = bisect_left(tops, i)
        before.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(i)
            top_pairs.append(index)
        else:
            tops[pile], top_pairs[pile] = i, index
    line: list[tuple[int, int]] = []
    index = top_pairs[-1] if top_pairs else -1
    while index >= 0:
        line.append(pairs[index])
        index = before[index]
    return line[::-1]


def _between(window: _Window, anchors: Sequence[tuple[int, int]]) -> list[_Window]:
    starts = [(window.old, window.new), *((i + 1, j + 1) for i, j in anchors)]
    ends = [*anchors, (window.old_end, window.new_end)]
    return [_Window(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=True)]


def _shortest_edit(old: Sequence[str], new: Sequence[str], window: _Window, purse: _Purse) -> list[Block]:
    # Items that the other side lacks can only be edits: without them a rewritten text costs next to nothing.
    known = set(old[window.old : window.old_end]) & set(new[window.new : window.new_end])
    left = [i for i in range(window.old, window.old_end) if old[i] in known]
    right = [j for j in range(window.new, window.new_end) if new[j] in known]
    pairs = _myers([old[i] for i in left], [new[j] for j in right], purse)
    return [Block(left[x], right[y], 1) for x, y in pairs]


def _myers(a: Sequence[str], b: Sequence[str], purse: _Purse) -> list[tuple[int, int]]:
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for distance in range(len(a) + len(b) + 1):
        trace.append(dict(reach))
        for diagonal in range(-distance, distance + 1, 2):
            down = _goes_down(reach, diagonal, distance)
            x = start = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while x < len(a) and x - diagonal < len(b) and a[x] == b[x - diagonal]:
                x += 1
            reach[diagonal] = x
            if x >= len(a) and x - diagonal >= len(b):
                return _walk_back(trace, len(a), len(b))
            if not purse.pay(1 + x - start):
                return []
        if not purse.pay(distance):
            return []
    return []


def _goes_down(reach: dict[int, int], diagonal: int, distance: int) -> bool:
    return diagonal == -distance or (diagonal != distance and reach.get(diagonal - 1, -1) < reach.get(diagonal + 1, -1))


def _walk_back(trace: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for distance in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[distance], x - y
        previous = diagonal + 1 if _goes_down(reach, diagonal, distance) else diagonal - 1
        from_x = reach[previous] if distance else 0
        from_y = from_x - previous if distance else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]


def _joined(blocks: list[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in sorted(blocks):
        last = joined[-1] if joined else None
        if last and last.old + last.size == block.old and last.new + last.size == block.new:
            joined[-1] = Block(last.old, last.new, last.size + block.size)
        else:
            joined.append(block)
    return joined
