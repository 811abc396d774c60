"""Queries and documents that want to do harm: every engine answers them like any other, and soon."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.document import Document
from search.engine import Engine
from search.results import Results

Make = Callable[..., Document]
Find = Callable[..., Results]

SENTENCE = "新同事入职第一周先读部署手册再跟着师傅做一次灰度发布"


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def test_a_query_of_ten_thousand_characters_is_answered_quickly(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document(f"d{number}", SENTENCE + " deploy zebra") for number in range(50)])
    for typed in (SENTENCE * 200, "deploy zebra " * 800, '"' * 10_000, "-" * 10_000, "tag:" * 2_500, "de " * 4_000):
        started = time.process_time()
        find(typed[:10_000])
        assert time.process_time() - started < 0.3


@pytest.mark.parametrize("typed", ["", "   ", "???", "（）", "\U0001f600", "* *", "\x00"])
def test_what_asks_for_nothing_finds_nothing(engine: Engine, document: Make, find: Find, typed: str) -> None:
    engine.put([document("a", "zebra ??? \U0001f600")])
    assert find(typed).total == 0
    assert find("zebra").total == 1


def test_documents_may_hold_any_text(engine: Engine, document: Make, find: Find) -> None:
    engine.put(
        [document("a", "", title=""), document("b", "half \ud800 surrogate \x00 nul"), document("c", "word " * 20_000)]
    )
    assert ids(find("surrogate")) == ["b"]
    assert ids(find("word")) == ["c"]
    assert engine.count() == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(typed=st.text(max_size=120))
def test_no_query_is_an_error(engine: Engine, document: Make, find: Find, typed: str) -> None:
    if not engine.count():
        engine.put([document("a", SENTENCE, title="Deploy"), document("b", "zebra order-api v1.2")])
    results = find(typed)
    assert results.total >= len(results.hits)
    assert isinstance(engine.titles(typed, engine.within(["a", "b"]), 5), list)


@pytest.mark.shared
def test_hostile_queries_are_answered_like_any_other(engine: Engine, document: Make, find: Find, shared: Path) -> None:
    lines = (shared / "adversarial" / "dev" / "search-query.jsonl").read_text(encoding="utf-8").splitlines()
    engine.put([document("a", "a b aaaa else pattern date id 1"), document("b", SENTENCE)])
    for line in lines:
        payload = json.loads(line)["payload"]
        for typed in (payload, f"tag:{payload}", f'"{payload}"', f"-{payload}", payload * 500):
            started = time.process_time()
            find(typed)
            assert time.process_time() - started < 0.3
    assert len(lines) > 10
