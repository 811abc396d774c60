"""From a page's file to the fields of the editor and back, so that every byte that nobody touched stays. Pure.

The title is a field of its own. It stands in the front matter, in the heading that begins the text, or in both; that
heading is not shown among the text, and goes with the title when the title changes.
"""

from __future__ import annotations

import codecs
import re
import string
from dataclasses import dataclass

from wiki.errors import Invalid
from wiki.language import Words
from wiki.language import words as _
from wiki.rendering import FrontMatterUnreadable, Problem, Source, parse_page, render, replace_body, with_front_matter
from wiki.rendering.source import split_front_matter
from wiki.writing.typed import Typed, unix

# Every repeat has an end, so that no first line, however it is made, takes long.
_HASHES = r"(?P<open>\n* {0,3}#[ \t]{1,9})(?P<words>[^\n]{0,500}?)(?P<close>%s(?:[ \t]{1,9}#{1,9})?[ \t]{0,9})"
_ANCHOR = r"(?:[ \t]{0,9}\{[#:/][^}\n]{0,90}\})?"
_LINED = r"(?P<open>\n* {0,3})(?P<words>(?!\d+[.)])\w[^\n]{0,500}?)(?P<close>[ \t]{0,9}\n {0,3}={1,200}[ \t]{0,9})"
_LEADS = tuple(re.compile(rf"\A{one}(?P<gap>\n+|\Z)") for one in (_HASHES % _ANCHOR, _LINED))
_UNREADABLE = ("front-matter-invalid", "front-matter-not-a-mapping", "front-matter-unclosed")


@dataclass(frozen=True)
class _Lead:
    """The heading at the beginning of the text that says the title, up to the text after it."""

    text: str
    title: str
    found: re.Match[str]

    def retitled(self, title: str) -> str:
        return f"{self.found['open']}{_as_heading(title)}{self.found['close']}{self.found['gap'] or chr(10)}"


def fields_of(data: bytes, fallback: str = "") -> Typed:
    """The file as the editor shows it; ``fallback`` is the title where the file says none."""
    source = parse_page(data)
    lead = _lead_of(source)
    title = source.front.title or (lead.title if lead else source.title) or fallback
    body = source.text.removeprefix(_start_of(source, lead))
    return Typed(title=title, body=body, properties=source.front.raw.rstrip("\n"))


def composed(original: bytes, typed: Typed, fallback: str = "") -> bytes:
    """The file that results when ``typed`` replaces what ``original`` showed. Invalid names the field that is wrong."""
    before = fields_of(original, fallback)
    source = parse_page(original)
    lead = _lead_of(source)
    data, start = original, _start_of(source, lead)
    if typed.properties.strip("\n") != before.properties.strip("\n"):
        data = _with_properties(original, typed.properties.strip("\n"))
        said = parse_page(data).front.title
        start = lead.retitled(said) if lead and said and said != lead.title else start
    if typed.title != before.title:
        data, start = _retitled(data, start, lead, typed.title)
    return replace_body(data, start + typed.body)


def with_title(title: str, body: str) -> str:
    """A text that begins with its title, for a preview."""
    return f"# {_as_heading(title)}\n\n{body}" if title.strip() else body


def begun(title: str, body: str) -> str:
    """The text of a new page: its title as a heading, unless the writer wrote that heading or front matter above it."""
    source = parse_page(body.encode("utf-8", "replace"))
    lead = _lead_of(source)
    return body if source.front.raw or (lead and lead.title == title) else with_title(title, body)


def is_utf8(data: bytes) -> bool:
    """Whether the file is sound UTF-8."""
    return parse_page(data).encoding_ok


def _lead_of(source: Source) -> _Lead | None:
    found = next((match for one in _LEADS if (match := one.match(source.text))), None)
    title = render(found[0].encode()).title if found and found["words"] else ""
    if found is None or not title or source.front.title not in (None, title):
        return None
    return _Lead(found[0], title, found)


def _start_of(source: Source, lead: _Lead | None) -> str:
    """What stands in front of the text that is shown: the heading that says the title, or blank lines."""
    return lead.text if lead else "\n" * (len(source.text) - len(source.text.lstrip("\n")))


def _as_heading(title: str) -> str:
    """The title as Markdown that shows just these characters."""
    plain = render(f"# {title}\n".encode())
    if plain.title == title and not plain.parts:
        return title
    return "".join(f"\\{one}" if one in string.punctuation else one for one in title)


def _retitled(data: bytes, start: str, lead: _Lead | None, title: str) -> tuple[bytes, str]:
    """The file and the beginning of its text with another title, said where it was said before."""
    front = parse_page(data).front
    start = lead.retitled(title) if lead else start
    if front.title is not None or (lead is None and front.raw):
        try:
            return with_front_matter(data, {"title": title}), start
        except FrontMatterUnreadable as fault:
            raise Invalid(fields={"title": _TITLE_UNREACHABLE}) from fault
    return data, start if lead else f"{start}# {_as_heading(title)}\n\n"


_TITLE_UNREACHABLE = _("The title stands in the page properties, and those cannot be read. Put them right first.")


def _with_properties(data: bytes, text: str) -> bytes:
    head, body = split_front_matter(data)
    bom = codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b""
    fences = head.removeprefix(bom)
    if not text.strip():
        return bom + body
    if fences:
        opened = fences.index(b"\n") + 1
        closed = fences.rstrip(b"\r\n").rfind(b"\n") + 1
        written = bom + fences[:opened] + replace_body(fences[opened:closed], text + "\n") + fences[closed:] + body
    else:
        newline = parse_page(data).newline
        written = bom + f"---\n{text}\n---\n".replace("\n", newline).encode() + body
    _check_properties(written, text)
    return written


def _check_properties(data: bytes, text: str) -> None:
    source = parse_page(data)
    wrong = next((one for one in source.problems if one.code in _UNREADABLE), None)
    if wrong is not None:
        raise Invalid(fields={"properties": _unreadable(text, wrong)})
    if source.front.raw.rstrip("\n") != unix(text):
        raise Invalid(fields={"properties": _("A line of three hyphens or dots would end the page properties.")})


def _unreadable(text: str, problem: Problem) -> Words:
    if not problem.detail:
        return _("Write the page properties as lines of the form “name: value”.")
    if problem.line is None:
        return _("The page properties cannot be read: %(why)s", why=problem.detail)
    # The fence is line 1, and what is missing is missed after the end.
    line = min(problem.line - 1, text.count("\n") + 1)
    return _("Line %(line)s of the page properties cannot be read: %(why)s", line=line, why=problem.detail)
