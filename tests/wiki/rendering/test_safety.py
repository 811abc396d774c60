"""Hostile pages: collected payloads, and a few of our own for the ways that are particular to this renderer."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wiki.rendering.shown import faults, found, shown
from wiki.rendering import fill, from_json, render, to_json
from wiki.rendering.budget import SECONDS

FAMILIES = ["xss-*", "mxss", "md-*", "naughty"]
PIECES = ["<", ">", "&", '"', "'", "`", "[", "]", "(", ")", "*", "_", "~", "|", "\n", "\n\n", "    ", "\x00", "$", "中"]
PIECES += [":::note\n", "> [!TIP] ", "- [x] ", "[^1]", "@a", "[[b|c]]", "http://a.b", "{#id}", "![", "](x)", "&#x3c;"]
PIECES += ["<div ", "</div>", "<img src=", "onerror=a()", "javascript:", "<a href=", "<!--", "-->", "<table>", "<td>"]
PIECES += ["<script>", "</script>", "&lt;"]


def payloads(path: Path) -> Iterator[tuple[str, bytes]]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("payload") is not None:
            yield row["id"], row["payload"].encode("utf-8", "surrogatepass")
        elif made := row.get("gen"):
            yield row["id"], (made["pre"] + made["rep"] * made["n"] + made["post"]).encode()
        elif row.get("b64"):
            yield row["id"], base64.b64decode(row["b64"])


@pytest.mark.shared
@pytest.mark.parametrize("family", FAMILIES)
def test_16_18_no_collected_payload_leaves_anything_active(shared: Path, family: str) -> None:
    seen = 0
    for path in sorted((shared / "adversarial" / "dev").glob(f"{family}.jsonl")):
        for name, data in payloads(path):
            started = time.thread_time()
            page = render(data)
            html = fill(page, found)
            took = time.thread_time() - started
            assert took < 5, name
            assert faults(html) == [], name
            # a few take nearly as long as any page may; where others crowd the processor they take longer
            assert took > SECONDS or all(problem.code != "render-failed" for problem in page.problems), name
            assert from_json(to_json(page)) == page, name
            seen += 1
    assert seen > 10


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_mixture_of_marks_leaves_anything_active(pieces: list[str]) -> None:
    page = render("".join(pieces).encode())
    assert faults(fill(page, found)) == []
    assert all(problem.code != "render-failed" for problem in page.problems)


@pytest.mark.parametrize(
    "text",
    [
        '[a](x.md "onclick=&quot;")',
        '```"><script>alert(1)</script>\nx\n```',
        "## {#\"><script>}\n",
        '![" onerror="alert(1)](x.png)',
        '| "><script>alert(1)</script> |\n|---|\n| x |',
        "[[\"><script>alert(1)</script>|<img src=x onerror=alert(1)>]]",
        "> [!NOTE] <img src=x onerror=alert(1)>\n> x",
        '!!! note "<script>alert(1)</script>"\n    x',
        '---\ntitle: "<script>alert(1)</script>"\n---\nx',
        '[^"><script>]\n\n[^"><script>]: x',
        "<form action=//x><input name=a><button formaction=javascript:x>",
        "<svg><use href='#x'/></svg><math><mtext></mtext></math>",
        "<base href=//x><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    ],
)  # fmt: skip
def test_places_where_our_own_markup_meets_the_authors_words(text: str) -> None:
    html = shown(f"intro\n\n{text}")
    assert faults(html) == []
    assert "<script" not in html


def test_two_renderings_of_a_page_are_the_same_bytes() -> None:
    text = b"# a\n\n[b](c.md) @d\n\n- [x] e\n\n> [!NOTE]\n> f\n\n```sh\ng\n```\n"
    assert to_json(render(text)) == to_json(render(text))
