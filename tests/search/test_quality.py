"""How well the right documents are found, on the judged sets. Floors stand a little under what was reached."""

import importlib.util
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from search.document import Document
from search.engine import Window
from search.engines.memory import MemoryEngine
from search.query import parse
from search.rebuilding import rebuild

Make = Callable[..., Document]

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("ir_eval", shared / "search" / "ir_eval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents_of(folder: Path) -> list[Document]:
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Document(
            id=one["id"],
            space="s",
            path=one["id"],
            title=one["title"] or "",
            kind="page",
            tags=(),
            author="",
            updated_at=datetime(2026, 1, 1, tzinfo=UTC),
            headings=(),
            body=one["text"],
        )
        for one in map(json.loads, lines)
    ]


def queries_of(folder: Path) -> dict[str, str]:
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["id"]: one["text"] for one in map(json.loads, lines)}


def judgments_of(folder: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        judged[query][document] = int(grade)
    return judged


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("cranfield", {"nDCG@10": 0.385, "MRR@10": 0.525, "R@10": 0.395}),
        ("cmrc", {"nDCG@10": 0.970, "MRR@10": 0.965, "R@10": 0.980}),
    ],
)
def test_judged_sets_score_above_the_floor(
    shared: Path, scorer: ModuleType, name: str, floors: dict[str, float]
) -> None:
    folder = shared / "search" / name
    engine, documents = MemoryEngine(), documents_of(folder)
    engine.put(documents)
    within, queries = engine.within([one.id for one in documents]), queries_of(folder)
    judged = judgments_of(folder)
    scores = []
    for id_, relevant in judged.items():
        results = engine.find(parse(queries[id_]), within, Window(limit=10))
        scores.append(scorer.per_query(relevant, [hit.id for hit in results.hits]))
    reached = {measure: sum(score[measure] for score in scores) / len(scores) for measure in (*floors, "empty")}
    assert {measure: value for measure, value in floors.items() if reached[measure] < value} == {}, reached
    assert reached["empty"] == 0


class NoTexts:
    def texts(self, ids: object) -> dict[str, str]:
        return {}


def test_both_engines_answer_real_questions_alike(shared: Path, tmp_path: Path) -> None:
    """So that what the engine in memory reaches above is true of the one on the disk."""
    documents = documents_of(shared / "search" / "cmrc")[:120] + documents_of(shared / "search" / "cranfield")[:120]
    ids = [one.id for one in documents]
    memory, whoosh = MemoryEngine(), rebuild(tmp_path / "index", documents[:200], NoTexts())
    memory.put(documents)
    whoosh.put(documents[200:])
    queries = list(queries_of(shared / "search" / "cmrc").values())[:60]
    queries += list(queries_of(shared / "search" / "cranfield").values())[:60]
    for typed in queries:
        answers = [engine.find(parse(typed), engine.within(ids[::2]), Window()) for engine in (memory, whoosh)]
        assert answers[0] == answers[1]
    assert whoosh.count() == memory.count() == 240
