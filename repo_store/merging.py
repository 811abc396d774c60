"""Two people's edits of one text put together: a three-way merge. Conflicts are data. Pure.

Edits by lines are put together when at least one unchanged line lies between them, as Git does. Where they touch,
the sentences, list items and table rows of those lines are put together: two that stand side by side may be edited
by different people, but both must be whole ones, before and after. Anything closer is a conflict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from repo_store.alignment import align

OURS: Final = "<<<<<<< ours\n"
MIDDLE: Final = "=======\n"
THEIRS: Final = ">>>>>>> theirs\n"

# A sentence ends after its mark, closing quotes and blanks included; marks of ASCII count only before a blank, so
# that "1.5", "example.com" and "?page=2" stay whole.
_CLOSERS: Final = "”’」』）》)\"'*_"
_SENTENCE_END = re.compile(rf"(?:[。！？；…]|[.!?;](?=[.!?;{_CLOSERS}]{{0,9}}(?:\s|$))){{1,9}}[{_CLOSERS}]{{0,9}}\s*")
_ENDED = re.compile(_SENTENCE_END.pattern + r"\Z")
# List items, table rows and headings stand for themselves, whatever mark they end with.
_OWN_LINE = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|\||#{1,6}[ \t])")


@dataclass(frozen=True)
class Chunk:
    """A stretch of the three texts.

    "same": nobody touched it. "ours", "theirs": one side did. "both": both did, and they agree or go together;
    `merged` is the outcome. "conflict": both did, and somebody has to choose; `merged` is then None.
    """

    kind: Literal["same", "ours", "theirs", "both", "conflict"]
    base: str
    ours: str
    theirs: str
    merged: str | None


@dataclass(frozen=True)
class Merge:
    """The outcome: `text` is None when there is a conflict. `with_markers` shows conflicts as Git does."""

    text: str | None
    chunks: tuple[Chunk, ...]
    with_markers: str


@dataclass(frozen=True)
class _Edit:
    """Items `start` to `end` of the base became `new`."""

    start: int
    end: int
    new: tuple[str, ...]


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Apply to `base` what ours and theirs did to it, each in its own place.

    Lines end at "\\n" only; a caller whose texts differ in their line ends evens them out first.
    """
    chunks = tuple(_chunks(_lines(base), _lines(ours), _lines(theirs)))
    merged = [chunk.merged for chunk in chunks if chunk.merged is not None]
    text = "".join(merged) if len(merged) == len(chunks) else None
    return Merge(text, chunks, "".join(_marked(chunk) for chunk in chunks))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _sentences(lines: Sequence[str]) -> list[str]:
    pieces: list[str] = []
    for line in lines:
        ends = [0, *(match.end() for match in _SENTENCE_END.finditer(line)), len(line)]
        pieces += [line[start:end] for start, end in pairwise(ends) if start < end]
    return pieces


def _chunks(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    at = 0
    for left, right in _regions(_edits(base, ours), _edits(base, theirs)):
        start = min(edit.start for edit in [*left, *right])
        end = max(edit.end for edit in [*left, *right])
        if at < start:
            yield _same(base[at:start])
        yield _chunk(base, (start, end), left, right)
        at = end
    if at < len(base):
        yield _same(base[at:])


def _edits(base: Sequence[str], side: Sequence[str]) -> list[_Edit]:
    edits: list[_Edit] = []
    i = j = 0
    for block in align(base, side):
        if (i, j) != (block.old, block.new):
            edits.append(_Edit(i, block.old, tuple(side[j : block.new])))
        i, j = block.old + block.size, block.new + block.size
    if (i, j) != (len(base), len(side)):
        edits.append(_Edit(i, len(base), tuple(side[j:])))
    return edits


def _regions(ours: list[_Edit], theirs: list[_Edit]) -> Iterator[tuple[list[_Edit], list[_Edit]]]:
    """Edits of both sides in groups that touch: no unchanged item of the base lies between their ends."""
    order = sorted([(edit, 0) for edit in ours] + [(edit, 1) for edit in theirs], key=lambda e: (e[0].start, e[0].end))
    group: tuple[list[_Edit], list[_Edit]] = ([], [])
    end = -1
    for edit, side in order:
        if edit.start > end and (group[0] or group[1]):
            yield group
            group = ([], [])
        group[side].append(edit)
        end = max(end, edit.end)
    if group[0] or group[1]:
        yield group


def _chunk(base: Sequence[str], span: tuple[int, int], left: list[_Edit], right: list[_Edit]) -> Chunk:
    old, ours, theirs = list(base[span[0] : span[1]]), _applied(base, span, left), _applied(base, span, right)
    texts = "".join(old), "".join(ours), "".join(theirs)
    if not right:
        return Chunk("ours", *texts, merged=texts[1])
    if not left:
        return Chunk("theirs", *texts, merged=texts[2])
    if texts[1] == texts[2]:
        return Chunk("both", *texts, merged=texts[1])
    merged = _by_sentences(old, ours, theirs)
    return Chunk("conflict" if merged is None else "both", *texts, merged=merged)


def _applied(base: Sequence[str], span: tuple[int, int], edits: Sequence[_Edit]) -> list[str]:
    result: list[str] = []
    at = span[0]
    for edit in edits:
        result += [*base[at : edit.start], *edit.new]
        at = edit.end
    return result + list(base[at : span[1]])


def _by_sentences(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> str | None:
    """A few lines from two versions of them, or None."""
    sentences = _sentences(base)
    edits = sorted({*_edits(sentences, _sentences(ours)), *_edits(sentences, _sentences(theirs))}, key=_place)
    # Edits of one side never touch each other, so that only neighbours in this order can come too close.
    if any(_collide(sentences, first, second) for first, second in pairwise(edits)):
        return None
    return "".join(_applied(sentences, (0, len(sentences)), edits))


def _place(edit: _Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _collide(sentences: Sequence[str], first: _Edit, second: _Edit) -> bool:
    """Whether two different edits come too close to say what both people meant."""
    if first.end != second.start:
        return first.end > second.start
    if first.start == first.end or second.start == second.end:
        # Something is put in right where the other side edits: which comes first?
        return True
    before = [sentences[first.end - 1], *first.new[-1:]]
    after = [sentences[second.start], *second.new[:1]]
    return not all(_is_border(one, other) for one in before for other in after)


def _is_border(before: str, after: str) -> bool:
    """Whether one sentence, item or row ends here and another begins."""
    if _ENDED.search(before):
        return True
    return before.endswith("\n") and _OWN_LINE.match(before) is not None and _OWN_LINE.match(after) is not None


def _same(lines: Sequence[str]) -> Chunk:
    text = "".join(lines)
    return Chunk("same", text, text, text, merged=text)


def _marked(chunk: Chunk) -> str:
    if chunk.merged is not None:
        return chunk.merged
    return OURS + _ended(chunk.ours) + MIDDLE + _ended(chunk.theirs) + THEIRS


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
