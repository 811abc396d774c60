"""The Markdown that pages are written in: CommonMark and the additions of this room, put together once."""

from __future__ import annotations

import re
import time
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from wiki.rendering.callouts import add_callouts
from wiki.rendering.inline_marks import add_inline_marks
from wiki.rendering.raw_html import add_raw_html

# 50 quotes with a list in each are 150 levels of the parser, which counts a list and its item.
DEEPEST = 160
SECONDS = 4.0
_OWN_ANCHOR = re.compile(r"\s*\{(?:/\*\s*|:?\s*#)([\w.-]{1,80})\s*(?:\*/)?\s*\}\s*$")


class TooSlow(RuntimeError):
    """A page took more processor time than any page may."""


@lru_cache(maxsize=1)
def grammar() -> MarkdownIt:
    """The parser. It keeps nothing between pages, so threads may share it."""
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 20, "html": True, "tasklists": True})
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    deflist_plugin(parser)
    parser.block.ruler.before("table", "limits", limits)
    add_callouts(parser)
    add_inline_marks(parser)
    parser.core.ruler.after("block", "own_anchors", own_anchors)
    add_raw_html(parser)
    return parser


def parse(text: str) -> tuple[list[Token], bool]:
    """The tokens of a page, and whether it was nested too deeply to be read as meant. Raises TooSlow."""
    env: dict[str, object] = {"deadline": time.thread_time() + SECONDS}
    return grammar().parse(text, env), "too_deep" in env


def limits(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Runs before every block rule: stops a page that takes too long, shows what is nested too deeply as text."""
    if silent:
        return False
    if time.thread_time() > state.env["deadline"]:
        raise TooSlow
    if state.level < DEEPEST:
        return False
    state.env["too_deep"] = True
    state.push("paragraph_open", "p", 1)
    text = state.push("inline", "", 0)
    text.content = state.getLines(start_line, end_line, state.blkIndent, False).strip()
    text.children = []
    state.push("paragraph_close", "p", -1)
    state.line = end_line
    return True


def own_anchors(state: StateCore) -> None:
    """Take ``{#anchor}`` and ``{/*anchor*/}`` off the end of headings and keep them as the heading's anchor."""
    for heading, text in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open" and (found := _OWN_ANCHOR.search(text.content)):
            heading.meta["anchor"] = found[1]
            text.content = text.content[: found.start()]
