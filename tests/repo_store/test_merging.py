"""Two people's edits of one text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_store.merging import merge

texts = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "一。", "二。", "d"]), max_size=8).map("".join)


def kinds(outcome):
    return [chunk.kind for chunk in outcome.chunks]


def test_edits_of_different_lines_go_together():
    outcome = merge("1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree\n")
    assert outcome.text == outcome.with_markers == "one\n2\nthree\n"
    assert kinds(outcome) == ["ours", "same", "theirs"]


def test_insertions_and_deletions_go_together():
    assert merge("1\n2\n3\n4\n", "0\n1\n2\n3\n4\n", "1\n2\n4\n").text == "0\n1\n2\n4\n"


def test_the_same_edit_twice_is_no_conflict():
    outcome = merge("1\n2\n", "1\nzwei\n", "1\nzwei\n")
    assert outcome.text == "1\nzwei\n"
    assert kinds(outcome) == ["same", "both"]


def test_two_edits_of_one_line_are_a_conflict_that_shows_both():
    outcome = merge("1\n2\n3\n", "1\ntwo\n3\n", "1\nzwei\n3\n")
    assert outcome.text is None
    assert outcome.with_markers == "1\n<<<<<<< ours\ntwo\n=======\nzwei\n>>>>>>> theirs\n3\n"
    conflict = outcome.chunks[1]
    assert (conflict.kind, conflict.base, conflict.ours, conflict.theirs) == ("conflict", "2\n", "two\n", "zwei\n")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param("one\n2\n3\n", "1\ntwo\n3\n", id="neighbouring lines"),
        pytest.param("1\nx\n2\n3\n", "1\ny\n2\n3\n", id="two insertions at one place"),
        pytest.param("1\n3\n", "1\ntwo\n3\n", id="deleted and edited"),
        pytest.param("1\n2\n3\nx\n", "1\n2\nthree\n", id="put in beside an edit"),
    ],
)
def test_edits_that_touch_are_a_conflict(ours, theirs):
    assert merge("1\n2\n3\n", ours, theirs).text is None
    assert merge("1\n2\n3\n", theirs, ours).text is None


def test_edits_of_different_chinese_sentences_of_one_paragraph_go_together():
    base = "先通知值班。再回滚部署！然后复盘？最后归档；\n"
    ours = base.replace("值班", "值班经理")
    theirs = base.replace("部署", "发布").replace("归档", "存档")
    outcome = merge(base, ours, theirs)
    assert outcome.text == "先通知值班经理。再回滚发布！然后复盘？最后存档；\n"
    assert kinds(outcome) == ["both"]


def test_edits_of_different_english_sentences_of_one_paragraph_go_together():
    base = 'Stop v1.5 first. Then "wait!" Go on; done?'
    assert merge(base, base.replace("first", "now"), base.replace("done", "ready")).text == (
        'Stop v1.5 now. Then "wait!" Go on; ready?'
    )


def test_a_version_number_does_not_end_a_sentence():
    base = "Use version 1.5 of the tool.\n"
    assert merge(base, base.replace("1", "2"), base.replace("5", "6")).text is None


def test_two_edits_of_one_sentence_are_a_conflict():
    base = "先通知值班。再回滚部署。\n"
    assert merge(base, base.replace("回滚", "撤回"), base.replace("部署", "发布")).text is None


def test_a_sentence_put_in_where_the_other_side_edits_is_a_conflict():
    base = "一。二。三。\n"
    assert merge(base, "一。二。新。三。\n", "一。贰。三。\n").text is None
    assert merge(base, "一。新。二。三。\n", "一。二。叁。\n").text == "一。新。二。叁。\n"


def test_a_conflict_in_a_last_line_without_end_keeps_the_markers_on_their_own_lines():
    outcome = merge("a", "b", "c")
    assert outcome.with_markers == "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"


def test_lines_end_at_a_line_feed_only():
    base = "a\u2028b\x0cc\n\nd\r\n"
    assert merge(base, base + "e\n", "0\n" + base).text == "0\n" + base + "e\n"


@given(texts, texts)
def test_one_sided_edits_win_and_agreement_is_kept(base, edited):
    assert merge(base, edited, base).text == edited
    assert merge(base, base, edited).text == edited
    assert merge(base, edited, edited).text == edited


@given(texts, texts, texts)
def test_the_chunks_put_together_are_the_three_texts(base, ours, theirs):
    outcome = merge(base, ours, theirs)
    assert "".join(chunk.base for chunk in outcome.chunks) == base
    assert "".join(chunk.ours for chunk in outcome.chunks) == ours
    assert "".join(chunk.theirs for chunk in outcome.chunks) == theirs
    assert (outcome.text is None) == ("conflict" in kinds(outcome))


@given(texts, texts, texts)
def test_it_does_not_matter_who_saved_first(base, ours, theirs):
    assert merge(base, ours, theirs).text == merge(base, theirs, ours).text


def test_neighbouring_sentences_of_a_paragraph_may_be_edited_by_two_people():
    base = "先通知值班。再回滚部署。最后复盘……\n"
    ours, theirs = base.replace("回滚", "撤回"), base.replace("复盘", "归档")
    assert merge(base, ours, theirs).text == "先通知值班。再撤回部署。最后归档……\n"
    assert merge(base, ours, base.replace("先通知", "立即通知")).text == "立即通知值班。再撤回部署。最后复盘……\n"


def test_sentences_are_put_together_when_the_paragraph_is_several_lines():
    base = "# 部署\n先通知值班。\n再回滚部署。然后复盘。\n\n完\n"
    ours = base.replace("值班。", "值班经理。").replace("然后", "随后")
    theirs = base.replace("再回滚", "再撤回")
    outcome = merge(base, ours, theirs)
    assert outcome.text == "# 部署\n先通知值班经理。\n再撤回部署。随后复盘。\n\n完\n"
    assert kinds(outcome) == ["same", "both", "same"]


@pytest.mark.parametrize(
    "base",
    ["- 一号\n- 二号\n- 三号\n", "1. one\n2. two\n3. three\n", "| a | 1 |\n| b | 2 |\n| c | 3 |\n", "# A\n## B\n# C\n"],
)
def test_neighbouring_items_rows_and_headings_stand_for_themselves(base):
    lines = base.splitlines(keepends=True)
    ours = base.replace(lines[0], lines[0].replace("\n", " 甲\n"))
    theirs = base.replace(lines[1], lines[1].replace("\n", " 乙\n"))
    merged = merge(base, ours, theirs).text
    assert merged == lines[0].replace("\n", " 甲\n") + lines[1].replace("\n", " 乙\n") + lines[2]


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        pytest.param("一。二。\n", "一，二。\n", "一。贰。\n", id="one side made one sentence of two"),
        pytest.param("- a\n- b\n", "- a\n  more\n- b\n", "- a\n- B\n", id="an item that goes on"),
        pytest.param("x = 1\ny = 2\n", "x = 2\ny = 2\n", "x = 1\ny = 3\n", id="lines that are no sentences"),
        pytest.param("https://a.b/c?d=1&e=2\n", "https://a.b/C?d=1&e=2\n", "https://a.b/c?d=2&e=2\n", id="one address"),
        pytest.param("一。二。\n", "一。新。二。\n", "一。别。二。\n", id="two put in at one place"),
        pytest.param("一。二。三。\n", "一。三。\n", "一。贰。三。\n", id="deleted and edited"),
    ],
)
def test_what_is_too_close_stays_a_conflict_with_both_texts(base, ours, theirs):
    for left, right in ((ours, theirs), (theirs, ours)):
        outcome = merge(base, left, right)
        assert outcome.text is None
        conflicts = [chunk for chunk in outcome.chunks if chunk.kind == "conflict"]
        assert all(chunk.ours in left and chunk.theirs in right for chunk in conflicts)
        assert "".join(chunk.ours for chunk in outcome.chunks) == left


@pytest.mark.parametrize("unit", [".", "。", '!"', "…", "a. ", "- x\n", "\n", "。\n"])
def test_a_text_made_to_keep_it_busy_is_merged_in_seconds(unit):
    base = unit * (200_000 // len(unit))
    started = time.process_time()
    outcome = merge(base + "x", "0" + base.replace(unit, unit + "y", 1) + "y", base[: len(base) // 2] + "z" + base)
    assert time.process_time() - started < 5
    assert "z" in outcome.with_markers


sentences = st.lists(st.sampled_from(["一二。", "three four. ", "五！", "- six\n", "| 七 |\n", "\n", "八"]), max_size=7)


@given(st.lists(st.integers(0, 99), min_size=2, max_size=12, unique=True), st.data())
def test_edits_of_different_sentences_both_survive(numbers, data):
    old = [f"第{number}句。" for number in numbers]
    mine = data.draw(st.sets(st.sampled_from(range(len(old)))))
    ours = [f"我改{text}" if at in mine else text for at, text in enumerate(old)]
    theirs = [text if at in mine else f"他改{text}" for at, text in enumerate(old)]
    expected = "".join(f"我改{text}" if at in mine else f"他改{text}" for at, text in enumerate(old))
    assert merge("".join(old), "".join(ours), "".join(theirs)).text == expected


@given(sentences, sentences, sentences)
def test_no_word_that_somebody_wrote_is_lost_and_none_comes_from_nowhere(base, ours, theirs):
    # Everybody's own words are told apart, so that each can be looked for.
    mine, yours = "".join(ours).replace("一", "甲"), "".join(theirs).replace("一", "乙")
    outcome = merge("".join(base), mine, yours)
    shown = outcome.with_markers
    assert shown.count("甲") == mine.count("甲")
    assert shown.count("乙") == yours.count("乙")
    for chunk in outcome.chunks:
        if chunk.merged is None or chunk.ours == chunk.theirs:
            continue
        for word in "二三四五six七八甲乙":
            both = chunk.ours.count(word) + chunk.theirs.count(word)
            assert both - chunk.base.count(word) <= chunk.merged.count(word) <= both


@given(sentences, sentences, sentences)
def test_what_nobody_took_away_is_still_there(base, ours, theirs):
    kept, mine, yours = "".join(base), "".join([*base, *ours]), "".join([*theirs, *base])
    outcome = merge(kept, mine, yours)
    assert all(outcome.with_markers.count(word) >= kept.count(word) for word in "二五七八")
