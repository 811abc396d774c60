"""A page's bytes to everything that is known of it. It never raises and never takes long."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from wiki.rendering.budget import Budget
from wiki.rendering.finishing import Finishing
from wiki.rendering.grammar import parse
from wiki.rendering.markup import PageMarkup
from wiki.rendering.measuring import count_words, excerpt_of, language_of
from wiki.rendering.sanitising import Gate
from wiki.rendering.source import MAX_BYTES, parse_page
from wiki.rendering.types import FrontMatter, Link, Problem, Rendered, Slot, Source

RENDERER_VERSION = "2"

# What code that reads hostile text can stumble over; TooSlow and RecursionError are RuntimeErrors.
_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def render(data: bytes) -> Rendered:
    """Render a page's file. What goes wrong stands in ``problems``; a page that cannot be rendered is shown as text.

    A file over 2 MiB is not rendered at all: no parts, and the problem ``too-large``.
    """
    if len(data) > MAX_BYTES:
        return _unrendered(Source("", FrontMatter("", {}), (Problem("too-large"),), None, False, "\n", True))
    source = parse_page(data)
    try:
        return _rendered(source)
    except _FAILURES as error:
        return _unrendered(source, Problem("render-failed", None, type(error).__name__))


def _rendered(source: Source) -> Rendered:
    budget = Budget()
    tokens, too_deep = parse(source.text, budget)
    title = _take_title(tokens, source.front.title)
    tasks = _label_tasks(tokens)
    _hide_empty_paragraphs(tokens)
    language = language_of(_prose(tokens))
    gate = Gate(budget)
    done = Finishing(gate).walk(gate.clean(PageMarkup(gate, language).write(tokens)))
    return Rendered(
        parts=_joined(done.parts, done.links),
        outline=tuple(done.outline),
        plain_text=done.plain_text,
        headings=tuple(done.headings),
        links=tuple(done.links),
        title=title or next((item.text for item in done.outline if item.level == 1), ""),
        front=source.front,
        problems=(*source.problems, *([Problem("too-deep")] if too_deep else [])),
        word_count=count_words(done.plain_text),
        language=language,
        excerpt=excerpt_of(done.first_words),
        tasks=tasks,
    )


def _unrendered(source: Source, *problems: Problem) -> Rendered:
    text = source.text
    return Rendered(
        parts=(f'<pre tabindex="0">{escape(text)}</pre>',) if text else (),
        outline=(),
        plain_text=text,
        headings=(),
        links=(),
        title=source.title or "",
        front=source.front,
        problems=(*source.problems, *problems),
        word_count=count_words(text),
        language=language_of(text),
        excerpt=excerpt_of(text[:1000]),
        tasks=0,
    )


def _take_title(tokens: list[Token], given: str | None) -> str | None:
    """The page's title. A first heading that says it leaves the text, since the screen shows the title itself."""
    first = tokens[0] if tokens else None
    if first is None or first.type != "heading_open" or first.tag != "h1":
        return given
    said = " ".join(_said(tokens[1].children or ()).split())
    if said and (given is None or given == said):
        del tokens[:3]
    return given or said or None


def _said(children: Sequence[Token]) -> str:
    """The words of a line of text, without the pictures in it."""
    return "".join(
        " " if child.type == "softbreak" else child.content
        for child in children
        if child.type not in ("html_inline", "image")
    )


def _label_tasks(tokens: list[Token]) -> int:
    """Put the check boxes of task lists, each with its label, in front of the items' text; returns how many."""
    count = 0
    for at, token in enumerate(tokens):
        if token.type != "list_item_open" or "checked" not in token.meta:
            continue
        count += 1
        text = tokens[at + 2] if at + 2 < len(tokens) else None
        if text is not None and text.type == "inline":
            opened = Token("task_open", "label", 1, meta=token.meta)
            text.children = [opened, *(text.children or ()), Token("task_close", "label", -1)]
    return count


def _hide_empty_paragraphs(tokens: list[Token]) -> None:
    """Paragraphs of which nothing is left once the tags of other tools are gone."""
    for at in range(1, len(tokens) - 1):
        children = tokens[at].children
        if children and tokens[at - 1].type == "paragraph_open" and not _has_content(children):
            tokens[at].children = []
            tokens[at - 1].hidden = tokens[at + 1].hidden = True


def _has_content(children: Sequence[Token]) -> bool:
    return any(child.content.strip() or child.type not in ("text", "html_inline", "softbreak") for child in children)


def _prose(tokens: list[Token]) -> str:
    """The running text, without code and addresses, to tell the language by."""
    return " ".join(child.content for token in tokens for child in token.children or () if child.type == "text")


def _joined(parts: Sequence[str | Slot], links: Sequence[Link]) -> tuple[str | Slot, ...]:
    """Neighbouring pieces of HTML as one, and slots with their links as known at the end of the page."""
    joined: list[str | Slot] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
        else:
            joined += ["".join(run), Slot(part.index, links[part.index])]
            run = []
    return tuple(piece for piece in (*joined, "".join(run)) if piece != "")
