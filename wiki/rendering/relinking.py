"""Changing where the links of a page lead, and nothing else in its file. Which links change, the caller decides.

Every place that may be the destination of such a link is marked, and the page is read again: the links that now carry a
mark show which place is theirs, so that code, comments and whatever only resembles a link stay. The result is read
once more, and counts only if the page is the same but for the links that were asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from wiki.rendering.budget import Budget
from wiki.rendering.destinations import Destination, destinations, respelled
from wiki.rendering.finishing import Finishing
from wiki.rendering.grammar import parse
from wiki.rendering.markup import PageMarkup
from wiki.rendering.sanitising import Gate
from wiki.rendering.source import MAX_BYTES, parse_page, split_front_matter
from wiki.rendering.types import Link

_LOCAL = frozenset({"page", "file", "image", "wiki"})
_CODE = frozenset({"fence", "code_block"})
# A link counts as marked only if the rest is its own target, so nothing that a page says can pass for a mark.
_MARK = re.compile(r"0q(\d+)z")
# What reading hostile text can stumble over; TooSlow and RecursionError are RuntimeErrors.
_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Relinked:
    """What became of a page's file.

    ``changed`` counts the destinations that were rewritten. ``left`` counts the links that should have changed but
    could not be found or verified; then ``data`` is the file as it was and nothing is changed.
    """

    data: bytes
    changed: int
    left: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as readers see it: HTML with numbers for the addresses of links, blocks of code, links."""

    html: tuple[str | int, ...]
    code: tuple[str, ...]
    links: tuple[Link, ...]


def relink(data: bytes, new_target: Callable[[Link], str | None]) -> Relinked:
    """The file with other destinations for some of its links; every other byte stays.

    ``new_target`` is asked about each link to a page, file, image or wiki name as rendering sees it. It answers the new
    target, decoded and without fragment (for wiki links the words in the brackets), or None where the link stays.
    A page that cannot be rendered has no links.
    """
    before = _seen(data)
    links = before.links if before else ()
    asked = {at: new_target(link) for at, link in enumerate(links) if link.kind in _LOCAL}
    wanted = {at: target for at, target in asked.items() if target is not None and target != links[at].target}
    if before is None or not wanted:
        return Relinked(data, 0, 0)
    head, body = split_front_matter(data)
    text = body.decode("utf-8", "surrogateescape")
    edits = _edits(head, text, before.links, wanted)
    after = head + _spliced(text, edits) if edits else data
    if edits and _is_as_wanted(before, _seen(after), wanted):
        return Relinked(after, len(edits), 0)
    return Relinked(data, 0, len(wanted))


def _seen(data: bytes) -> _Seen | None:
    """What readers see of the page, its title included; None where it cannot be rendered."""
    if len(data) > MAX_BYTES:
        return None
    budget = Budget()
    gate = Gate(budget)
    try:
        tokens, _ = parse(parse_page(data).text, budget)
        names = _number_wiki_links(tokens)
        prose = [token for token in tokens if token.type not in _CODE]
        done = Finishing(gate).walk(gate.clean(PageMarkup(gate, "en").write(prose)))
        links = [replace(link, text=names[int(link.text)]) if link.kind == "wiki" else link for link in done.links]
    except _FAILURES:
        return None
    return _Seen(
        html=tuple(part if isinstance(part, str) else part.index for part in done.parts),
        code=tuple(f"{token.info}\n{token.content}" for token in tokens if token.type in _CODE),
        links=tuple(links),
    )


def _number_wiki_links(tokens: Sequence[Token]) -> list[str]:
    """Put numbers in place of the texts of wiki links, which may show the target, and return the texts."""
    names: list[str] = []
    for token in tokens:
        children = token.children or []
        for opened, text in pairwise(children):
            if opened.type == "own_link_open" and opened.meta["own"].startswith("wiki:"):
                names.append(text.content)
                text.content = str(len(names) - 1)
    return names


def _edits(
    head: bytes, text: str, links: Sequence[Link], wanted: Mapping[int, str]
) -> list[tuple[Destination, str]] | None:
    """The places of the wanted links with what is to be written there, in order; None where one is not certain."""
    places = _places(text, {links[at].target for at in wanted})
    owners = _owners(head, text, links, places)
    edits: list[tuple[Destination, str]] = []
    for place, owned in zip(places, owners, strict=True):
        targets = {wanted.get(at) for at in owned}
        if targets <= {None}:
            continue
        target = targets.pop()
        written = respelled(place, target) if target is not None and not targets else None
        if written is None:
            return None
        edits.append((place, written))
    return edits


def _places(text: str, targets: set[str]) -> list[Destination]:
    """The places where one of the targets is written; of two that overlap, the first."""
    places: list[Destination] = []
    for place in sorted(destinations(text), key=lambda place: (place.start, -place.end)):
        if place.target in targets and (not places or place.start >= places[-1].end):
            places.append(place)
    return places


def _owners(head: bytes, text: str, links: Sequence[Link], places: Sequence[Destination]) -> list[list[int]]:
    """For each place the numbers of the links that lead where it says: none in code, several for a definition."""
    marked = [(place, f"0q{number}z{place.written}") for number, place in enumerate(places)]
    seen = _seen(head + _spliced(text, marked))
    owners: list[list[int]] = [[] for _ in places]
    if seen is None or len(seen.links) != len(links):
        return owners
    for at, (link, old) in enumerate(zip(seen.links, links, strict=True)):
        found = _MARK.match(link.target)
        same = found and (link.kind, link.target[found.end() :], link.fragment) == (old.kind, old.target, old.fragment)
        if found and same:
            owners[int(found[1])].append(at)
    return owners


def _spliced(text: str, edits: Sequence[tuple[Destination, str]]) -> bytes:
    """The text with other words at some places, which stand in order."""
    pieces: list[str] = []
    at = 0
    for place, written in edits:
        pieces += [text[at : place.start], written]
        at = place.end
    return "".join([*pieces, text[at:]]).encode("utf-8", "surrogateescape")


def _is_as_wanted(before: _Seen, after: _Seen | None, wanted: Mapping[int, str]) -> bool:
    """Whether the page is the same but for the targets of the wanted links."""
    if after is None or (before.html, before.code) != (after.html, after.code) or len(before.links) != len(after.links):
        return False
    return all(
        _is_moved(old, new, wanted[at]) if at in wanted else old == new
        for at, (old, new) in enumerate(zip(before.links, after.links, strict=True))
    )


def _is_moved(old: Link, new: Link, target: str) -> bool:
    shows_target = _shows_its_target(old) and _shows_its_target(new)
    return replace(old, target=target, text=new.text if shows_target else old.text) == new


def _shows_its_target(link: Link) -> bool:
    """Whether a wiki link has no text of its own (or one that says the same)."""
    target, _, fragment = link.text.partition("#")
    return link.kind == "wiki" and (target.strip(), fragment.strip()) == (link.target, link.fragment)
