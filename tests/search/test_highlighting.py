"""Which parts of a text are marked, and which window is shown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.document import Heading
from search.highlighting import Part, heading_for, mark, snippet
from search.query import parse


def marked(text: str, typed: str) -> list[str]:
    return [part.text for part in mark(text, parse(typed)) if part.marked]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Deploying the deployment, redeploy", "deploy", ["Deploying", "deployment"]),
        ("Queries, a query, queried", "query", ["Queries", "query", "queried"]),
        ("上线前做部署回滚演练", "部署回滚", ["部署回滚"]),
        ("部署失败就回滚", "部署回滚", ["部署", "回滚"]),
        ("部署", "回滚", []),
        ("see order-api and order", "order-api", ["order", "api", "order"]),
        ("Configuration of config", "confi", ["Configuration", "config"]),
        ("the error\n budget, an error", '"error budget"', ["error\n budget"]),
        ("ＤＥＰＬＯＹ　ｎｏｗ", "deploy", ["ＤＥＰＬＯＹ"]),
        ("ﬁx cafe\u0301 部署", "café", ["cafe\u0301"]),
        ("zebra lion", "zebra -lion tag:lion", ["zebra"]),
        ("字", "字", ["字"]),
        ("a.b.c (((", "(((((", []),
    ],
)
def test_what_answers_is_marked(text: str, typed: str, expected: list[str]) -> None:
    assert marked(text, typed) == expected
    assert "".join(part.text for part in mark(text, parse(typed))) == text


def test_neighbouring_parts_alternate_and_markup_is_only_text() -> None:
    parts = mark("<b>zebra</b> & lion", parse("zebra b"))
    assert parts == (
        Part("<", False), Part("b", True), Part(">", False), Part("zebra", True), Part("</", False), Part("b", True),
        Part("> & lion", False),
    )  # fmt: skip


def test_the_window_holds_the_densest_answer() -> None:
    text = "zebra here. " + "filler " * 100 + "the zebra met a lion by the river. " + "filler " * 100 + "a lion alone"
    found = snippet(text, parse("zebra lion"), length=80)
    assert [part.text for part in found.parts if part.marked] == ["zebra", "lion"]
    shown = "".join(part.text for part in found.parts)
    assert text[found.offset :].startswith(shown)
    assert 60 <= len(shown) <= 100
    assert not shown.startswith("iller")


def test_a_phrase_draws_the_window_to_it() -> None:
    text = "error error budget budget error. " * 3 + "。填充" * 100 + "the error budget is spent"
    assert "error budget is" in "".join(p.text for p in snippet(text, parse('"error budget is"'), 60).parts)


def test_chinese_windows_start_before_the_answer() -> None:
    text = "无关的句子。" * 50 + "如果线上出现故障应当立即执行部署回滚并在群里通知大家。" + "其他的句子。" * 50
    found = snippet(text, parse("部署回滚"), length=100)
    shown = "".join(part.text for part in found.parts)
    assert Part("部署回滚", True) in found.parts
    assert shown.startswith("如果线上"), "a sentence begins here"
    assert shown.endswith("其他的句子。")
    assert 40 <= len(shown) <= 60, "three Chinese characters are as wide as five others"


def readable(text: str, typed: str, length: int = 200) -> str:
    return "".join(part.text for part in snippet(text, parse(typed), length).readable())


def test_a_cut_end_is_shown_as_one() -> None:
    chinese = "没有句号的一行" * 40 + "部署回滚" + "后面也没有句号" * 40
    assert readable(chinese, "部署回滚").startswith("……")
    assert readable(chinese, "部署回滚").endswith("……")
    latin = "no end " * 60 + "zebra " + "no end either " * 60
    assert readable(latin, "zebra").startswith("…no end")
    assert readable(latin, "zebra").endswith("…")
    assert len(readable(latin, "zebra")) <= 210


def test_what_is_whole_has_no_dots() -> None:
    assert readable("A zebra. It is here.", "zebra") == "A zebra. It is here."
    assert readable("First. " * 40 + "The zebra is here. " + "Last. " * 40, "zebra").strip("Firstla. ")[0] == "T"


def test_a_snippet_can_begin_later() -> None:
    found = snippet("A long way. Heading\nThe zebra is here.", parse("zebra"))
    assert found.first_answer == 24
    assert "".join(part.text for part in found.after(19).readable()) == "The zebra is here."
    assert found.after(0) == found
    assert found.after(999).parts == ()


def test_lines_of_the_text_are_set_apart() -> None:
    assert readable("Steps\nOpen the door.\nGo in\n", "door").startswith("Steps · Open the door. Go in")
    assert readable("步骤\n先开门。\n再进去\n门关上", "开门") == "步骤 · 先开门。再进去 · 门关上"


def test_without_an_answer_the_beginning_is_shown() -> None:
    found = snippet("first words of a page " * 20, parse("absent"), length=30)
    assert found.offset == 0
    assert found.parts == (Part("first words of a page first ", False),)
    assert snippet("", parse("absent")).parts == ()


def test_a_place_stands_under_the_last_heading_before_it() -> None:
    first, second = Heading("One", "one", 10), Heading("Two", "two", 50)
    assert [heading_for((first, second), offset) for offset in (0, 10, 49, 50, 999)] == [
        None,
        first,
        first,
        second,
        second,
    ]
    assert heading_for((), 5) is None


@given(st.text(max_size=300), st.text(max_size=30), st.integers(1, 200))
def test_parts_are_always_the_text(text: str, typed: str, length: int) -> None:
    query = parse(typed)
    assert "".join(part.text for part in mark(text, query)) == text
    found = snippet(text, query, length)
    assert text[found.offset :].startswith("".join(part.text for part in found.parts))
    assert all(part.text for part in found.parts)


@pytest.mark.parametrize("typed", ["a", "部署回滚", "the quick", '"a a"', "x" * 400, "字" * 400, "(a+)+$"])
def test_a_page_of_two_megabytes_is_marked_in_time(typed: str) -> None:
    for text in ("a " * 1_000_000, "部署回滚" * 500_000, "the quick brown fox " * 100_000):
        started = time.process_time()
        snippet(text, parse(typed))
        assert time.process_time() - started < 1.0
