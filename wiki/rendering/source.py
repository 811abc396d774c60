"""From the bytes of a page's file to its text and front matter. It never raises and never loses a character."""

from __future__ import annotations

import codecs
import re

from wiki.rendering.front_matter import LONGEST, read_front_matter
from wiki.rendering.types import FrontMatter, Newline, Problem, Source

MAX_BYTES = 2 * 1024 * 1024
_FENCED = re.compile(rb"\A---[ \t]*\r?\n(?P<raw>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_HALF_TYPED = re.compile(r"---[ \t]*\n[\w-]+[ \t]*:")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING_1 = re.compile(r" {0,3}#[ \t]+(.*)$")
_LONGEST_TITLE = 1000
"""Characters of a line that are looked at for a title, so that no line takes long."""
_UNDERLINE_1 = re.compile(r" {0,3}=+[ \t]*$")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[`*]+|\s*\{[#:/][^}]*\}$")


def _plain(heading: str) -> str | None:
    return _MARKS.sub(r"\1", heading[:_LONGEST_TITLE]).strip() or None


def _without_closing_marks(heading: str) -> str:
    """``Title ##`` -> ``Title``; marks that touch a word belong to it (CommonMark, ATX headings)."""
    text = heading.rstrip(" \t")
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if bare != text and (not bare or bare[-1] in " \t") else text


def split_front_matter(data: bytes) -> tuple[bytes, bytes]:
    """``data`` in two: byte order mark, fences and front matter first, then the body. Both together are ``data``."""
    bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    found = _FENCED.match(data[bom:])
    if found and not _is_only_a_rule(found["raw"]):
        bom += found.end()
    return data[:bom], data[bom:]


def parse_page(data: bytes) -> Source:
    """Decode a page's file and read its front matter; whatever is wrong stands in ``problems``."""
    head, body = split_front_matter(data)
    had_bom = head.startswith(codecs.BOM_UTF8)
    text, problems = _decode(data)
    front = FrontMatter("", {})
    more: tuple[Problem, ...] = ()
    fenced = _FENCED.match(head.removeprefix(codecs.BOM_UTF8))
    if fenced:
        front, more = read_front_matter(_unix(fenced["raw"].decode("utf-8", "replace")))
    elif rule := _FENCED.match(body):
        more = read_front_matter(_unix(rule["raw"].decode("utf-8", "replace")))[1]
    elif _HALF_TYPED.match(text):
        more = (Problem("front-matter-unclosed", 1),)
    prose = _unix(body.decode("utf-8", "replace"))
    return Source(
        text=prose,
        front=front,
        problems=(*problems, *more),
        title=front.title or _first_heading(prose),
        had_bom=had_bom,
        newline=newline_of(data),
        encoding_ok=not problems,
    )


def newline_of(data: bytes) -> Newline:
    """The line end most lines of the file have."""
    return "\r\n" if data.count(b"\r\n") * 2 > data.count(b"\n") else "\n"


def _is_only_a_rule(raw: bytes) -> bool:
    """Whether text between two ``---`` lines at the top is prose between two rules, so that it must be shown."""
    if len(raw) > LONGEST:
        return True
    problems = read_front_matter(_unix(raw.decode("utf-8", "replace")))[1]
    return any(problem.code == "front-matter-not-a-mapping" for problem in problems)


def _decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    try:
        return _unix(data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unix(data.decode("utf-8-sig", "replace")), (Problem("broken-utf8", line, error.reason),)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_heading(text: str) -> str | None:
    """The first level-one heading outside code, without its marks: a quick look that needs no parser."""
    fence = before = ""
    for line in text.split("\n"):
        if mark := _CODE_FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence:
            if found := _HEADING_1.match(line):
                return _plain(_without_closing_marks(found[1]))
            if _UNDERLINE_1.match(line) and before:
                return _plain(before)
        before = line.strip()
    return None
