"""The promise every engine keeps, asked of each."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.document import Document
from search.engine import Engine, Window
from search.query import parse
from search.results import Results

Make = Callable[..., Document]
Find = Callable[..., Results]

SENTENCE = "新同事入职第一周先读部署手册再跟着师傅做一次灰度发布如果线上出现故障应当立即执行部署回滚并在群里通知大家"


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def test_what_is_put_is_found_and_what_is_removed_is_not(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "zebra"), document("b", "lion")])
    assert ids(find("zebra")) == ["a"]
    assert engine.count() == 2
    engine.remove(["a", "unknown"])
    assert ids(find("zebra")) == []
    assert ids(find("lion")) == ["b"]
    assert engine.count() == 1


def test_putting_an_id_again_replaces_the_document(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "zebra")])
    engine.put([document("a", "lion"), document("b", "bear"), document("b", "wolf")])
    assert (ids(find("zebra")), ids(find("lion"))) == ([], ["a"])
    assert (ids(find("bear")), ids(find("wolf"))) == ([], ["b"])
    assert engine.count() == 2


def test_an_empty_selection_finds_nothing(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "zebra", title="zebra", tags=("ops",))])
    for nobody in ([], ["not-indexed"]):
        within = engine.within(nobody)
        assert len(within) == 0
        for typed in ("zebra", "tag:ops", "-lion", '"zebra"', "zeb"):
            results = engine.find(parse(typed), within, Window())
            assert (results.total, results.hits, results.did_you_mean) == (0, (), None)
        assert engine.titles("zeb", within, 5) == []
    assert find("zebra").total == 1


def test_the_generation_changes_with_every_change_and_only_then(engine: Engine, document: Make) -> None:
    seen = [engine.generation()]
    engine.put([document("a", "zebra")])
    seen.append(engine.generation())
    engine.put([document("a", "lion")])
    seen.append(engine.generation())
    engine.remove(["a"])
    seen.append(engine.generation())
    assert len(set(seen)) == 4
    engine.find(parse("lion"), engine.within(["a"]), Window())
    assert engine.generation() == seen[-1]


def test_a_selection_answers_from_the_generation_it_was_made_for(engine: Engine, document: Make) -> None:
    engine.put([document("a", "zebra"), document("b", "lion")])
    old = engine.within(["a", "b"])
    engine.put([document(f"new{number}", "zebra lion") for number in range(5)])
    engine.remove(["a"])
    assert ids(engine.find(parse("zebra"), old, Window())) == ["a"]
    assert ids(engine.find(parse("lion"), old, Window())) == ["b"]
    assert ids(engine.find(parse("zebra"), engine.within(["a", "b"]), Window())) == []


def test_every_substring_of_two_to_eight_chinese_characters_finds_its_document(
    engine: Engine, document: Make, find: Find
) -> None:
    engine.put(
        [document("a", SENTENCE), document("b", "部署一次，回家。滚动更新"), document("c", "别的事情", title="发布")]
    )
    within = engine.within(["a", "b", "c"])

    @given(st.integers(0, len(SENTENCE) - 2), st.integers(2, 8))
    @settings(deadline=None, max_examples=80)
    def found(start: int, length: int) -> None:
        piece = SENTENCE[start : start + length]
        for typed in (piece, f'"{piece}"', f"“{piece}”"):
            assert "a" in ids(engine.find(parse(typed), within, Window()))

    found()
    assert find("完全无关").total == 0


def test_a_single_chinese_character_finds_its_documents(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "灰度发布"), document("b", "故障。布"), document("c", "手册")])
    assert set(ids(find("布"))) == {"a", "b"}


def test_documents_with_the_run_as_typed_come_first(engine: Engine, document: Make, find: Find) -> None:
    scattered = document("b", "部署部署部署，回滚回滚回滚", title="部署 回滚", headings=["部署", "回滚"])
    engine.put([document("a", "失败时执行部署回滚" + "，其他的内容" * 40), scattered])
    assert ids(find("部署回滚")) == ["a", "b"]


def test_a_whole_chinese_sentence_finds_what_answers_it(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", SENTENCE), document("b", "食堂中午供应面条"), document("c", "年假申请流程")])
    assert ids(find("线上出了故障以后应该怎么做部署的回滚呢"))[0] == "a"
    assert find("食堂几点供应面条呢").hits[0].id == "b"


def test_english_is_found_by_stem_without_case_and_width(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "Deployments are Rolled back"), document("b", "unrelated")])
    for typed in ("deploying", "DEPLOYMENT", "ｄｅｐｌｏｙ", "roll deployment"):
        assert ids(find(typed)) == ["a"]


@pytest.mark.parametrize(
    "typed",
    ["order-api", "order", "api", "error_rate", "error rate", "SLO", "slo", "v2.18.0", "2.18.0", "v2.18", "order-a"],
)
def test_identifiers_are_found_whole_and_by_part(engine: Engine, document: Make, find: Find, typed: str) -> None:
    engine.put([document("a", "order-api broke its SLO: error_rate rose in v2.18.0"), document("b", "unrelated")])
    assert ids(find(typed)) == ["a"]


def test_an_identifier_as_typed_comes_before_its_parts(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "api api order order order api", title="order api"), document("b", "see order-api here")])
    assert ids(find("order-api")) == ["b", "a"]


def test_two_words_are_both_wanted(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "zebra lion"), document("b", "zebra"), document("c", "lion")])
    assert ids(find("zebra lion")) == ["a"]
    assert ids(find("the zebra")) == ids(find("zebra"))


def test_stop_words_alone_are_still_found(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "to be or not to be"), document("b", "zebra"), document("c", "为什么呢")])
    assert ids(find("to be")) == ["a"]
    assert ids(find("为什么")) == ["c"]


def test_a_phrase_wants_its_words_side_by_side(engine: Engine, document: Make, find: Find) -> None:
    engine.put(
        [
            document("a", "the error\n budget is spent"),
            document("b", "budget of errors; an error, no budget"),
            document("c", "", title="Error budget"),
            document("d", "error budgetary"),
        ]
    )
    assert sorted(ids(find('"error budget"'))) == ["a", "c"]
    assert ids(find('"部署回滚"')) == []
    assert "b" in ids(find("error budget"))


def test_a_chinese_phrase_is_checked_in_the_text(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "再做部署回滚"), document("b", "部署，署回，回滚")])
    assert ids(find("“部署回滚”")) == ["a"]
    assert ids(find("部署回滚")) == ["a", "b"]


def test_refused_words_and_phrases_are_left_out(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "zebra lion"), document("b", "zebra bear"), document("c", "zebra 部署回滚")])
    assert sorted(ids(find("zebra -lion"))) == ["b", "c"]
    assert sorted(ids(find("zebra -回滚"))) == ["a", "b"]
    assert sorted(ids(find('zebra -"zebra bear"'))) == ["a", "c"]
    assert sorted(ids(find("-lion"))) == ["b", "c"]


def test_filters_narrow_and_stand_alone(engine: Engine, document: Make, find: Find) -> None:
    engine.put(
        [
            document("a", "zebra", space="handbook", kind="manual", tags=("On Call", "ops"), author="Lin Xiao"),
            document("b", "zebra", space="product", kind="page", tags=("ops",), author="Ann Li"),
            document("c", "lion", space="product", kind="page", author="Ann Li"),
        ]
    )
    assert ids(find("zebra in:Handbook")) == ["a"]
    assert sorted(ids(find("in:handbook in:product zebra"))) == ["a", "b"]
    assert ids(find("kind:manual")) == ["a"]
    assert ids(find('tag:"on call"')) == ["a"]
    assert ids(find("tag:ops tag:“On Call”")) == ["a"]
    assert ids(find("by:lin")) == ["a"]
    assert sorted(ids(find('by:"ann li"'))) == ["b", "c"]
    assert find("tag:missing").total == 0


def test_the_title_counts_more_than_the_body(engine: Engine, document: Make, find: Find) -> None:
    filler = " ".join(["filler"] * 30)
    engine.put([document("a", f"zebra {filler}", title="Lion"), document("b", f"lion {filler}", title="Zebra")])
    assert ids(find("zebra")) == ["b", "a"]


def test_pages_of_hits_do_not_overlap_and_newest_sorts_by_time(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document(f"d{day}", "zebra", day=day) for day in range(7)])
    pages = [ids(find("zebra", sort="newest", limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert pages == [["d6", "d5", "d4"], ["d3", "d2", "d1"], ["d0"], []]
    assert find("zebra", limit=0).total == 7
    first, rest = ids(find("zebra", limit=4)), ids(find("zebra", limit=4, offset=4))
    assert sorted(first + rest) == sorted(f"d{day}" for day in range(7))


def test_totals_and_facets_count_all_that_is_found(engine: Engine, document: Make, find: Find) -> None:
    engine.put(
        [
            document("a", "zebra", tags=("ops", "ops"), kind="manual"),
            document("b", "zebra", space="product", tags=("ops", "new")),
            document("c", "lion", space="product"),
        ]
    )
    results = find("zebra", limit=1)
    assert (results.total, len(results.hits)) == (2, 1)
    assert results.facets.spaces == {"handbook": 1, "product": 1}
    assert results.facets.kinds == {"manual": 1, "page": 1}
    assert results.facets.tags == {"ops": 2, "new": 1}


def test_the_last_word_may_still_be_being_typed(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "configuration"), document("b", "config"), document("c", "zebra")])
    assert ids(find("confi")) in (["a", "b"], ["b", "a"])
    assert ids(find("config")) == ["b", "a"]
    assert find("co").total == 0


def test_a_beginning_is_completed_by_at_most_eight_words(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document(f"d{number}", f"prefix{'abcdefghijkl'[number]}") for number in range(12)])
    assert find("prefix", limit=50).total == 8


@pytest.mark.parametrize("typed", ["prcurement", "procuremant", "procuremetn", "procurementt"])
def test_one_wrong_letter_still_finds_and_is_pointed_out(
    engine: Engine, document: Make, find: Find, typed: str
) -> None:
    engine.put([document("a", "procurement"), document("b", "unrelated")])
    results = find(f"{typed} ")
    assert ids(results) == ["a"]
    assert results.did_you_mean == "procurement"
    assert find("procurement").did_you_mean is None
    assert find("brocurement").total == 0


def test_titles_answer_to_their_sound_in_a_search(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "内容", title="分库分表"), document("b", "内容", title="缓存")])
    assert ids(find("fenku fenbiao")) == ["a"]
    assert ids(find("huancun")) == ["b"]


def test_hidden_documents_leave_no_trace(engine: Engine, document: Make) -> None:
    """Everything answered equals what an engine answers in which the hidden documents never were."""
    seen = [
        document(f"s{number}", f"zebra lion {'bear ' * number}部署手册", title=f"部署{number}") for number in range(6)
    ]
    hidden = [
        document(
            f"h{number}",
            "canary zebras lion canaryword zebrawood 部署回滚 procurement",
            title="金丝雀 部署",
            tags=("x",),
        )
        for number in range(9)
    ]
    allowed = [one.id for one in seen]
    engine.put(seen)
    typed = ["zebra", "zebra lion", "部署", "部署回滚", "canary", "canar", "canarx", "zebraw", "procurment",
             "bear zebra", "jinsique", '"zebra lion"', "-bear", "tag:x", "zebrz", "zeb", "lion 手册 bear"]  # fmt: skip
    windows = (Window(), Window(sort="newest"))

    def answers() -> list[object]:
        within = engine.within(allowed)
        found: list[object] = [engine.find(parse(one), within, window) for one in typed for window in windows]
        return found + [engine.titles(one, within, 9) for one in ("部署", "jsq", "bu", "canary")]

    alone = answers()
    engine.put(hidden)
    assert answers() == alone
    assert engine.find(parse("canary"), engine.within(["h1"]), Window()).total == 1


def test_what_has_only_some_of_the_words_is_called_loose(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document("a", "rollback of a release"), document("b", "部署之后回滚"), document("c", "release notes")])
    assert find("rollback unheard-of-thing").is_loose
    assert find("部署值班").is_loose
    assert not find("rollback release").is_loose
    assert not find("部署回滚").is_loose
    assert not find("quantum").is_loose, "nothing is found at all"


def test_words_that_most_documents_have_answer_nothing_alone(engine: Engine, document: Make, find: Find) -> None:
    engine.put([document(f"d{number}", f"公司 number{number}") for number in range(30)])
    assert find("公司").total == 30
    assert find("公司 量子").total == 0
    assert find("number7 量子").total == 1
