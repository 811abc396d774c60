"""The inline marks that CommonMark does not know: ``[[wiki links]]``, ``@people`` and bare addresses."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_WIKI = re.compile(r"\[\[(?!\^)([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\](?![(\[])")
_PERSON = re.compile(r"@([A-Za-z0-9]++(?:[._-]++[A-Za-z0-9]++)*+)(?![A-Za-z0-9_@/])")
_BEFORE_ADDRESS = re.compile(r"(?:^|[^A-Za-z0-9.+-])(https?)$", re.I)
# Only the characters of RFC 3986: in Chinese text nothing but the script tells where an address ends.
_ADDRESS = re.compile(r"://[A-Za-z0-9\[][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{0,2000}")
_AFTER_ADDRESS = "!$&'*+,;:.?_~"
_PAIRS = {")": "(", "]": "["}


def add_inline_marks(parser: MarkdownIt) -> None:
    """Teach the parser the three marks; wiki links come before CommonMark's links, which would take their brackets."""
    parser.inline.ruler.before("link", "wiki_link", wiki_link)
    parser.inline.ruler.push("person", person)
    parser.inline.ruler.push("bare_address", bare_address)


def wiki_link(state: StateInline, silent: bool) -> bool:
    """``[[target]]``, ``[[target#heading]]``, ``[[target|label]]``."""
    if not state.src.startswith("[[", state.pos) or state.linkLevel:
        return False
    found = _WIKI.match(state.src, state.pos)
    if not found or found.end() > state.posMax or not found[1].strip():
        return False
    if not silent:
        target, _, fragment = found[1].partition("#")
        label = (found[2] or found[1]).strip()
        _push_link(state, f"wiki:{target.strip()}#{fragment.strip()}", label)
    state.pos = found.end()
    return True


def person(state: StateInline, silent: bool) -> bool:
    """``@login`` at the start of a word; Chinese needs no space in front of it."""
    if state.src[state.pos] != "@" or state.linkLevel:
        return False
    found = _PERSON.match(state.src, state.pos)
    if not found or found.end() > state.posMax or not _starts_a_word(state.src, state.pos):
        return False
    if not silent:
        _push_link(state, f"person:{found[1]}#", found[0])
    state.pos = found.end()
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
    """``https://…`` in running text; the scheme already waits in ``pending`` when the colon is reached."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _BEFORE_ADDRESS.search(state.pending[-8:])
    found = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not scheme or not found:
        return False
    rest = _without_tail(found[0])
    address = state.md.normalizeLink(scheme[1] + rest)
    if len(rest) < len("://x") or not state.md.validateLink(address):
        return False
    state.pending = state.pending[: -len(scheme[1])]
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": address}
    state.push("text", "", 0).content = scheme[1] + rest
    state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _push_link(state: StateInline, own: str, label: str) -> None:
    opened = state.push("own_link_open", "a", 1)
    opened.meta = {"own": own}
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)


def _starts_a_word(text: str, at: int) -> bool:
    """Whether nothing in front binds the sign to a word, a mail address, a path or a package name."""
    before = text[at - 1] if at else " "
    if before.isascii():
        return not before.isalnum() and before not in "_-+./\\@:=#&`$%~"
    return unicodedata.category(before) == "Lo" or not before.isalnum()


def _without_tail(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    while address:
        last = address[-1]
        unpaired = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _AFTER_ADDRESS and not unpaired:
            break
        address = address[:-1]
    return address
