"""Links leave the renderer as slots, and are closed for one reader."""

from __future__ import annotations

import pytest

from tests.wiki.rendering.shown import found, shown
from wiki.rendering import Link, Slot, Target, fill, render, resolve_path


def links(text: str) -> list[Link]:
    return list(render(text.encode()).links)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[a](../setup.md#第-一)", Link("page", "../setup.md", "第-一", "a")),
        ("[a](%E4%B8%AD/b%20c.md)", Link("page", "中/b c.md", "", "a")),
        ("[a](/guides/x)", Link("page", "/guides/x", "", "a")),
        ("[a](x.html?v=1)", Link("page", "x.html", "", "a")),
        ("[a](_files/plan.pdf)", Link("file", "_files/plan.pdf", "", "a")),
        ("[a](v1.2)", Link("page", "v1.2", "", "a")),
        ("![图](setup/_files/x.png)", Link("image", "setup/_files/x.png", "", "图")),
        ("[a](#中文标题)", Link("anchor", "", "中文标题", "a")),
        ("[a](https://x.y/%2F?q=1#z)", Link("external", "https://x.y/%2F?q=1#z", "", "a")),
        ("[a](//x.y/z)", Link("external", "https://x.y/z", "", "a")),
        ("<a@b.cd>", Link("external", "mailto:a@b.cd", "", "a@b.cd")),
        ("[[部署/回滚#步骤|怎么回滚]]", Link("wiki", "部署/回滚", "步骤", "怎么回滚")),
        ("[[回滚]]", Link("wiki", "回滚", "", "回滚")),
        ("请@lin.xiao看", Link("person", "lin.xiao", "", "@lin.xiao")),
        ('<a href="b.md">*b*</a>', Link("page", "b.md", "", "b")),
        ('<img src="c.png" alt="d">', Link("image", "c.png", "", "d")),
    ],
)
def test_a_link_is_known_by_what_it_points_to(text: str, link: Link) -> None:
    assert links(text) == [link]


@pytest.mark.parametrize(
    "text",
    [
        "mail me@b.com",
        "`@code`",
        "@types/node",
        "a/@b",
        "[[a",
        "[[]]",
        "[[a\nb]]",
        "`[[a]]`",
        "http:// x",
        "xhttp://a.b",
    ],
)
def test_what_only_resembles_a_link_is_text(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("见https://a.b/c_d_e，然后", "https://a.b/c_d_e"),
        ("(https://a.b/c_(d)).", "https://a.b/c_(d)"),
        ("**https://a.b/x**", "https://a.b/x"),
        ("https://a.b/x?y=1&z=2.", "https://a.b/x?y=1&z=2"),
    ],
)
def test_a_bare_address_ends_where_its_sentence_goes_on(text: str, address: str) -> None:
    assert [link.target for link in links(text)] == [address]


def test_a_link_with_brackets_in_its_text_is_no_wiki_link() -> None:
    assert links("[[a]](b.md)") == [Link("page", "b.md", "", "[a]")]


def test_slots_stand_in_the_order_of_the_page_and_know_their_links() -> None:
    page = render(b"[a](a.md) ![b](b.png) <a href=c.md>c</a> @d")
    slots = [part for part in page.parts if isinstance(part, Slot)]
    assert [slot.index for slot in slots] == [0, 1, 2, 3]
    assert [slot.link for slot in slots] == list(page.links)
    assert [link.text for link in page.links] == ["a", "b", "c", "@d"]


def test_addresses_come_from_the_reader_and_are_escaped() -> None:
    page = render(b"[a](a.md#B) ![b](b.png)")
    html = fill(page, lambda link: Target(f'/s/x?"<{link.target}', True))
    assert '<a href="/s/x?&quot;&lt;a.md#h-b">a</a>' in html
    assert '<img src="/s/x?&quot;&lt;b.png" loading="lazy" alt="b">' in html


def test_what_is_missing_looks_missing() -> None:
    page = render(b"[a](a.md) ![b](b.png) [[c]] @d [e](#f)")
    html = fill(page, lambda link: Target(f"/{link.target}", False))
    assert '<a href="/a.md" class="missing">' in html
    assert '<img class="missing" loading="lazy" alt="b">' in html
    assert '<a href="/c" class="missing">' in html
    assert '<a class="nobody">@d</a>' in html
    assert '<a href="#h-f" class="missing">' in html


def test_links_to_other_sites_vouch_for_nothing() -> None:
    html = shown("[a](https://x.y/?a=1&b=2)")
    assert '<a href="https://x.y/?a=1&amp;b=2" rel="nofollow noopener noreferrer">' in html


def test_images_of_other_sites_are_not_loaded() -> None:
    html = shown("![plan](https://x.y/p.png) ![](https://x.y/q.png) [![badge](https://x.y/b.svg)](https://z.y)")
    assert "<img" not in html
    assert '<a class="ext-image" href="https://x.y/p.png" rel="nofollow noopener noreferrer">plan</a>' in html
    assert ">q.png</a>" in html
    assert '<a href="https://z.y" rel="nofollow noopener noreferrer"><span class="ext-image">badge</span></a>' in html


@pytest.mark.parametrize("fragment", ["第-二-节", "第 二 节", "h-第-二-节", "%E7%AC%AC-%E4%BA%8C-%E8%8A%82"])
def test_a_link_within_the_page_finds_its_heading_in_any_writing(fragment: str) -> None:
    assert '<a href="#h-第-二-节">x</a>' in shown(f"[x](<#{fragment}>)\n\n## 第 二 节\n")


def test_githubs_number_for_a_second_heading_is_understood() -> None:
    assert '<a href="#h-a-2">x</a>' in shown("[x](#a-1)\n\n## a\n\n## a\n")


@pytest.mark.parametrize("address", ["javascript%3Aalert(1)", "data%3Atext/html,x", "%20vbscript%3Ax"])
def test_a_scheme_cannot_hide_behind_a_careless_resolver(address: str) -> None:
    html = fill(render(f"[a]({address})".encode()), lambda link: Target(link.target, True))
    assert html == '<p><a class="missing">a</a></p>\n'


@pytest.mark.parametrize("address", ["tel:1", "ftp://a/b", "vscode:x", "java\tscript:alert(1)", "C:/x"])
def test_other_schemes_are_words_and_not_links(address: str) -> None:
    page = render(f'<a href="{address}">word</a>'.encode())
    assert (page.links, page.plain_text) == ((), "word")


@pytest.mark.parametrize(
    ("page", "target", "path"),
    [
        ("guides/setup.md", "../a.md", "a.md"),
        ("guides/setup.md", "setup/_files/x.png", "guides/setup/_files/x.png"),
        ("guides/setup.md", "/b/./c/", "b/c"),
        ("guides/setup.md", "c%20d.md", "guides/c d.md"),
        ("guides/setup.md", "", "guides/setup.md"),
        ("a.md", "cafe\u0301.md", "caf\u00e9.md"),
        ("a.md", "../b.md", None),
        ("a/b.md", "%2e%2e/%2e%2e/c", None),
        ("a/b.md", "/../c", None),
        ("a.md", "b\x00.md", None),
        ("a/b.md", "..", ""),
    ],
)
def test_a_relative_path_never_leaves_the_repository(page: str, target: str, path: str | None) -> None:
    assert resolve_path(page, target) == path


def test_nobody_but_the_renderer_can_make_a_slot() -> None:
    first = render(b"[a](a.md)")
    forged = render(b'<a href="k0123456789abcdef!0" class="x" id="y">a</a> k0123456789abcdef![x]')
    assert [part.link.kind for part in first.parts if isinstance(part, Slot)] == ["page"]
    assert fill(forged, found).count("<input") == 0
    assert 'id="y"' not in fill(forged, found)
