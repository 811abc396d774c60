"""What a reader types, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import LONGEST, Query, parse


def test_words_phrases_refusals_and_filters_are_told_apart() -> None:
    query = parse('deploy "order api" -draft tag:ops in:handbook by:Ann kind:manual 回滚')
    assert query.words == ("deploy", "回滚")
    assert query.phrases == ("order api",)
    assert query.excluded == ("draft",)
    assert (query.tags, query.spaces, query.authors, query.kinds) == (("ops",), ("handbook",), ("Ann",), ("manual",))
    assert not query.is_empty
    assert query.has_filters


@pytest.mark.parametrize("typed", ["“错误 预算”", "「错误 预算」", "『错误 预算』", "＂错误 预算＂", '"错误　预算"'])
def test_chinese_and_full_width_quotes_are_quotes(typed: str) -> None:
    assert parse(typed).phrases == ("错误 预算",)


def test_full_width_forms_are_folded_before_anything_else() -> None:
    query = parse("ＴＡＧ：运维　－草稿　ｋ８ｓ")
    assert (query.tags, query.excluded, query.words) == (("运维",), ("草稿",), ("k8s",))


def test_filter_values_may_be_quoted() -> None:
    assert parse('by:"Lin Xiao" tag:“on call”') == Query(
        authors=("Lin Xiao",), tags=("on call",), text='by:"Lin Xiao" tag:"on call"'
    )


def test_a_phrase_can_be_refused() -> None:
    assert parse('release -"dry run"').excluded == ("dry run",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"unterminated', ("unterminated",)),
        ("--force push", ("--force", "push")),
        ("tag: x", ("tag:", "x")),
        ("a OR NOT b", ("a", "OR", "NOT", "b")),
        ("http://example.org/a", ("http://example.org/a",)),
    ],
)
def test_what_only_looks_like_syntax_is_words(typed: str, words: tuple[str, ...]) -> None:
    query = parse(typed)
    assert query.words == words
    assert not query.phrases
    assert not query.has_filters


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\n\t", '""', "-", "- -"])
def test_nothing_typed_is_an_empty_query_or_has_no_phrase(typed: str) -> None:
    query = parse(typed)
    assert not query.phrases
    assert query.is_empty == (not query.words)
    assert parse("x").is_empty is False


def test_a_long_query_is_cut_and_says_so() -> None:
    assert parse("字" * LONGEST).cut is False
    query = parse("字" * 10_000)
    assert query.cut
    assert len(query.text) == LONGEST


def test_one_character_that_folds_to_eighteen_cannot_make_a_query_long() -> None:
    query = parse("\ufdfa" * 5_000)
    assert query.cut
    assert len(query.text) <= LONGEST


def test_control_characters_and_half_surrogates_are_dropped() -> None:
    assert parse("de\x00ploy \ud800 回\x1b滚").words == ("deploy", "回滚")


@given(st.text(max_size=800))
def test_no_text_is_an_error(typed: str) -> None:
    query = parse(typed)
    assert len(query.text) <= LONGEST
    assert query.text.encode().decode() == query.text
    assert parse(query.text).words == query.words
