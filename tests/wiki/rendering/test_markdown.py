"""The Markdown that pages are written in, and the HTML it becomes."""

from __future__ import annotations

import pytest

from tests.wiki.rendering.shown import shown
from wiki.rendering import render, slugify_heading


def test_a_first_heading_is_the_title_and_is_not_repeated() -> None:
    page = render("# 灰度发布\n\n正文".encode())
    assert page.title == "灰度发布"
    assert page.parts == ("<p>正文</p>\n",)
    assert page.outline == ()


def test_a_heading_that_says_the_front_matter_title_again_is_not_repeated_either() -> None:
    assert "h1" not in shown("---\ntitle: A b\n---\n# A  b\ntext")
    assert '<h1 id="h-other">' in shown("---\ntitle: A\n---\n# Other\ntext")


def test_a_later_heading_gives_the_title_and_stays() -> None:
    page = render(b"> quote\n\n# Title `code`\n")
    assert page.title == "Title code"
    assert [item.level for item in page.outline] == [1]


def test_headings_have_readable_ids_and_a_link_to_themselves() -> None:
    html = shown("intro\n\n## 发布前 检查\n\n### 发布前 检查\n")
    link = 'aria-hidden="true" tabindex="-1">#</a>'
    assert f'<h2 id="h-发布前-检查">发布前 检查<a class="anchor" href="#h-发布前-检查" {link}</h2>' in html
    assert '<h3 id="h-发布前-检查-2">' in html


@pytest.mark.parametrize(
    ("text", "anchor"),
    [("A & B: the “C”", "h-a-b-the-c"), ("中文，标题！", "h-中文标题"), ("???", "h-section"), ("a  -- b_c", "h-a-b_c")],
)
def test_an_anchor_keeps_letters_and_digits_of_any_script(text: str, anchor: str) -> None:
    assert slugify_heading(text) == anchor


def test_an_author_may_give_a_heading_its_anchor() -> None:
    page = render("a\n\n## Die Überschrift {#own}\n\n## 标题 {/*other-one*/}\n".encode())
    assert [(item.text, item.anchor) for item in page.outline] == [
        ("Die Überschrift", "h-own"),
        ("标题", "h-other-one"),
    ]


def test_headings_are_found_again_in_the_plain_text() -> None:
    page = render("---\ntitle: T\n---\n一\n\n## 二 *三*\n\n- a\n\n```py\nx = 1\n```\n\n## 四\n\n末".encode())
    assert page.plain_text == "一\n二 三\na\nx = 1\n四\n末"
    for text, _, offset in page.headings:
        assert page.plain_text[offset:].startswith(text)


def test_code_is_coloured_in_four_tones_and_can_be_scrolled_by_keyboard() -> None:
    html = shown('```python\n# why\ndef f(): return "s"\n```')
    assert html.startswith('<div class="codebox"><header><span>python</span></header><pre tabindex="0"><code>')
    assert '<span class="c"># why' in html
    assert '<span class="k">def ' in html
    assert '<span class="n">f</span>' in html
    assert '<span class="s">"s"</span>' in html


@pytest.mark.parametrize("fence", ["```", "```nosuchlanguage", "    "])
def test_code_of_no_known_language_is_plain_and_escaped(fence: str) -> None:
    text = "    <b> & x" if fence == "    " else f"{fence}\n<b> & x\n```"
    assert "<code>&lt;b&gt; &amp; x</code></pre></div>" in shown(text)


def test_very_long_lines_of_code_are_not_coloured() -> None:
    assert '<span class="' not in shown("```make\n" + "a" * 20_000 + "\n```")


def test_a_table_scrolls_in_a_region_named_after_its_columns() -> None:
    table = "| 指标 | 值 |\n|---|--:|\n| a | 1 |\n"
    html = shown(f"{table}\n{table}\n|  |  |\n|---|---|\n| x | y |\n")
    assert '<div class="tbl" tabindex="0" role="region" aria-label="指标 · 值"><table>' in html
    assert 'aria-label="指标 · 值 (2)"' in html
    assert '<th scope="col" class="num">值</th>' in html
    assert '<div class="tbl" tabindex="0"><table>' in html
    assert html.count("</table></div>") == 3


def test_tasks_are_disabled_check_boxes_with_labels() -> None:
    page = render(b"- [x] done\n- [ ] open\n  - [ ] inner\n\n1. plain\n")
    html = "".join(str(part) for part in page.parts)
    assert page.tasks == 3
    assert '<li class="task"><label><input type="checkbox" checked disabled> done</label></li>' in html
    assert '<input type="checkbox" disabled> open</label>' in html
    assert page.plain_text.split("\n") == ["done", "open", "inner", "plain"]


def test_footnotes_lead_there_and_back() -> None:
    html = shown("a[^x] b[^x]\n\n[^x]: note\n")
    assert '<a href="#fn-1" id="fnref-1" class="fn">1</a>' in html
    assert '<a href="#fn-1" id="fnref-1-2" class="fn">1</a>' in html
    assert '<li id="fn-1"><p>note <a href="#fnref-1" class="fn">↩' in html


def test_definition_lists_strikethrough_and_hard_breaks() -> None:
    html = shown("Term\n: Meaning\n\n~~old~~ a  \nb")
    assert "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>" in html
    assert "<s>old</s> a<br>" in html


def test_a_header_that_says_nothing_is_no_header() -> None:
    html = shown("| | Name |\n|---|---|\n| 1 | a |\n")
    assert html.count("<th ") == 1
    assert html.count("</th>") == 1
    assert '<th scope="col">Name</th>' in html
    assert "<tr>\n<td></td>" in html
    assert shown('<table><tr><th scope="row">\n</th><td>1</td></tr></table>').count("th") == 0
    nested = shown("<table><tr><th><table><tr><th></th><th>in</th></tr></table></th></tr></table>")
    assert nested.count("<th") == nested.count("</th>") == 2


def test_the_cells_of_a_row_are_set_apart_in_the_plain_text() -> None:
    text = render("| 指标 | | 值 |\n|---|---|---|\n| 延迟 | p99 | 20 |\n".encode()).plain_text
    assert text == "指标 · 值\n延迟 · p99 · 20"


def test_a_line_end_between_chinese_characters_is_no_space() -> None:
    assert "部署回滚 and\nmore" in shown("部署\n回滚 and\nmore")
    assert render("部署\n回滚 and\nmore".encode()).plain_text == "部署回滚 and more"


def test_a_page_says_what_it_is_about() -> None:
    page = render("# T\n\n## H\n\n第一段 with words.\n\n```\ncode\n```\n\n第二段".encode())
    assert (page.excerpt, page.language) == ("第一段 with words. 第二段", "zh")
    assert page.word_count == 10
    assert render(b"# T\n\nplain words only").language == "en"
    assert render("an English page with 中文 in it, for once".encode()).language == "en"
    assert render("an English page with 几个中文字 in it, for once".encode()).language == "mixed"
    assert len(render(("word " * 200).encode()).excerpt) <= 180


def test_an_empty_page_is_empty() -> None:
    page = render(b"")
    assert (page.parts, page.title, page.plain_text, page.problems) == ((), "", "", ())
