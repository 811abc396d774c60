"""The last walk over HTML that has passed the gate: gaps for links, ids of headings, frames of tables, plain text.

Nothing of the page's own is added here but words that are escaped and ids that are letters, digits and dashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape, unescape

from wiki.rendering.headings import Anchors
from wiki.rendering.markup import CHECKED, NOTE_ICON, UNCHECKED, WARN_ICON
from wiki.rendering.sanitising import Gate
from wiki.rendering.types import Link, OutlineItem, Slot

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*+)>')
_ALT = re.compile(r' alt="([^"]*)"')
_SCOPE = re.compile(r' scope="[^"]*"')
_ID = re.compile(r' id="([^"]*)"')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCK_NAMES = """
blockquote br caption dd details div dl dt figcaption figure header hr li ol p pre summary table tr ul
"""
_BLOCKS = _HEADINGS.union(_BLOCK_NAMES.split())
_EXCERPT_ENOUGH = 200
_LABEL_ENOUGH = 80
_FIXED = {
    CHECKED: '<input type="checkbox" checked disabled>',
    UNCHECKED: '<input type="checkbox" disabled>',
    NOTE_ICON: '<svg class="i" aria-hidden="true"><use href="#i-info"/></svg>',
    WARN_ICON: '<svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>',
}


@dataclass
class Finished:
    """What the walk found; the fields mean what they mean in ``Rendered``."""

    parts: list[str | Slot] = field(default_factory=list)
    outline: list[OutlineItem] = field(default_factory=list)
    headings: list[tuple[str, str, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    plain_text: str = ""
    first_words: str = ""


class Finishing:
    """One walk over one page."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._slot = re.compile(rf' (?:href|src)="{re.escape(gate.key)}(\d+)"')
        self._mark = re.compile(rf"{re.escape(gate.key)}({'|'.join(map(re.escape, _FIXED))}) ?")
        self._anchors = Anchors()
        self._done = Finished()
        self._text: list[str] = []
        self._length = 0
        self._in_pre = 0
        self._muted = ""
        self._in_link: tuple[int, int] | None = None
        self._paragraph: int | None = None
        self._heading: tuple[int, int, str] | None = None
        self._table = _Table()

    def walk(self, html: str) -> Finished:
        """Everything there is to know of ``html``, which must come from the gate given at the beginning."""
        at = 0
        for found in _TAG.finditer(html):
            self._gate.budget.check()
            self._words(html[at : found.start()])
            self._tag(found)
            at = found.end()
        self._words(html[at:])
        self._done.plain_text = "".join(self._text).strip("\n")
        return self._done

    def _words(self, chunk: str) -> None:
        if not chunk:
            return
        if self._gate.key in chunk:
            said = self._mark.sub("", chunk)
            chunk = self._mark.sub(lambda found: _FIXED[found[1]] + (" " if found[0].endswith(" ") else ""), chunk)
        else:
            said = chunk
        self._done.parts.append(chunk)
        self._say(unescape(said))

    def _say(self, text: str) -> None:
        """Add to the plain text. Outside code, white space is one space, and none where a line begins."""
        if self._muted:
            return
        if not self._in_pre:
            text = re.sub(r"\s+", " ", text)
            if not self._text or self._text[-1][-1:] in " \n":
                text = text.lstrip()
        if text:
            self._text.append(text)
            self._length += len(text)

    def _new_line(self) -> None:
        if self._text and not self._text[-1].endswith("\n"):
            last = self._text.pop()
            self._text += [last.rstrip(" "), "\n"]
            self._length += len(self._text[-2]) - len(last) + 1

    def _since(self, start: int) -> str:
        """The plain text written since the text had ``start`` pieces."""
        return "".join(self._text[start:]).strip()

    def _tag(self, found: re.Match[str]) -> None:
        closing, name, attributes = found.groups()
        self._mute(name, bool(closing), attributes)
        if name in _BLOCKS and not (closing and name in _HEADINGS):
            self._new_line()
        if name in _HEADINGS:
            self._close_heading(name) if closing else self._open_heading(name, attributes)
        elif name in ("table", "th", "td", "tr"):
            self._tabular(found[0], name, bool(closing))
        elif name == "a":
            self._close_link() if closing else self._open_link(attributes)
        elif name == "img":
            self._image(attributes)
        else:
            self._simple(found[0], name, bool(closing))

    def _mute(self, name: str, closing: bool, attributes: str) -> None:
        """The name of a code box's language and the signs that lead to footnotes and back are not words of the page."""
        if closing:
            self._muted = "" if name == self._muted else self._muted
        elif name == "div" and ' class="codebox"' in attributes:
            self._muted = "header"
        elif name == "a" and ' class="fn"' in attributes:
            self._muted = "a"

    def _simple(self, tag: str, name: str, closing: bool) -> None:
        self._done.parts.append(tag)
        if name == "pre":
            self._in_pre = max(0, self._in_pre + (-1 if closing else 1))
        elif name == "p" and len(self._done.first_words) < _EXCERPT_ENOUGH:
            if closing and self._paragraph is not None:
                self._done.first_words += self._since(self._paragraph) + " "
            self._paragraph = None if closing else len(self._text)

    def _open_heading(self, name: str, attributes: str) -> None:
        wanted = _ID.search(attributes)
        self._heading = (len(self._done.parts), len(self._text), unescape(wanted[1]) if wanted else "")
        self._done.parts.append(f"<{name}>")

    def _close_heading(self, name: str) -> None:
        if self._heading is not None:
            at, start, wanted = self._heading
            text = self._since(start)
            anchor = self._anchors.claim(wanted or text)
            offset = self._length - len("".join(self._text[start:]))
            self._done.parts[at] = f'<{name} id="{anchor}">'
            self._done.parts.append(f'<a class="anchor" href="#{anchor}" aria-hidden="true" tabindex="-1">#</a>')
            self._done.outline.append(OutlineItem(int(name[1]), text, anchor))
            self._done.headings.append((text, anchor, offset))
            self._heading = None
        self._done.parts.append(f"</{name}>")
        self._new_line()

    def _tabular(self, tag: str, name: str, closing: bool) -> None:
        parts, table = self._done.parts, self._table
        if name == "table":
            table.depth += -1 if closing else 1
        if name == "table" and not closing and table.depth == 1:
            table.start(len(parts))
            parts.append("")
        elif closing and name == "tr":
            table.header_done = True
        elif name in ("th", "td") and not closing:
            self._begin_cell()
            table.open_cells.append((len(parts), len(self._text)))
        elif name in ("th", "td"):
            tag = self._end_cell(tag, name)
        parts.append(tag)
        if name == "table" and closing and table.depth == 0:
            parts[table.at] = f'<div class="tbl" tabindex="0"{table.name()}>'
            parts.append("</div>")

    def _begin_cell(self) -> None:
        """Set a cell apart from the one before it in its row."""
        if self._text and self._text[-1][-1:] not in ("\n", ""):
            self._say(" " if self._text[-1].endswith("· ") else " · ")

    def _end_cell(self, tag: str, name: str) -> str:
        """The closing tag. A header that says nothing is no header: a reader who listens would be told of one."""
        table, parts = self._table, self._done.parts
        at, start = table.open_cells.pop()
        said = self._since(start)
        if table.wants_cell():
            table.cells.append(said)
        if name == "td" or said:
            return tag
        parts[at] = _SCOPE.sub("", str(parts[at])).replace("<th", "<td", 1)
        return "</td>"

    def _open_link(self, attributes: str) -> None:
        parts = self._done.parts
        slot = self._slot.search(attributes)
        if not slot:
            parts.append(f"<a{attributes}>")
            return
        self._in_link = (self._add_slot(int(slot[1]), "<a", attributes.replace(slot[0], "")), len(self._text))

    def _close_link(self) -> None:
        if self._in_link is not None:
            at, start = self._in_link
            self._name_link(at, self._since(start))
            self._in_link = None
        self._done.parts.append("</a>")

    def _image(self, attributes: str) -> None:
        alt = _ALT.search(attributes)
        words = unescape(alt[1]) if alt else ""
        slot = self._slot.search(attributes)
        if not slot:
            self._done.parts.append(escape(words))
        elif self._gate.links[int(slot[1])].kind == "image":
            self._name_link(
                self._add_slot(int(slot[1]), "<img", f' loading="lazy"{attributes.replace(slot[0], "")}'), words
            )
        else:
            self._outside_image(int(slot[1]), words)
        self._say(words)

    def _outside_image(self, number: int, words: str) -> None:
        """An image of another site is not loaded; it becomes a link to it, or words where it stands inside a link."""
        address = self._gate.links[number].target
        label = escape(words or address.rsplit("/", 1)[-1] or address)
        if self._in_link is not None:
            self._done.parts.append(f'<span class="ext-image">{label}</span>')
            return
        self._name_link(self._add_slot(number, '<a class="ext-image"', ""), words)
        self._done.parts.append(f"{label}</a>")

    def _add_slot(self, number: int, opening: str, attributes: str) -> int:
        """Write a tag with a gap in it; the answer is the link's number in the order of the page."""
        done = self._done
        done.links.append(self._gate.links[number])
        done.parts += [opening, Slot(len(done.links) - 1, done.links[-1]), f"{attributes}>"]
        return len(done.links) - 1

    def _name_link(self, at: int, text: str) -> None:
        self._done.links[at] = replace(self._done.links[at], text=text)


@dataclass
class _Table:
    """The outermost table that is being walked; its name is made of its first row."""

    depth: int = 0
    at: int = 0
    header_done: bool = False
    cells: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    open_cells: list[tuple[int, int]] = field(default_factory=list)

    def start(self, at: int) -> None:
        self.at, self.header_done, self.cells = at, False, []

    def wants_cell(self) -> bool:
        return self.depth == 1 and not self.header_done

    def name(self) -> str:
        """Role and label of the frame; regions need different names, so a second one is numbered."""
        label = " · ".join(cell for cell in self.cells if cell)[:_LABEL_ENOUGH].strip()
        if not label:
            return ""
        self.names[label] = count = self.names.get(label, 0) + 1
        numbered = f"{label} ({count})" if count > 1 else label
        return f' role="region" aria-label="{escape(numbered)}"'
