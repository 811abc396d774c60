"""Callouts in their three forms."""

from __future__ import annotations

import pytest

from tests.wiki.rendering.shown import shown
from wiki.rendering.callouts import KINDS

WORDS = "NOTE TIP IMPORTANT WARNING CAUTION DANGER 注意 提示 警告 危险 重要 说明"
INFO = '<svg class="i" aria-hidden="true"><use href="#i-info"/></svg>'
WARN = '<svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>'


def test_a_quote_with_a_kind_is_a_callout_with_its_title() -> None:
    html = shown("> [!NOTE] 回滚 **之后**\n> 正文\n> 还有\n")
    assert html == f'<div class="callout">{INFO}<b>回滚 <strong>之后</strong></b><p>正文还有</p>\n</div>\n'


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("> [!WARNING]\n> Mind the gap", f'<div class="callout o">{WARN}<b>Warning</b>'),
        ("> [!WARNING]\n> 小心台阶", f'<div class="callout o">{WARN}<b>警告</b>'),
        ("> [!危险]\n> 小心台阶", f'<div class="callout c">{WARN}<b>危险</b>'),
        ("> [!提示]\n> Mind the gap", f'<div class="callout">{INFO}<b>Tip</b>'),
        (":::note\nMind the gap\n:::", f'<div class="callout">{INFO}<b>Note</b>'),
        ("::: danger[Really] \nMind the gap\n:::", f'<div class="callout c">{WARN}<b>Really</b>'),
        ("!!! warning\n    Mind the gap", f'<div class="callout o">{WARN}<b>Warning</b>'),
    ],
)
def test_a_callout_without_a_title_gets_a_word_of_the_pages_language(text: str, opening: str) -> None:
    assert shown(text).startswith(opening)


@pytest.mark.parametrize("word", WORDS.split())
def test_every_kind_is_known_in_both_languages(word: str) -> None:
    assert word.lower() in KINDS
    assert '<div class="callout' in shown(f"> [!{word}]\n> x")
    assert '<div class="callout' in shown(f":::{word}\nx\n:::")


def test_containers_nest_and_hold_any_markdown() -> None:
    html = shown(":::tip 外层\n- 项\n\n:::danger\n内层\n:::\n\n```\n:::\n```\n:::\n后面")
    outer, inner, after = html.index("外层"), html.index("内层"), html.index("<p>后面</p>")
    assert outer < inner < after
    assert html.count('<div class="callout') == 2
    assert html[:after].endswith("</div>\n")
    assert "<code>:::</code>" in html


def test_a_container_that_is_never_closed_swallows_nothing() -> None:
    html = shown(":::note 标题\n正文\n\n## 下一节\n")
    assert "callout" not in html
    assert '<h2 id="h-下一节">' in html


def test_a_kind_that_nobody_knows_is_a_quote() -> None:
    assert shown("> [!POEM]\n> x").startswith("<blockquote>")
    assert "callout" not in shown(":::tabs\nx\n:::")


def test_folded_callouts_are_details() -> None:
    html = shown('??? note "实现"\n    里面\n\n???+ warning\n    open\n')
    assert '<details class="callout"><summary>实现</summary><p>里面</p>' in html
    assert '<details class="callout o" open=""><summary>警告</summary>' in html
