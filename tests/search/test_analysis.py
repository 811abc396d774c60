"""How text becomes terms."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, fold_with_places, terms_of, tokens
from search.document import Document
from search.matching import holds_phrase, phrase_pattern
from search.stemming import stem


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("caresses ponies caress cats", "caress poni caress cat"),
        ("feed agreed plastered bled motoring sing", "feed agre plaster bled motor sing"),
        ("conflated troubled sized hopping tanned falling", "conflat troubl size hop tan fall"),
        ("hissing fizzed failing", "hiss fizz fail"),
        ("happy sky filing deploy deployment deployed", "happi sky file deploy deploy deploy"),
        ("relational conditional rational valenci digitizer", "relat condit ration valenc digit"),
        ("operator feudalism", "oper feudal"),
        ("decisiveness hopefulness formality sensibility", "decis hope formal sensibl"),
        ("triplicate formative formalize electrical goodness", "triplic form formal electr good"),
        ("revival allowance inference airliner adjustable", "reviv allow infer airlin adjust"),
        ("replacement adoption effective", "replac adopt effect"),
        ("probate rate cease controll roll", "probat rate ceas control roll"),
    ],
)  # fmt: skip
def test_english_words_become_porters_stems(words: str, expected: str) -> None:
    assert " ".join(map(stem, words.split())) == expected


@pytest.mark.parametrize("word", ["", "a", "be", "k8s", "2.18", "naïve", "部署", "über"])
def test_what_is_no_plain_english_word_is_left_alone(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=24))
def test_a_stem_is_never_longer_than_one_letter_more_and_never_empty(word: str) -> None:
    assert len(stem(word)) <= len(word) + 1
    assert bool(stem(word)) == bool(word)


def test_runs_and_words_are_told_apart() -> None:
    found = [(token.text, token.is_han) for token in tokens(fold("用 Order-API 做回滚，见 v2.18.0。C++ 与 C#"))]
    assert found == [
        ("用", True), ("order-api", False), ("做回滚", True), ("见", True), ("v2.18.0", False), ("c++", False),
        ("与", True), ("c#", False),
    ]  # fmt: skip


def test_every_pair_of_chinese_characters_is_a_term(document: Callable[..., Document]) -> None:
    terms = terms_of(document("a", "部署回滚")).terms
    assert {"部署", "署回", "回滚", "部", "滚"} <= terms.keys()
    assert "滚部" not in terms


def test_identifiers_are_terms_whole_and_by_part(document: Callable[..., Document]) -> None:
    terms = terms_of(document("a", "order-api error_rate SLO v2.18.0")).terms
    assert {
        "order-api",
        "order",
        "api",
        "error_rate",
        "error",
        "rate",
        "slo",
        "v2.18.0",
        "v2",
        "2",
        "18",
        "0",
    } <= terms.keys()


def test_title_headings_and_tags_weigh_more_than_the_body(document: Callable[..., Document]) -> None:
    terms = terms_of(document("a", "zebra", title="lion", headings=["tiger"], tags=("bear",))).terms
    assert terms["lion"] > terms["tiger"] >= terms["bear"] > terms["zebra"]


def test_a_pasted_blob_is_cut(document: Callable[..., Document]) -> None:
    assert max(map(len, terms_of(document("a", "QUJD" * 5_000)).terms)) <= 64


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_places_lead_from_folded_text_back_to_the_text(text: str) -> None:
    folded, places = fold_with_places(text)
    if places is None:
        assert len(folded) == len(text)
    else:
        assert len(places) == len(folded) + 1
        assert places == sorted(places)
        assert places[-1] == len(text)


def test_places_survive_ligatures_and_combining_marks() -> None:
    text = "ﬁx cafe\u0301 部署"
    folded, places = fold_with_places(text)
    assert folded == "fix café 部署"
    assert places is not None
    assert text[places[folded.index("部")]] == "部"
    assert unicodedata.normalize("NFKC", text[places[4] : places[8]]) == "café"


PIECES = st.sampled_from([*"ab 动态规划，。:\n", "ａ", "ﬁ", "①", "e\u0301", "\u3000", "\u00a0", "½", "Ａ", "规", "划"])


@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, min_size=1, max_size=4).map("".join))
def test_a_phrase_is_held_by_the_text_as_written_as_by_the_folded_text(text: str, typed: str) -> None:
    phrase = " ".join(fold(typed).split())
    if phrase:
        assert holds_phrase(text, phrase) == (phrase_pattern(phrase).search(fold(text)) is not None)


def test_phrases_keep_to_whole_words() -> None:
    for text, expected in (("the error\n budget", True), ("terror budget", False), ("error budgets", False)):
        assert holds_phrase(text, "error budget") is expected
    assert holds_phrase("先做部署回滚再说", "部署回滚")
    assert holds_phrase("用API网关", "api")
