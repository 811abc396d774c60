"""Where the destinations of links may stand in a page's source, and how another one is written in the same place.

This looks at characters only: it also finds what resembles a link in code and comments. ``relinking`` tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal
from urllib.parse import quote

from markdown_it.helpers import parseLinkDestination

from wiki.rendering.grammar import grammar
from wiki.rendering.links import classify

Syntax = Literal["bare", "angle", "wiki", "quoted", "unquoted"]

# Behind the bracket of a link or definition; the destination may stand in the next line, also of a quote.
_BEFORE = re.compile(r"\][(:](?:[ \t]++|\r?\n[ \t>]*+)*+")
_WIKI = re.compile(r"\[\[([^\[\]|#\r\n]{0,300})(?=[#|\]])")
_ATTRIBUTE = re.compile(r"""[\s"'](?:href|src)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]++)""", re.I)
_PATH_END = re.compile(r"(?<!&)\\?[?#]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
_NON_ASCII_ESCAPE = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
# What could end a destination, a cell or a code span, begin an escape, or be read as query or fragment.
_UNSAFE = re.compile(r"""[\x00-\x1f"#%<>?\[\\\]^`{|}\x7f]|&(?=#|\w+;)""")
_UNSAFE_IN_HTML = re.compile(r"[&'=]")
_SELDOM_UNSAFE = re.compile(r"[&():]")


@dataclass(frozen=True, slots=True)
class Destination:
    """One place in the source: ``written`` stands at ``start`` and means ``target``; query and fragment follow it."""

    start: int
    written: str
    target: str
    syntax: Syntax

    @property
    def end(self) -> int:
        """Where the written path ends."""
        return self.start + len(self.written)


def destinations(text: str) -> Iterator[Destination]:
    """Every place that may be a local destination, in no order; two of them may overlap."""
    for found in _BEFORE.finditer(text):
        start = found.end()
        parsed = parseLinkDestination(text, start, len(text))
        if parsed.ok:
            angle = text.startswith("<", start)
            written = text[start + 1 : parsed.pos - 1] if angle else text[start : parsed.pos]
            yield from _local(start + angle, written, "angle" if angle else "bare")
    for found in _WIKI.finditer(text):
        # In the cell of a table the bar between target and text is escaped.
        written = found[1].removesuffix("\\") if text.startswith("|", found.end()) else found[1]
        start = found.start(1) + len(written) - len(written.lstrip())
        yield Destination(start, written.strip(), _decoded(written.strip()), "wiki")
    for found in _ATTRIBUTE.finditer(text):
        quoted = found[1][0] in "\"'"
        written = found[1][1:-1] if quoted else found[1]
        yield from _local(found.start(1) + quoted, written, "quoted" if quoted else "unquoted")


def respelled(place: Destination, target: str) -> str | None:
    """``target`` as it is written at ``place``, in the style of what stands there; None where that cannot be.

    Folders and names that stay keep their spelling. Chinese is percent-encoded where it was, else plain.
    """
    if place.syntax == "wiki":
        return target if re.fullmatch(r"[^\[\]|#\r\n]{1,300}", target) and target == target.strip() else None
    # A folder's name may have one parenthesis of a pair, which a bare destination alone may not.
    alone: Syntax = "angle" if place.syntax == "bare" else place.syntax
    kept = {_meaning(part, alone): part for part in place.written.split("/")}
    parts = target.split("/")
    plain = "/".join(kept.get(part) or _encoded(part, place) for part in parts)
    careful = "/".join(_SELDOM_UNSAFE.sub(_escape, _encoded(part, place)) for part in parts)
    return next((text for text in (plain, careful) if _meaning(text, place.syntax) == target), None)


def _local(start: int, written: str, syntax: Syntax) -> Iterator[Destination]:
    """The place without query and fragment, if what stands there leads to no other site."""
    blank = len(written) - len(written.lstrip())
    start, written = start + blank, written.strip()
    meant = _meaning(written, syntax)
    end = _PATH_END.search(written)
    path = written[: end.start()] if end else written
    if meant and _meaning(path, syntax) == meant:
        yield Destination(start, path, meant, syntax)


def _meaning(written: str, syntax: Syntax) -> str | None:
    """The target that rendering reads in ``written``; None for other sites and what is no destination."""
    text = _decoded(written)
    if syntax in ("quoted", "unquoted"):
        href = unescape(text)
    else:
        framed = f"<{text}>" if syntax == "angle" else text
        parsed = parseLinkDestination(framed, 0, len(framed))
        if not parsed.ok or parsed.pos != len(framed):
            return None
        href = grammar().normalizeLink(parsed.str)
    link = classify(href, image=True)
    return link.target if link and link.kind == "image" else None


def _decoded(written: str) -> str:
    """As rendering reads it: bytes that are no UTF-8 are one sign of replacement."""
    return _UNDECODED.sub("\ufffd", written)


def _encoded(part: str, place: Destination) -> str:
    """One folder or name, with what the syntax cannot hold percent-encoded."""
    text = _UNSAFE.sub(_escape, part)
    if place.syntax in ("quoted", "unquoted"):
        text = _UNSAFE_IN_HTML.sub(_escape, text)
    if not _keeps_spaces(place):
        text = text.replace(" ", "%20")
    foreign = bool(_NON_ASCII_ESCAPE.search(place.written)) and place.written.isascii()
    return "".join(
        char if char.isascii() or (char.isprintable() and not foreign) else quote(char, errors="replace")
        for char in text
    )


def _keeps_spaces(place: Destination) -> bool:
    if "%20" in place.written:
        return False
    return place.syntax == "angle" or (place.syntax == "quoted" and " " in place.written)


def _escape(found: re.Match[str]) -> str:
    return quote(found[0], safe="")
