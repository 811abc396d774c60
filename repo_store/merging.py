"""Two people's edits of one text put together: a three-way merge. Conflicts are data. Pure.

Edits by lines are put together when at least one unchanged line lies between them. When both sides edited
one and the same line, which in Markdown is often a whole paragraph, its sentences are put together.
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

# A sentence ends after its mark, closing quotes and blanks included; a full stop counts only before a blank,
# so that "1.5" and "example.com" stay whole.
_SENTENCE_END = re.compile(r"(?:[。！？；!?;]|\.(?=\s))+[”’」』）)\"']*\s*")


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


def _sentences(line: str) -> list[str]:
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(line)), len(line)]
    return [line[start:end] for start, end in pairwise(ends) if start < end]


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
    merged = _by_sentences(*texts) if len(old) == len(ours) == len(theirs) == 1 else None
    return Chunk("conflict" if merged is None else "both", *texts, merged=merged)


def _applied(base: Sequence[str], span: tuple[int, int], edits: Sequence[_Edit]) -> list[str]:
    result: list[str] = []
    at = span[0]
    for edit in edits:
        result += [*base[at : edit.start], *edit.new]
        at = edit.end
    return result + list(base[at : span[1]])


def _by_sentences(base: str, ours: str, theirs: str) -> str | None:
    """One line from two versions of it, or None. Neighbouring sentences may be edited by different people."""
    sentences = _sentences(base)
    left, right = _edits(sentences, _sentences(ours)), _edits(sentences, _sentences(theirs))
    if any(_collide(a, b) for a in left for b in right):
        return None
    edits = sorted({*left, *right}, key=lambda edit: (edit.start, edit.end))
    return "".join(_applied(sentences, (0, len(sentences)), edits))


def _collide(a: _Edit, b: _Edit) -> bool:
    """Two edits of one sentence, or something put in right where the other side edits: which comes first?"""
    if a == b:
        return False
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end


def _same(lines: Sequence[str]) -> Chunk:
    text = "".join(lines)
    return Chunk("same", text, text, text, merged=text)


def _marked(chunk: Chunk) -> str:
    if chunk.merged is not None:
        return chunk.merged
    return OURS + _ended(chunk.ours) + MIDDLE + _ended(chunk.theirs) + THEIRS


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
