"""How fast the engines build and find: 2,000 pages of the shared corpus, absolute and as memory / whoosh.

    python bench/search_engine.py [PAGES]

Prints documents a second, size on the disk, p50 and p99 of finding over real questions (each first with a cold, then
with a warm engine), of phrases, of the quick switcher, and of putting one page.
"""

import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from search.document import Document, Heading
from search.engine import Engine, Window
from search.engines.memory import MemoryEngine
from search.query import parse
from search.rebuilding import open_engine, rebuild

SHARED = Path(os.environ.get("SLIPBOOK_SHARED", "../shared"))
PHRASES = [
    '"分布式系统"',
    '"pull request"',
    '"upstream service"',
    '"消息队列"',
    '"动态规划"',
    '"error handling"',
    '"of the"',
]
TYPED = ["d", "de", "dep", "depl", "deploy", "缓", "缓存", "fen", "fenku", "react", "rust", "how to"]


class Texts:
    """All texts in memory, as a cache of pages would give them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_id = {one.id: one.text for one in documents}

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {id_: self._by_id[id_] for id_ in ids if id_ in self._by_id}


def pages(corpus: Path) -> Iterator[Document]:
    """The corpus' pages, Chinese and English in turn, Markdown signs roughly taken away."""
    rows = [line.split("\t") for line in (SHARED / "corpus/pages.tsv").read_text("utf-8").splitlines()[1:]]
    chinese = [row for row in rows if row[2] == "zh"]
    others = [row for row in rows if row[2] != "zh"]
    for path, title, *_ in filter(None, itertools.chain(*itertools.zip_longest(chinese, others))):
        markdown = (corpus / path).read_text("utf-8", errors="replace")
        body = re.sub(r"[`*#>|]", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown))
        found = re.finditer(r"^#{1,4} +(.+)$", markdown, re.MULTILINE)
        headings = tuple(Heading(one[1], "", one.start()) for one in found)
        yield Document(
            id=path,
            space=path.partition("/")[0],
            path=path,
            title=title,
            kind="page",
            tags=(),
            author="",
            updated_at=datetime(2026, 1, 1, tzinfo=UTC),
            headings=headings,
            body=body,
        )


def questions() -> list[str]:
    """What people typed, and the questions of the judged sets."""
    known = [line.split("\t")[1] for line in (SHARED / "search/known-item.tsv").read_text("utf-8").splitlines()[1:]]
    for name in ("cmrc", "cranfield"):
        lines = (SHARED / "search" / name / "queries.jsonl").read_text("utf-8").splitlines()
        known += [json.loads(line)["text"] for line in lines[:100]]
    return known


def timed(call: Callable[[str], object], arguments: Iterable[str]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    took = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def measure(engine: Engine, documents: list[Document]) -> dict[str, tuple[float, float]]:
    """Every number that both engines have."""
    within, window = engine.within([one.id for one in documents]), Window(limit=20)

    def find(typed: str) -> object:
        return engine.find(parse(typed), within, window)

    asked = questions()
    return {
        "find, cold": timed(find, asked),
        "find, warm": timed(find, asked),
        "phrase": timed(find, PHRASES * 5),
        "10,000 characters": timed(find, [typed * 400 for typed in asked[:40]]),
        "quick switcher": timed(lambda typed: engine.titles(typed, within, 8), TYPED * 5),
        "put one page": timed(
            lambda id_: engine.put([one for one in documents if one.id == id_]), within_ids(documents)
        ),
    }


def within_ids(documents: list[Document]) -> list[str]:
    """A few pages to put again."""
    return [one.id for one in documents[:200:20]]


def main() -> None:
    """Build both, measure both, print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["sh", SHARED / "corpus/unpack.sh", f"{folder}/corpus"], check=True, stdout=subprocess.DEVNULL)
        documents = list(itertools.islice(pages(Path(folder) / "corpus"), count))
        texts, root = Texts(documents), Path(folder) / "index"
        started = time.perf_counter()
        memory = MemoryEngine()
        memory.put(documents)
        built = [time.perf_counter() - started]
        started = time.perf_counter()
        rebuild(root, iter(documents), texts).close()
        built.append(time.perf_counter() - started)
        started = time.perf_counter()
        whoosh = open_engine(root, texts)
        opened = time.perf_counter() - started
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        characters = statistics.mean(len(one.body) for one in documents)
        print(f"{len(documents)} pages of {characters:,.0f} characters; index {size / 1e6:.1f} MB; open {opened:.3f} s")
        rates = [len(documents) / seconds for seconds in built]
        print(
            f"{'build':20} memory {rates[0]:8.1f} docs/s   whoosh {rates[1]:8.1f} docs/s   "
            f"ratio {rates[0] / rates[1]:.2f}"
        )
        ours, theirs = measure(memory, documents), measure(whoosh, documents)
        for name, (p50, p99) in ours.items():
            w50, w99 = theirs[name]
            print(
                f"{name:20} memory {p50:7.2f} / {p99:7.2f} ms   whoosh {w50:7.2f} / {w99:7.2f} ms   "
                f"ratio {p50 / w50:.2f} / {p99 / w99:.2f}  (p50 / p99)"
            )
        whoosh.close()


if __name__ == "__main__":
    main()
