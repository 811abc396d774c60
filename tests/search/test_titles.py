"""The quick switcher: titles by what was typed so far."""

from collections.abc import Callable

from search.document import Document
from search.engine import Engine

Make = Callable[..., Document]


def test_a_quick_switcher_finds_titles_by_words_sound_and_initials(engine: Engine, document: Make) -> None:
    titles = {
        "a": "部署手册",
        "b": "Deploy guide",
        "c": "发布与部署",
        "d": "订单 API 部署",
        "e": "Guide to deploying",
        "f": "部署",
    }
    engine.put([document(id_, title=title) for id_, title in titles.items()])
    within = engine.within(list(titles))

    def found(typed: str, limit: int = 9) -> list[str]:
        return [hit.id for hit in engine.titles(typed, within, limit)]

    assert found("部署") == ["f", "a", "d", "c"]
    assert found("署手") == ["a"]
    assert found("bushu")[:2] == ["f", "a"]
    assert found("bssc") == ["a"]
    assert found("bushush") == ["a"]
    assert found("ushu") == []
    assert found("DEP") == ["b", "e"]
    assert found("deploy guide") == ["b", "e"]
    assert found("api 部署") == ["d"]
    assert found("guide", limit=1) == ["e"]
    assert found("") == found("  ") == found("nothing like it") == []
    assert [hit.id for hit in engine.titles("部署", engine.within(["c"]), 9)] == ["c"]
