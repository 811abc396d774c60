"""What a page looks like to a reader for whom every link leads somewhere, and a check of any HTML that we show."""

from __future__ import annotations

from html.parser import HTMLParser

from wiki.rendering import Link, Target, fill, render
from wiki.rendering.sanitising import TAGS

_OURS = TAGS | {"input", "svg", "use"}
_NAMES = """
alt aria-hidden aria-label checked class colspan datetime dir disabled height href id lang loading open rel
reversed role rowspan scope span src start tabindex title type width
"""
_ATTRIBUTES = frozenset(_NAMES.split())
_GOOD_ADDRESSES = ("http:", "https:", "mailto:", "#", "/to/")


def found(link: Link) -> Target:
    """Every link resolves, below one path."""
    return Target(f"/to/{link.kind}/{link.target}", True)


def shown(text: str) -> str:
    """The HTML of a page with this text, on one line for each block."""
    return fill(render(text.encode()), found)


def faults(html: str) -> list[str]:
    """What no page may contain: foreign tags and attributes, scripts, addresses with other schemes."""
    reader = _Faults()
    reader.feed(html)
    reader.close()
    return reader.faults


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _OURS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _ATTRIBUTES:
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src") and not (value or "").lower().startswith(_GOOD_ADDRESSES):
                self.faults.append(f"{tag} {name}={value}")
            if name == "id" and not (value or "").startswith(("h-", "fn")):
                self.faults.append(f"{tag} id={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")
