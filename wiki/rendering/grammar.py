"""The Markdown that pages are written in: CommonMark and the additions of this room, put together once."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from wiki.rendering.budget import Budget
from wiki.rendering.callouts import add_callouts
from wiki.rendering.inline_marks import add_inline_marks
from wiki.rendering.raw_html import add_raw_html

# 50 quotes with a list in each are 150 levels of the parser, which counts a list and its item.
DEEPEST = 160
# Links in links in links; CommonMark allows none, so this is only how far the parser looks before it gives up.
DEEPEST_TEXT = 20
LONGEST_LABEL = 300
_OWN_ANCHOR = re.compile(r"\s*\{(?:/\*\s*|:?\s*#)([\w.-]{1,80})\s*(?:\*/)?\s*\}\s*$")


@lru_cache(maxsize=1)
def grammar() -> MarkdownIt:
    """The parser. It keeps nothing between pages, so threads may share it."""
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 20, "html": True, "tasklists": True})
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    parser.inline.ruler.at("footnote_ref", footnote_reference)
    deflist_plugin(parser)
    everywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "limits", block_limits, everywhere)
    parser.inline.ruler.after("text", "limits", text_limits)
    add_callouts(parser)
    add_inline_marks(parser)
    parser.core.ruler.after("block", "own_anchors", own_anchors)
    add_raw_html(parser)
    return parser


def parse(text: str, budget: Budget) -> tuple[list[Token], bool]:
    """The tokens of a page, and whether it was nested too deeply to be read as meant. Raises TooSlow."""
    env: dict[str, object] = {"budget": budget}
    return grammar().parse(text, env), "too_deep" in env


def block_limits(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Runs before every rule and line: stops a page that takes too long, shows what is nested too deeply as text."""
    state.env["budget"].check()
    if silent or state.level < DEEPEST:
        return False
    state.env["too_deep"] = True
    state.push("paragraph_open", "p", 1)
    text = state.push("inline", "", 0)
    text.content = state.getLines(start_line, end_line, state.blkIndent, False).strip()
    text.children = []
    state.push("paragraph_close", "p", -1)
    state.line = end_line
    return True


def text_limits(state: StateInline, silent: bool) -> bool:
    """Runs wherever a mark may begin: stops what takes too long, and looks for no further link inside too many."""
    state.env["budget"].check()
    if silent and state.level >= DEEPEST_TEXT:
        state.pos = state.posMax
        return True
    return False


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """The plugin's ``[^label]``, which would look for the end of each label through the whole paragraph."""
    whole = state.posMax
    state.posMax = min(whole, state.pos + LONGEST_LABEL)
    found = footnote_ref(state, silent)
    state.posMax = whole
    return found


def own_anchors(state: StateCore) -> None:
    """Take ``{#anchor}`` and ``{/*anchor*/}`` off the end of headings and keep them as the heading's anchor."""
    for heading, text in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open" and (found := _OWN_ANCHOR.search(text.content)):
            heading.meta["anchor"] = found[1]
            text.content = text.content[: found.start()]
