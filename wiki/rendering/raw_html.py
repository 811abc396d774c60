"""HTML that authors type into Markdown, made well formed before it joins the page.

This is for legibility, not for safety (that is ``sanitising``): a tag that is never closed, a component of another
tool or a comment without an end must not swallow, strike through or hide the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from wiki.rendering.budget import Budget
from wiki.rendering.sanitising import TAGS

_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_CLOSED_BY_OTHERS = frozenset(
    {"caption", "colgroup", "dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_NOT_ALLOWED = {"audio", "button", "font", "input", "object", "script", "style", "svg", "template", "textarea", "video"}
_KNOWN = TAGS.union(block_names, _NOT_ALLOWED)
_NAME = re.compile(r"</?([A-Za-z][\w.:-]*)")
_TAG = re.compile(r"""<(/?)([A-Za-z][\w.:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
_COMPONENT = re.compile(
    r"""<[A-Za-z][\w.]*+(?:\s++[\w:-]++(?:=(?:"[^"]*"|'[^']*'|\{\{[^{}]*\}\}|\{[^{}]*\}))?+)*+\s*+/?>"""
)
_BRACED = re.compile(r"\s[\w:-]+=\{\{?[^{}]*\}?\}")
_HIDDEN = re.compile(r"<(script|style|template|textarea|title)(?=[\s/>])", re.I | re.A)
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
_DEEPEST = 100


@dataclass(slots=True)
class _Tag:
    """A tag as typed. ``written`` is what the page gets, which changes once its other half is found."""

    name: str
    closing: bool
    matched: str
    written: str


def add_raw_html(parser: MarkdownIt) -> None:
    """Teach the parser to start HTML blocks only for HTML, and to balance tags once all text has been read."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.at("html_block", html_only_block, ends)
    parser.inline.ruler.before("html_inline", "component", component)
    parser.core.ruler.push("balance", balance)


def html_only_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """CommonMark's HTML block, but not for components (``<Tabs>``) and not where its end is missing."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("<", start):
        return False
    name = _NAME.match(state.src, start)
    if name and not _is_html(name[1]):
        return False
    end = "</pre>" if name and name[0].lower() == "<pre" else _end_of(state.src, start)
    if end is not None and not _comes_later(state, end, start):
        return False
    return html_block(state, start_line, end_line, silent)


def component(state: StateInline, silent: bool) -> bool:
    """A tag with attributes in braces (``<img width={300} />``), as JSX has them: the tag without them."""
    if state.src[state.pos] != "<":
        return False
    found = _COMPONENT.match(state.src, state.pos, state.posMax)
    if not found or "={" not in found[0]:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = _BRACED.sub("", found[0])
    state.pos = found.end()
    return True


def balance(state: StateCore) -> None:
    """Keep the tags that have both halves in the same paragraph or container; the others go, or stay as plain text."""
    open_tags: list[list[_Tag]] = [[]]
    blocks: list[tuple[Token, list[str | _Tag]]] = []
    for token in state.tokens:
        state.env["budget"].check()
        _nest(open_tags, token)
        if token.type == "html_block":
            pieces = list(_pieces(token.content, state.env["budget"]))
            blocks.append((token, pieces))
            _match((piece for piece in pieces if isinstance(piece, _Tag)), open_tags[-1])
        elif token.type == "inline" and token.children:
            _balance_text(token.children, state.env["budget"])
    for token, pieces in blocks:
        token.content = "".join(piece.written if isinstance(piece, _Tag) else piece for piece in pieces)


def _balance_text(children: list[Token], budget: Budget) -> None:
    open_tags: list[list[_Tag]] = [[]]
    tags: list[tuple[Token, _Tag]] = []
    for line in _lines(children):
        alone = all(token.type == "html_inline" or not token.content.strip() for token in line)
        for token in line:
            budget.check()
            _nest(open_tags, token)
            if token.type == "html_inline":
                tag = _inline_tag(token.content, alone)
                tags.append((token, tag))
                _match([tag], open_tags[-1])
    for token, tag in tags:
        token.content = tag.written


def _lines(children: Iterable[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            yield line
            line = []
        else:
            line.append(token)
    yield line


def _nest(open_tags: list[list[_Tag]], token: Token) -> None:
    if token.nesting == 1:
        open_tags.append([])
    elif token.nesting == -1 and len(open_tags) > 1:
        open_tags.pop()


def _match(tags: Iterable[_Tag], waiting: list[_Tag]) -> None:
    """Find the other halves; ``waiting`` holds the open tags of one container, innermost last, and stays short."""
    for tag in tags:
        if not tag.name or tag.name in _VOID:
            continue
        if not tag.closing:
            if len(waiting) < _DEEPEST:
                waiting.append(tag)
            continue
        for at in range(len(waiting) - 1, -1, -1):
            if waiting[at].name == tag.name:
                waiting[at].written, tag.written = waiting[at].matched, tag.matched
                del waiting[at:]
                break


def _inline_tag(text: str, alone: bool) -> _Tag:
    """A tag in running text. A foreign one without its other half is shown as typed, unless alone on its line."""
    found = _TAG.fullmatch(text)
    if not found:
        return _Tag("", False, "", "")
    tag = _tag(found)
    typed = not tag.written and not tag.matched and found[3][-1:] != "/"
    if not alone and (typed or (not tag.written and not found[2].islower())):
        tag.written = escape(text, quote=False)
    return tag


def _tag(found: re.Match[str]) -> _Tag:
    slash, name, rest = found.groups()
    lower = name.lower()
    matched = found[0] if lower in TAGS and _is_html(name) else ""
    stays = matched and not slash and (lower in _VOID or lower in _CLOSED_BY_OTHERS)
    if rest.endswith("/") and lower not in _VOID:
        return _Tag("", False, "", "")
    return _Tag(lower, bool(slash), matched, matched if stays else "")


def _pieces(html: str, budget: Budget) -> Iterator[str | _Tag]:
    """A block of HTML as text and tags; comments, scripts and styles are left out, a lone ``<`` is text."""
    missing: set[str] = set()
    at = 0
    while (start := html.find("<", at)) >= 0:
        budget.check()
        yield html[at:start]
        end = _end_of(html, start)
        past = _past(html, end, start, missing) if end else None
        if past is not None:
            at = past
        elif found := _TAG.match(html, start):
            yield _tag(found)
            at = found.end()
        else:
            yield "&lt;"
            at = start + 1
    yield html[at:]


def _past(html: str, end: str, start: int, missing: set[str]) -> int | None:
    """Where the text after ``end`` begins. An end that was missed once cannot come later and is not looked for."""
    if end in missing:
        return None
    found = re.compile(re.escape(end), re.I | re.A).search(html, start + 2)
    if not found:
        missing.add(end)
        return None
    return found.end()


def _end_of(html: str, start: int) -> str | None:
    """What must follow so that the construct at ``start`` ends: for comments and the like, and for hidden elements."""
    for opening, end in _ENDS.items():
        if html.startswith(opening, start):
            return end
    hidden = _HIDDEN.match(html, start)
    return f"</{hidden[1].lower()}>" if hidden else None


def _comes_later(state: StateBlock, end: str, start: int) -> bool:
    missing: set[str] = state.env.setdefault("ends_missing", set())
    return _past(state.src, end, start, missing) is not None


def _is_html(name: str) -> bool:
    """Whether a tag's name is HTML's; components of other tools begin with a capital (``<Button>``)."""
    return name.lower() in _KNOWN and (name.islower() or name.isupper())
