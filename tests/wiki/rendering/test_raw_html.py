"""HTML inside Markdown: what is useful survives, what is broken hides nothing."""

from __future__ import annotations

import pytest

from tests.wiki.rendering.shown import faults, shown
from wiki.rendering import render

OPENINGS = ["<details>", "<div><table>", "<!-- note", "<script>", "<style>", "<textarea>", "<title>", "<?php", "<pre>"]
OPENINGS += ["<![CDATA[", "<svg>", "<b>", "<a href=x>", "<del>", "<select>", "<Tabs>", "<iframe>", "<noscript>"]
OPENINGS += ["<plaintext>", "<template>"]


def test_useful_html_survives() -> None:
    html = shown("<details open><summary>More</summary>\n\n*in*\n\n</details>\n\n<kbd>Ctrl</kbd> H<sub>2</sub>O<br>x")
    assert "<details open" in html
    assert "<summary>More</summary>\n<p><em>in</em></p>\n</details>" in html
    assert "<kbd>Ctrl</kbd> H<sub>2</sub>O<br>x" in html


def test_ids_classes_and_styles_of_authors_are_dropped() -> None:
    html = shown('<div id="nav" class="callout" style="position:fixed" name="x" onclick="a()" role="main">text</div>')
    assert html == "<div>text</div>"


@pytest.mark.parametrize(
    "opening",
    OPENINGS,
)
def test_what_is_never_closed_swallows_nothing(opening: str) -> None:
    for text in (f"{opening}\n\n## 之后\n\n正文", f"before {opening} after\n\n## 之后\n\n正文"):
        page = render(text.encode())
        assert [item.text for item in page.outline] == ["之后"]
        assert page.plain_text.endswith("之后\n正文")
        assert "".join(str(part) for part in page.parts).endswith("<p>正文</p>\n")


def test_scripts_and_styles_are_left_out_with_what_is_in_them() -> None:
    assert render(b"a\n\n<script>\nalert(1)\n</script>\n\n<style>x{}</style>\n\nb").plain_text == "a\nb"


def test_type_parameters_and_placeholders_in_prose_are_shown_as_typed() -> None:
    page = render(b"`x` is Vec<T> or Option<String>, see <your-name> and Foo<A>.")
    assert page.plain_text == "x is Vec<T> or Option<String>, see <your-name> and Foo<A>."


def test_components_of_other_tools_leave_their_content() -> None:
    html = shown('<Tabs>\n<TabItem value="a">\n\n**inner**\n\n</TabItem>\n</Tabs>\n\n<Note>\n*text*\n</Note>\n\nend')
    assert "Tab" not in html
    assert "<p><strong>inner</strong></p>" in html
    assert "<em>text</em>" in html
    assert html.count("<p>") == 3


def test_attributes_in_braces_are_dropped_from_a_tag() -> None:
    html = shown('<img src="a.png" alt="b" style={{margin: \'0 auto\'}} width={300} />')
    assert html == '<p><img src="/to/image/a.png" loading="lazy" alt="b"></p>\n'


def test_tags_that_overlap_are_made_to_nest() -> None:
    assert shown("<b>a <i>b</b> c</i> d") == "<p><b>a b</b> c d</p>\n"
    assert shown("**a <kbd>b** c</kbd>") == "<p><strong>a b</strong> c</p>\n"


def test_a_table_typed_as_html_gets_its_frame() -> None:
    html = shown("<table><tr><th>甲</th><th>乙</th></tr><tr><td>1<td>2</table>")
    assert 'aria-label="甲 · 乙"><table>' in html
    assert html.count("<td>") == 2
    assert not faults(html)


def test_a_heading_typed_as_html_is_in_the_outline() -> None:
    assert [item.anchor for item in render(b'<h2 id="top" align="center">Name</h2>').outline] == ["h-name"]
