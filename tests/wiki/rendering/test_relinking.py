"""Relinking changes where links lead and not one byte besides; what it cannot be sure of, it leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering import MAX_BYTES, Link, render
from wiki.rendering.relinking import Relinked, relink


def moved(link: Link) -> str | None:
    """The target in another folder; rooted ones stay rooted, a link to nothing stays."""
    if not link.target:
        return None
    return f"/moved{link.target}" if link.target.startswith("/") else f"moved/{link.target}"


def to(target: str, *, was: str | None = None) -> dict[str, str]:
    return {was or "b.md": target}


def relinked(text: str, targets: dict[str, str]) -> str:
    done = relink(text.encode(), lambda link: targets.get(link.target))
    assert done.left == 0
    assert (done.changed > 0) == (done.data != text.encode())
    return done.data.decode()


SYNTAXES = [
    ("[a](b.md)", "[a](new.md)"),
    ('[a](b.md "b.md")', '[a](new.md "b.md")'),
    ("[a](  b.md  'b.md'  )  ", "[a](  new.md  'b.md'  )  "),
    ("[a](b.md#b.md)", "[a](new.md#b.md)"),
    ("[a](b.md?v=b.md#中)", "[a](new.md?v=b.md#中)"),
    ("[a](b.md\\#x)", "[a](new.md\\#x)"),
    ("[a](<b.md> (b.md))", "[a](<new.md> (b.md))"),
    ("[a](\nb.md\n)", "[a](\nnew.md\n)"),
    ("[a](< b.md >)", "[a](< new.md >)"),
    ("![b.md](b.md)", "![b.md](new.md)"),
    ("[![b.md](b.md)](b.md 't')", "[![b.md](new.md)](new.md 't')"),
    ("[b.md][r] ![x][R]\n\n[r]: b.md 'b.md'", "[b.md][r] ![x][R]\n\n[r]: new.md 'b.md'"),
    ("[r]\n\n[r]:\n  <b.md>", "[r]\n\n[r]:\n  <new.md>"),
    ("[r]\n\n[r]: b.md\n[r]: b.md", "[r]\n\n[r]: new.md\n[r]: b.md"),
    ("[[b.md]] b.md", "[[new.md]] b.md"),
    ("[[ b.md # b.md | b.md ]]", "[[ new.md # b.md | b.md ]]"),
    ("[[b.md#x]]", "[[new.md#x]]"),
    ("[[b.md|b.md]]", "[[new.md|b.md]]"),
    ('<a title="b.md" href="b.md">b.md</a>', '<a title="b.md" href="new.md">b.md</a>'),
    ("<a HREF = 'b.md?x#y'>t</a>", "<a HREF = 'new.md?x#y'>t</a>"),
    ("<a href=b.md>t</a>", "<a href=new.md>t</a>"),
    ('<div>\n<img alt="b.md" src="b.md">\n</div>', '<div>\n<img alt="b.md" src="new.md">\n</div>'),
    ("# [a](b.md)\n\ntext", "# [a](new.md)\n\ntext"),
    ("## [a](b.md) {#own}", "## [a](new.md) {#own}"),
    ("## [[b.md]]", "## [[new.md]]"),
    ("| a | b |\n|--|--|\n| [x](b.md) | [[b.md\\|t]] |", "| a | b |\n|--|--|\n| [x](new.md) | [[new.md\\|t]] |"),
    ("- [ ] [a](b.md)\n  1. [[b.md]]", "- [ ] [a](new.md)\n  1. [[new.md]]"),
    ("> [a](\n> b.md)\n>> [a](b.md)", "> [a](\n> new.md)\n>> [a](new.md)"),
    ("> [!NOTE] [a](b.md)\n> [[b.md]]", "> [!NOTE] [a](new.md)\n> [[new.md]]"),
    (":::tip [a](b.md)\n[a](b.md)\n:::", ":::tip [a](new.md)\n[a](new.md)\n:::"),
    ('!!! note "[a](b.md)"\n    [a](b.md)', '!!! note "[a](new.md)"\n    [a](new.md)'),
    ("t[^1] t[^1]\n\n[^1]: [a](b.md)", "t[^1] t[^1]\n\n[^1]: [a](new.md)"),
    ("a\n: [x](b.md)", "a\n: [x](new.md)"),
]


@pytest.mark.parametrize(("text", "wanted"), SYNTAXES)
def test_only_the_destination_changes(text: str, wanted: str) -> None:
    assert relinked(text, to("new.md")) == wanted


@pytest.mark.parametrize(
    "hidden",
    [
        "`[a](b.md)`",
        "`` ` [[b.md]] ``",
        "```md\n[a](b.md)\n[r]: b.md\n```",
        "~~~\n<a href='b.md'>x</a>\n~~~",
        "    [a](b.md) [[b.md]]",
        "- x\n\n      [a](b.md)",
        "<!-- [a](b.md) [[b.md]] <a href='b.md'> -->",
        "<!--\n\n[a](b.md)\n\n-->",
        "x <!-- [a](b.md) --> y",
        "\\[a](b.md) \\[[b.md]]",
        "[a] (b.md) b.md [unused]: b.md",
        "[unused]: b.md",
        '<script>\nlink = "[a](b.md)"\n</script>',
        "[^1]: b.md",
        "[t](c.md \"](b.md) href='b.md'\")",
        "https://x.y/b.md [x](https://x.y/b.md) [y](#b.md) @b.md",
    ],
)
def test_what_is_no_link_never_changes(hidden: str) -> None:
    assert relinked(f"---\nsee: '[a](b.md)'\n---\n{hidden}\n", to("new.md")).count("new.md") == 0
    page = f"---\nsee: '[a](b.md)'\n---\n[a](b.md)\n\n{hidden}\n\n[a](b.md)\n"
    wanted = f"---\nsee: '[a](b.md)'\n---\n[a](new.md)\n\n{hidden}\n\n[a](new.md)\n"
    assert relinked(page, to("new.md")) == wanted


@pytest.mark.parametrize(
    ("text", "was", "target", "wanted"),
    [
        ("[a](b.md)", "b.md", "c d.md", "[a](c%20d.md)"),
        ("[a](<b.md>)", "b.md", "c d.md", "[a](<c d.md>)"),
        ("[a](<b%20c.md>)", "b c.md", "c d.md", "[a](<c%20d.md>)"),
        ("[a](b.md)", "b.md", "中 文.md", "[a](中%20文.md)"),
        ("[a](%E5%9B%BE.md)", "图.md", "中.md", "[a](%E4%B8%AD.md)"),
        ("[a](图.md)", "图.md", "中.md", "[a](中.md)"),
        ("[a](%e5%9b%be/x.md)", "图/x.md", "图/中.md", "[a](%e5%9b%be/%E4%B8%AD.md)"),
        ("[a](%E5%9B%BE/中.md)", "图/中.md", "图/文.md", "[a](%E5%9B%BE/文.md)"),
        ("[a](x(\\_y/z)w.md)", "x(_y/z)w.md", "m/x(_y/z)w.md", "[a](m/x(\\_y/z)w.md)"),
        ("[a](b\\_c/x.md)", "b_c/x.md", "../b_c/y.md", "[a](../b\\_c/y.md)"),
        ("[a](b.md)", "b.md", "c(d).md", "[a](c(d).md)"),
        ("[a](b.md)", "b.md", "c).md", "[a](c%29.md)"),
        ("[a](x(y/z)w.md)", "x(y/z)w.md", "q/z)w.md", "[a](q/z%29w.md)"),
        ("[a](b.md)", "b.md", "a:b.md", "[a](a%3Ab.md)"),
        ("[a](b.md)", "b.md", "c/a:b.md", "[a](c/a:b.md)"),
        ("[a](b.md)", "b.md", "50%.md", "[a](50%25.md)"),
        ("[a](b.md)", "b.md", "a%20b#c?d.md", "[a](a%2520b%23c%3Fd.md)"),
        ("[a](<b.md>)", "b.md", "<c>\\.md", "[a](<%3Cc%3E%5C.md>)"),
        ("[a](b.md)", "b.md", "Q&A&amp;.md", "[a](Q&A%26amp;.md)"),
        ("|a|\n|-|\n|[a](b.md)|", "b.md", "c|`d`.md", "|a|\n|-|\n|[a](c%7C%60d%60.md)|"),
        ("[a](b.md)", "b.md", "c\u3000\u200bd.md", "[a](c%E3%80%80%E2%80%8Bd.md)"),
        ('<a href="b.md">t</a>', "b.md", 'c "d" &e\'.md', '<a href="c%20%22d%22%20%26e%27.md">t</a>'),
        ('<a href="b c.md">t</a>', "b c.md", "d e.md", '<a href="d e.md">t</a>'),
        ('<a href="b&amp;c/d.md">t</a>', "b&c/d.md", "b&c/e.md", '<a href="b&amp;c/e.md">t</a>'),
        ("<a href=b.md>t</a>", "b.md", "c d=e.md", "<a href=c%20d%3De.md>t</a>"),
        ("[[b|x]]", "b", "中 文/c d", "[[中 文/c d|x]]"),
    ],
)
def test_a_new_destination_is_written_in_the_style_of_the_old(text: str, was: str, target: str, wanted: str) -> None:
    assert relinked(text, to(target, was=was)) == wanted
    assert target in [link.target for link in render(wanted.encode()).links]


@pytest.mark.parametrize(
    ("text", "target", "left"),
    [
        ("[[b.md]] [a](c.md)", "no]]pe", 1),
        ("[[b.md]]", "a|b", 1),
        ("[[b.md]]", " b", 1),
        ("[[b.md]]", "x" * 301, 1),
        ("[a](b.md) [c](b.md)", "v.pdf", 2),
        ("[a](b.md)", "//x.y/z.md", 1),
        ("[a](b.md)", "", 1),
        ("[a](b.md)", "\ud800.md", 1),
    ],
)
def test_a_target_that_cannot_be_written_leaves_the_file_as_it_was(text: str, target: str, left: int) -> None:
    assert relink(text.encode(), lambda link: to(target).get(link.target)) == Relinked(text.encode(), 0, left)


def test_one_link_that_fails_keeps_all_others_as_they_were() -> None:
    page = b"[a](b.md) [[b.md]]\n"
    assert relink(page, lambda link: "c]d") == Relinked(page, 0, 2)
    assert relink(page, lambda link: "c]d" if link.kind == "page" else "c").data == b"[a](c%5Dd) [[c]]\n"


def test_a_definition_that_should_lead_to_two_places_is_left() -> None:
    page = b"[r] ![r]\n\n[r]: b.png\n"
    assert relink(page, lambda link: "c.png" if link.kind == "image" else None) == Relinked(page, 0, 1)
    assert relink(page, lambda _: "c.png") == Relinked(page.replace(b"b.png", b"c.png"), 1, 0)


def test_the_caller_sees_each_local_link_as_rendering_does() -> None:
    page = b"[a *b*](c%20d.md#e) ![f](g.png) [[h#i|j]] [[k#l]] [m](n.pdf) [o](#p) [q](https://r.s) @t <a href=u>v</a>"
    asked: list[Link] = []
    assert relink(page, asked.append) == Relinked(page, 0, 0)
    assert asked == [link for link in render(page).links if link.kind in ("page", "file", "image", "wiki")]
    assert [link.text for link in asked] == ["a b", "f", "j", "k#l", "m", "v"]


def test_line_ends_byte_order_mark_and_broken_bytes_stay() -> None:
    front = b"\xef\xbb\xbf---\r\ntitle: \xff\r\n---\r\n"
    page = front + b"# x \xfe\r\n[a\xff](b.md 't\xfd')  \r\n[[b.md]]\r[c](\xff/d.md)\n\t\n"
    done = relink(page, lambda link: "中.md" if link.target == "b.md" else None)
    assert done == Relinked(page.replace(b"b.md", "中.md".encode()), 2, 0)
    assert relink(page, moved).data == page.replace(b"b.md", b"moved/b.md").replace(b"\xff/d", b"moved/\xff/d")


def test_an_address_that_looks_like_the_end_of_another_link_is_one_address() -> None:
    page = '[a](b.md)\n\n<a href="](b.md)">x</a>\n'
    assert relink(page.encode(), moved).data.decode() == page.replace("(b", "(moved/b", 1).replace("](b", "moved/](b")


def test_a_link_that_cannot_be_marked_is_left() -> None:
    page = f"[[{'b' * 300}]] [a](c.md)\n".encode()
    assert relink(page, lambda link: "d.md" if link.kind == "wiki" else None) == Relinked(page, 0, 1)
    assert relink(page, lambda link: "d.md") == Relinked(page, 0, 2)
    assert relink(page, lambda link: "d.md" if link.kind == "page" else None).changed == 1


def test_a_page_that_already_holds_our_marks_is_no_trap() -> None:
    page = "0q0z [a](0q0zb.md) [b](b.md) `0qq1z`"
    assert relinked(page, to("c.md")) == "0q0z [a](0q0zb.md) [b](c.md) `0qq1z`"


def test_what_cannot_be_rendered_is_left_alone() -> None:
    large = b"[a](b.md) " + b"x" * MAX_BYTES
    assert relink(large, moved) == Relinked(large, 0, 0)
    full = b"[a](b.md)\n\n".ljust(MAX_BYTES, b"x")
    assert relink(full[:-6], moved).changed == 1
    assert relink(full, moved) == Relinked(full, 0, 1)
    assert relink(b"", moved) == Relinked(b"", 0, 0)


PIECES = st.sampled_from(
    [before for before, _ in SYNTAXES] + ["`", "[", "](", "<a ", "<!--", "\\", "]: b.md", "中 \xe9"]
)
PAGES = st.lists(PIECES, max_size=6).flatmap(
    lambda found: st.sampled_from(["\n\n", " ", "\r\n"]).map(lambda by: by.join(found))
)


@given(st.one_of(PAGES.map(str.encode), st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_wish_changes_no_byte(page: bytes) -> None:
    assert relink(page, lambda _: None) == Relinked(page, 0, 0)
    assert relink(page, lambda link: link.target) == Relinked(page, 0, 0)


@given(PAGES)
def test_either_every_link_leads_where_it_should_or_nothing_changed(text: str) -> None:
    page = text.encode()
    done = relink(page, moved)
    if done.left:
        assert done == Relinked(page, 0, done.left)
        return
    assert done.data.replace(b"moved/", b"") == page
    links = [(link.kind, moved(link) if link.kind != "anchor" else link.target) for link in render(page).links]
    assert [(link.kind, link.target) for link in render(done.data).links] == links


NAMES = st.text("ab中文-_.", min_size=1, max_size=8).filter(lambda name: not name.endswith((".", "..")))


@given(NAMES, NAMES, st.sampled_from([before for before, _ in SYNTAXES]))
def test_there_and_back_again_is_the_same_file(one: str, other: str, text: str) -> None:
    page = text.replace("b.md", f"{one}.md").encode()
    there = relink(page, lambda link: f"{other}.md" if link.target == f"{one}.md" else None)
    back = relink(there.data, lambda link: f"{one}.md" if link.target == f"{other}.md" else None)
    assert there.left == back.left == 0
    assert back.data == page
