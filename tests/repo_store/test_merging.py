"""Two people's edits of one text."""

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
