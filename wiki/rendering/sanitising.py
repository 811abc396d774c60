"""The gate that all HTML passes: nh3 with our own list of what a page may contain. The only module that speaks nh3.

Ids, classes, roles and addresses count only where the renderer wrote them itself. It signs them with a key that is
drawn anew for every rendering, so nothing in a page can pretend to be the renderer's.
"""

from __future__ import annotations

import re
import secrets

import nh3

from wiki.rendering.budget import Budget, TooSlow
from wiki.rendering.links import classify
from wiki.rendering.types import Link

_TAG_NAMES = """
a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
h1 h2 h3 h4 h5 h6 header hr i img ins kbd label li mark ol p pre q rp rt ruby s samp small span strike strong sub
summary sup table tbody td tfoot th thead time tr u ul var wbr
"""
TAGS = frozenset(_TAG_NAMES.split())
SCHEMES = frozenset({"http", "https", "mailto"})
_OURS = frozenset({"aria-label", "class", "id", "role", "tabindex"})
_ATTRIBUTES = {
    "*": _OURS | {"dir", "lang", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"reversed", "start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_NUMBERS = frozenset({"colspan", "height", "rowspan", "span", "start", "width"})
_NUMBER = re.compile(r"-?\d{1,4}")


class Gate:
    """One rendering's way through nh3: signs what the renderer writes, and gathers the links of what came through."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.key = f"k{secrets.token_hex(8)}!"
        self.links: list[Link] = []
        self._late = False

    def sign(self, name: str, value: str) -> str:
        """An attribute of the renderer's own. ``value`` must already be escaped."""
        return f' {name}="{self.key}{value}"'

    def clean(self, html: str) -> str:
        """Safe HTML; each ``href`` and ``src`` in it is the key and the number of its link in ``links``.

        Raises TooSlow.
        """
        cleaned = nh3.clean(
            html,
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            attribute_filter=self._filter,
            link_rel=None,
            url_schemes=set(SCHEMES),
        )
        if self._late:
            raise TooSlow
        return cleaned

    def _filter(self, element: str, name: str, value: str) -> str | None:
        """What nh3 should write for an attribute; None takes it out. Nothing may be raised through nh3."""
        try:
            self.budget.check()
        except TooSlow:
            self._late = True
        if self._late:
            return None
        ours = value.startswith(self.key)
        if ours:
            value = value[len(self.key) :]
        if name in ("href", "src"):
            return self._address(value, ours, image=element == "img")
        if name in _OURS:
            return value if ours else None
        if name in _NUMBERS:
            return value if _NUMBER.fullmatch(value) else None
        return value

    def _address(self, value: str, ours: bool, *, image: bool) -> str | None:
        if ours and value.startswith("#"):
            return value
        link = _own_link(value) if ours else classify(value, image=image)
        if link is None:
            return None
        self.links.append(link)
        return f"{self.key}{len(self.links) - 1}"


def _own_link(value: str) -> Link:
    """The link behind ``wiki:target#fragment`` or ``person:login#``, as the inline marks write it."""
    kind, _, rest = value.partition(":")
    target, _, fragment = rest.partition("#")
    return Link("person" if kind == "person" else "wiki", target, fragment)
