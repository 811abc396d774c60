"""Tokens to HTML, in the markup of the design. What is not CommonMark's own is signed, so that it passes the gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from wiki.rendering.budget import SECONDS_FOR_CODE, Budget, TooSlow
from wiki.rendering.callouts import TONES, title_of
from wiki.rendering.grammar import grammar
from wiki.rendering.highlighting import plain, tones_of
from wiki.rendering.measuring import is_wide
from wiki.rendering.sanitising import Gate
from wiki.rendering.types import Language

# Written as text behind the gate's key; ``finishing`` puts a fixed piece of HTML in their place.
CHECKED, UNCHECKED, NOTE_ICON, WARN_ICON = "[x]", "[ ]", "[info]", "[warn]"


class PageMarkup:
    """Writes one page for one gate. A method with the name of a token type writes that token."""

    def __init__(self, gate: Gate, language: Language) -> None:
        self._gate = gate
        self._language = language
        self._in_colour = True

    def write(self, tokens: Sequence[Token]) -> str:
        """The HTML of these tokens, not yet safe."""
        return "".join(self._one(tokens, at) for at in range(len(tokens)))

    def _one(self, tokens: Sequence[Token], at: int) -> str:
        self._gate.budget.check()
        token = tokens[at]
        if token.type == "inline":
            return self.write(token.children or ())
        if token.type == "softbreak":
            return _line_end(tokens, at)
        own: Callable[[Token], str] | None = getattr(self, token.type, None)
        return own(token) if own else _common(tokens, at)

    def _class(self, names: str) -> str:
        return self._gate.sign("class", names)

    def fence(self, token: Token) -> str:
        """Code between fences; the first word behind them is its language."""
        info = token.info.split(maxsplit=1)
        return self._code_box(token.content, info[0].strip("{}.") if info else "")

    def code_block(self, token: Token) -> str:
        """Indented code."""
        return self._code_box(token.content, "")

    def _code_box(self, code: str, language: str) -> str:
        code = code.removesuffix("\n")
        marked = "".join(
            f"<span{self._class(tone)}>{plain(text)}</span>" if tone else plain(text)
            for tone, text in self._tones(code, language)
        )
        box, focus = self._class("codebox"), self._gate.sign("tabindex", "0")
        name = escape(language)
        return f"<div{box}><header><span>{name}</span></header><pre{focus}><code>{marked}</code></pre></div>\n"

    def _tones(self, code: str, language: str) -> list[tuple[str, str]]:
        """Once some code took too long to colour, the rest of the page stays plain."""
        try:
            return tones_of(code, language if self._in_colour else "", Budget(SECONDS_FOR_CODE))
        except TooSlow:
            self._in_colour = False
            return [("", code)]

    def heading_open(self, token: Token) -> str:
        """A heading; its id comes in ``finishing``, from its words or from the anchor that its author gave it."""
        anchor = token.meta.get("anchor")
        return f"<{token.tag}{self._gate.sign('id', escape(anchor)) if anchor else ''}>"

    def own_link_open(self, token: Token) -> str:
        """A wiki link or a person."""
        return f"<a{self._gate.sign('href', escape(token.meta['own']))}>"

    def list_item_open(self, token: Token) -> str:
        """A list item; one with a check box is marked, because it shows no bullet."""
        return f"<li{self._class('task')}>" if "checked" in token.meta else "<li>"

    def task_open(self, token: Token) -> str:
        """The check box of a task and the beginning of its label."""
        return f"<label>{self._gate.key}{CHECKED if token.meta['checked'] else UNCHECKED} "

    def task_close(self, _: Token) -> str:
        """The end of a task's label."""
        return "</label>"

    def th_open(self, token: Token) -> str:
        """A column's heading."""
        return f'<th scope="col"{self._aligned(token)}>'

    def td_open(self, token: Token) -> str:
        """A cell."""
        return f"<td{self._aligned(token)}>"

    def _aligned(self, token: Token) -> str:
        style = str(token.attrGet("style") or "")
        if "right" in style:
            return self._class("num")
        return self._class("mid") if "center" in style else ""

    def callout_open(self, token: Token) -> str:
        """A callout; a folded one is a ``details``. Without a title it gets a word of the page's language."""
        kind, folded = token.meta["kind"], token.meta.get("folded")
        tone = TONES.get(kind, "")
        css = self._class(f"callout {tone}" if tone else "callout")
        title = "" if token.meta["titled"] else title_of(kind, self._language)
        if folded is not None:
            opened = "" if folded else " open"
            return f"<details{css}{opened}>" + (f"<summary>{title}</summary>\n" if title else "")
        icon = self._gate.key + (WARN_ICON if tone else NOTE_ICON)
        return f"<div{css}>{icon}" + (f"<b>{title}</b>\n" if title else "")

    def callout_close(self, token: Token) -> str:
        """The end of a callout."""
        return f"</{token.tag}>\n"

    def footnote_ref(self, token: Token) -> str:
        """The raised number in the text."""
        href, here = self._gate.sign("href", f"#fn-{_number(token)}"), self._gate.sign("id", _reference(token))
        return f"<sup><a{href}{here}{self._class('fn')}>{_number(token)}</a></sup>"

    def footnote_block_open(self, _: Token) -> str:
        """The notes at the end of the page."""
        return f"<hr>\n<ol{self._class('footnotes')}>\n"

    def footnote_block_close(self, _: Token) -> str:
        """The end of the notes."""
        return "</ol>\n"

    def footnote_open(self, token: Token) -> str:
        """One note."""
        return f"<li{self._gate.sign('id', f'fn-{_number(token)}')}>"

    def footnote_close(self, _: Token) -> str:
        """The end of one note."""
        return "</li>\n"

    def footnote_anchor(self, token: Token) -> str:
        """The way back from a note to the text; the sign is asked for as text, not as an emoji."""
        return f" <a{self._gate.sign('href', '#' + _reference(token))}{self._class('fn')}>↩\ufe0e</a>"


@lru_cache(maxsize=1)
def _renderer() -> RendererHTML:
    return RendererHTML()


def _common(tokens: Sequence[Token], at: int) -> str:
    """What CommonMark's own renderer writes."""
    renderer, options = _renderer(), grammar().options
    rule: Callable[[Sequence[Token], int, OptionsDict, EnvType], str]
    rule = renderer.rules.get(tokens[at].type, renderer.renderToken)
    return rule(tokens, at, options, {})


def _line_end(tokens: Sequence[Token], at: int) -> str:
    """A line end in a paragraph reads as a space; between two Chinese characters it must not."""
    before = tokens[at - 1].content[-1:] if at else ""
    after = tokens[at + 1].content[:1] if at + 1 < len(tokens) else ""
    return "" if is_wide(before) and is_wide(after) else "\n"


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1


def _reference(token: Token) -> str:
    """The id of one place that refers to a note; the second place gets ``-2``."""
    again = int(token.meta.get("subId", 0))
    return f"fnref-{_number(token)}" + (f"-{again + 1}" if again else "")
