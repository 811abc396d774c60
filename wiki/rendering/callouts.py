"""Callouts in the three forms that Markdown writers use: ``> [!NOTE]``, ``:::note … :::`` and ``!!! note``.

The forms become the same tokens here; what they look like is the business of ``markup``.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

from wiki.rendering.types import Language

_TITLES = {
    "note": ("Note", "说明"),
    "tip": ("Tip", "提示"),
    "important": ("Important", "重要"),
    "caution": ("Caution", "注意"),
    "warning": ("Warning", "警告"),
    "danger": ("Danger", "危险"),
}
_ALIASES = {
    "info": "note",
    "abstract": "note",
    "summary": "note",
    "seealso": "note",
    "question": "note",
    "example": "note",
    "quote": "note",
    "hint": "tip",
    "success": "tip",
    "attention": "caution",
    "error": "danger",
    "failure": "danger",
    "bug": "danger",
}
KINDS = {**{word: kind for kind, words in _TITLES.items() for word in (kind, words[1])}, **_ALIASES}
TONES = {"caution": "o", "warning": "o", "danger": "c"}
_WORD = r"[A-Za-z]+|[\u4e00-\u9fff]{2}"
_QUOTED = re.compile(rf"\[!({_WORD})\][+-]?[ \t]*([^\n]*)(?:\n|$)")
_OPENING = re.compile(rf":{{3,}}[ \t]*({_WORD})(?:[ \t]*\[([^\n]{{0,300}})\]|[ \t]+([^\n]{{1,300}}))?[ \t]*$")
_CLOSING = re.compile(r":{3,}[ \t]*$")
_CODE = re.compile(r"`{3,}|~{3,}")
_MOST_LINES_LOOKED_AT = 200_000


def title_of(kind: str, language: Language) -> str:
    """The heading of a callout that the author gave none: a word of the page's own language."""
    return _TITLES[kind][language == "zh"]


def add_callouts(parser: MarkdownIt) -> None:
    """Teach the parser the three forms; the third is a plugin."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    admon_plugin(parser)
    parser.block.ruler.before("fence", "callout", colon_callout, ends)
    parser.core.ruler.after("block", "callout", other_callouts)


def colon_callout(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``:::kind title`` up to its ``:::``; one that is never closed stays text, so that it cannot swallow the page."""
    if state.is_code_block(start_line) or not _line(state, start_line).startswith(":::"):
        return False
    found = _OPENING.match(_line(state, start_line))
    kind = KINDS.get(found[1].lower()) if found else None
    if not found or kind is None:
        return False
    last = _closing_line(state, start_line, end_line)
    if last is None or silent:
        return last is not None
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "callout", last
    opened = state.push("callout_open", "div", 1)
    opened.map = [start_line, last]
    title = (found[2] or found[3] or "").strip()
    opened.meta = {"kind": kind, "titled": bool(title)}
    if title:
        for token in _title_tokens(title, state.level):
            state.tokens.append(token)
    state.md.block.tokenize(state, start_line + 1, last)
    state.push("callout_close", "div", -1)
    state.parentType, state.lineMax = old_parent, old_max
    state.line = last + 1
    return True


def other_callouts(state: StateCore) -> None:
    """Turn quotes whose first line is ``[!KIND] title``, and the plugin's admonitions, into callouts."""
    tokens = state.tokens
    quotes: list[bool] = []
    folds: list[bool] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "blockquote_open":
            quotes.append(_open_quote(tokens, at))
        elif token.type == "blockquote_close":
            if quotes.pop():
                token.type, token.tag = "callout_close", "div"
        elif token.type == "admonition_open":
            folds.append(_open_admonition(tokens, at))
        elif token.type == "admonition_close":
            token.type, token.tag = "callout_close", "details" if folds.pop() else "div"
        at += 1


def _open_quote(tokens: list[Token], at: int) -> bool:
    text = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 1].type == "paragraph_open" else None
    found = _QUOTED.match(text.content) if text else None
    kind = KINDS.get(found[1].lower()) if found else None
    if text is None or found is None or kind is None:
        return False
    title = found[2].strip()
    opened = tokens[at]
    opened.type, opened.tag, opened.meta = "callout_open", "div", {"kind": kind, "titled": bool(title)}
    text.content = text.content[found.end() :]
    kept = tokens[at + 1 : at + 4] if text.content.strip() else []
    tokens[at + 1 : at + 4] = [*(_title_tokens(title, opened.level + 1) if title else []), *kept]
    return True


def _open_admonition(tokens: list[Token], at: int) -> bool:
    """``!!! kind`` is a callout, ``??? kind`` a folded one, ``???+ kind`` one that can be folded. Whether it folds."""
    opened = tokens[at]
    folds, titled = opened.markup.startswith("?"), len(opened.info.split()) > 1 and bool(opened.content)
    meta = {"kind": KINDS.get(opened.meta["tag"], "note"), "titled": titled}
    opened.type, opened.attrs = "callout_open", {}
    opened.meta = {**meta, "folded": not opened.markup.endswith("+")} if folds else meta
    if opened.content:
        tag = "summary" if folds else "b"
        tokens[at + 1 : at + 4] = _title_tokens(opened.content, opened.level + 1, tag) if titled else []
    return folds


def _title_tokens(title: str, level: int, tag: str = "b") -> list[Token]:
    text = Token("inline", "", 0, content=title, children=[], level=level + 1, block=True)
    opened = Token("callout_title_open", tag, 1, level=level)
    return [opened, text, Token("callout_title_close", tag, -1, level=level)]


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _closing_line(state: StateBlock, start_line: int, end_line: int) -> int | None:
    """The line of the ``:::`` that belongs to ``start_line``; code and callouts inside are stepped over.

    All such searches of one page together look at a bounded number of lines.
    """
    depth, fence = 1, ""
    for line in range(start_line + 1, end_line):
        state.env["lines_looked_at"] = looked = state.env.get("lines_looked_at", 0) + 1
        if looked > _MOST_LINES_LOOKED_AT:
            return None
        text = _line(state, line)
        if text and state.sCount[line] < state.blkIndent:
            return None
        if mark := _CODE.match(text):
            fence = "" if fence and mark[0].startswith(fence) else fence or mark[0]
        elif fence or not text.startswith(":::"):
            continue
        elif _CLOSING.match(text):
            depth -= 1
            if depth == 0:
                return line
        elif (found := _OPENING.match(text)) and found[1].lower() in KINDS:
            depth += 1
    return None
