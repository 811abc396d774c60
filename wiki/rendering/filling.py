"""Closing the gaps in rendered HTML for one reader: the only step that knows who reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from html import escape

from wiki.rendering.headings import slugify_heading
from wiki.rendering.types import Link, Rendered, Slot, Target

_NUMBERED = re.compile(r"(.+)-(\d+)$")
_WITH_SCHEME = re.compile(r"[\x00-\x20]*[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://", re.I)
_OUTSIDE = ' rel="nofollow noopener noreferrer"'


def fill(rendered: Rendered, resolve: Callable[[Link], Target]) -> str:
    """The page's HTML for one reader.

    ``resolve`` says where a page, wiki, file, image or person link leads for them; it is not asked about links within
    the page and to other sites. The fragment of a page link is added here. What is missing gets the class ``missing``;
    a name that is nobody's is no link at all.
    """
    anchors = {anchor for _, anchor, _ in rendered.headings}
    return "".join(part if isinstance(part, str) else _attributes(part, anchors, resolve) for part in rendered.parts)


def _attributes(slot: Slot, anchors: Container[str], resolve: Callable[[Link], Target]) -> str:
    link = slot.link
    if link.kind == "external":
        return f' href="{escape(link.target)}"{_OUTSIDE}'
    if link.kind == "anchor":
        return _within(link.fragment, anchors)
    target = resolve(link)
    if _WITH_SCHEME.match(target.url) and not _WEB.match(target.url):
        return ' class="missing"'
    if link.kind == "image":
        return f' src="{escape(target.url)}"' if target.exists else ' class="missing"'
    if link.kind == "person" and not target.exists:
        return ' class="nobody"'
    fragment = f"#{slugify_heading(link.fragment)}" if link.fragment and "#" not in target.url else ""
    missing = "" if target.exists else ' class="missing"'
    return f' href="{escape(target.url + fragment)}"{missing}'


def _within(fragment: str, anchors: Container[str]) -> str:
    """A link to a heading of the same page, in our writing or GitHub's (where ``name-1`` is the second of a name)."""
    if not fragment:
        return ' href="#"'
    wanted = slugify_heading(fragment)
    numbered = _NUMBERED.match(wanted)
    second = f"{numbered[1]}-{int(numbered[2]) + 1}" if numbered else wanted
    for anchor in (wanted, fragment, second):
        if anchor in anchors:
            return f' href="#{escape(anchor)}"'
    return f' href="#{escape(wanted)}" class="missing"'
