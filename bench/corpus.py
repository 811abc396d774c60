"""The pages that are measured: some of the shared corpus, Chinese and English, as files on the disk."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(os.environ.get("SLIPBOOK_SHARED", "../shared"))
TAKEN_LAST = "rust-rfcs"
"""The largest bundle, and English only: it fills up what the others leave, so that the mix stays bilingual."""


@dataclass(frozen=True)
class CorpusPage:
    """A Markdown file of the corpus: which bundle it comes from, its path in it, its bytes."""

    bundle: str
    file: str
    language: str
    data: bytes


def pages(folder: Path, count: int) -> list[CorpusPage]:
    """``count`` pages of the corpus, unpacked into ``folder`` at the first call."""
    _unpack(folder)
    rows = [line.split("\t") for line in (SHARED / "corpus/pages.tsv").read_text("utf-8").splitlines()[1:]]
    rows.sort(key=lambda row: (row[0].startswith(TAKEN_LAST), row[0]))
    found: list[CorpusPage] = []
    for path, _title, language, *_rest in rows:
        bundle, _, file = path.partition("/")
        if (folder / path).is_file() and len(found) < count:
            found.append(CorpusPage(bundle, file, language, (folder / path).read_bytes()))
    if len(found) < count:
        raise SystemExit(f"The corpus has only {len(found)} pages.")
    return found


def by_bundle(some: Sequence[CorpusPage]) -> Mapping[str, Sequence[CorpusPage]]:
    """The pages of each bundle."""
    found: dict[str, list[CorpusPage]] = {}
    for one in some:
        found.setdefault(one.bundle, []).append(one)
    return found


def viewed(some: Sequence[CorpusPage], count: int) -> list[CorpusPage]:
    """The pages that readers look at, in the order in which they do: always the same draw.

    Files at the top are left out: one of them is the home of its space, which is another screen.
    """
    inside = [one for one in some if "/" in one.file]
    return random.Random(1).sample(inside, min(count, len(inside)))


def _unpack(folder: Path) -> None:
    if folder.is_dir():
        return
    script = SHARED / "corpus/unpack.sh"
    if not script.is_file():
        raise SystemExit(f"The shared corpus is not at {SHARED}: set SLIPBOOK_SHARED.")
    draft = folder.with_name(folder.name + ".part")
    subprocess.run(["sh", str(script), str(draft)], check=True, stdout=subprocess.DEVNULL)
    draft.rename(folder)
