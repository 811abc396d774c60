"""The frame of every screen: who is signed in, the spaces, and the tree of the space that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from wiki.home.branches import LINES, Branches, branches
from wiki.pages.addresses import space_address
from wiki.pages.models import Page
from wiki.pages.paths import path_key
from wiki.pages.sidebar import sidebar
from wiki.people.session import current_actor, current_person, current_theme
from wiki.spaces.models import Space
from wiki.spaces.queries import Shelf, shelves
from wiki.web.screens import Place, line, tone_of

MOST_SPACES = 12


@dataclass(frozen=True)
class SpaceEntry:
    """A space in the sidebar."""

    name: str
    glyph: str
    tone: str
    url: str
    is_current: bool
    line: Markup


@dataclass(frozen=True)
class More:
    """Where the whole tree stands, and how many pages it has."""

    count: int
    url: str


@dataclass(frozen=True)
class Navigation:
    """What the sidebar shows."""

    current: str
    spaces: Sequence[SpaceEntry]
    more_spaces: int
    tree: Branches | None
    tree_more: More | None


def shell(place: Place) -> Mapping[str, object]:
    """What the templates of the frame need."""
    person = current_person()
    return {
        "actor": current_actor(),
        "nav": navigation(place),
        "theme": current_theme(),
        "shortcuts_on": person.single_keys if person else True,
    }


def navigation(place: Place) -> Navigation:
    """The sidebar for a screen at ``place``."""
    actor = current_actor()
    spaces = shelves(actor)
    space = place.space if isinstance(place.space, Space) else None
    page = place.page if isinstance(place.page, Page) else None
    shown = sidebar(actor, space, page.path_key if page else path_key(place.folder)) if space else None
    return Navigation(
        current=place.current,
        spaces=_entries(_shown(spaces, space), space.id if space else None, space_address("")),
        more_spaces=max(0, len(spaces) - MOST_SPACES),
        tree=branches(actor, space, shown) if space and shown else None,
        tree_more=More(shown.more, f"{space_address(space.key)}-/tree") if space and shown and shown.more else None,
    )


@lru_cache(1024)
def _entries(shown: tuple[Shelf, ...], current_id: str | None, _root: str) -> tuple[SpaceEntry, ...]:
    """The same for every page of a space; ``_root`` is the part of the addresses that the spaces do not tell."""
    return tuple(_entry(one, is_current=one.id == current_id) for one in shown)


def _entry(space: Shelf, *, is_current: bool) -> SpaceEntry:
    """A space as the sidebar shows it; its tone stays the same for ever."""
    name, glyph, tone, url = space.name, space.name[:1].upper(), tone_of(space.key), space_address(space.key)
    return SpaceEntry(name, glyph, tone, url, is_current, line(LINES, "space", name, url, glyph, tone, is_current))


def _shown(spaces: tuple[Shelf, ...], current: Space | None) -> tuple[Shelf, ...]:
    shown = spaces[:MOST_SPACES]
    if current is None or any(one.id == current.id for one in shown):
        return shown
    return (*shown[: MOST_SPACES - 1], Shelf(current.id, current.key, current.name))
