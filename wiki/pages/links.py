"""Where the links of a page lead for one reader, and which pages link here.

All links of a page are looked up with one query. What is missing and what is hidden come to the very same address,
made from the link as it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from auth.actor import Actor
from wiki import db
from wiki.pages.addresses import file_address, page_address, person_address
from wiki.pages.areas import AreaMap, areas_of
from wiki.pages.links_across import Across
from wiki.pages.models import Page, PageLink
from wiki.pages.paths import is_page_file, link_key, wiki_key
from wiki.people.models import Person
from wiki.rendering.links import resolve_path
from wiki.rendering.types import Link, Target
from wiki.spaces.models import Space
from wiki.spaces.queries import store

_AT_ONCE = 2000
_COLUMNS = (Page.path, Page.file, Page.path_key, Page.file_key, Page.name_key, Page.title_key)


@dataclass(frozen=True, slots=True)
class _Place:
    """A page that some link may mean."""

    path: str
    file: str
    path_key: str
    file_key: str
    name_key: str
    title_key: str


class Linker:
    """The links of one file, resolved for one reader. Looks pages up once, when it is made."""

    def __init__(self, actor: Actor, space: Space, file: str, links: Iterable[Link]) -> None:
        self._actor, self._space, self._file = actor, space, file
        wanted = list(links)
        self._by_path: dict[str, list[_Place]] = defaultdict(list)
        self._by_words: dict[str, list[_Place]] = defaultdict(list)
        for place in _places(actor, space, *_keys(file, wanted)):
            for key in {place.path_key, place.file_key}:
                self._by_path[key].append(place)
            for key in {place.path_key, place.name_key, place.title_key}:
                self._by_words[key].append(place)
        self._logins = _logins(actor, wanted)
        self._across = Across(actor, wanted)
        self._areas: AreaMap | None = None

    def resolve(self, link: Link) -> Target:
        """The address of a link for this reader, and whether there is something to be seen."""
        if link.kind == "wiki":
            return self._wiki(link)
        if link.kind == "person":
            return Target(person_address(link.target), link.target.casefold() in self._logins)
        return self._across.resolve(link) or self._relative(link)

    def _wiki(self, link: Link) -> Target:
        key = wiki_key(link.target)
        found = self._by_words.get(key)
        if not found:
            return Target(page_address(self._space.key, link.target.strip().strip("/")), False)
        best = min(found, key=lambda one: (one.title_key != key, one.path_key != key, len(one.path), one.path_key))
        return Target(page_address(self._space.key, best.path), True)

    def _relative(self, link: Link) -> Target:
        resolved = resolve_path(self._file, link.target)
        if resolved is None:
            return Target(page_address(self._space.key, ""), False)
        key = link_key(self._file, link.target, may_be_page=True)
        found = self._by_path.get(key or "") if link.kind == "page" else None
        if found:
            best = min(found, key=lambda one: (one.file != resolved, one.path_key != key, one.path_key))
            return Target(page_address(self._space.key, best.path), True)
        if self._is_file(resolved):
            return Target(file_address(self._space.key, resolved), True)
        url = page_address if link.kind == "page" else file_address
        return Target(url(self._space.key, resolved.removesuffix(".md")), False)

    def _is_file(self, path: str) -> bool:
        """Whether the version taken in holds a file here that the reader may see. A page that is not found is none."""
        commit = self._space.taken_in
        if commit is None or is_page_file(path) or store().open(self._space.id).entry(commit, path) is None:
            return False
        self._areas = self._areas or areas_of(self._space.id)
        return self._areas.area_for(path) in self._actor.visible_areas


def backlinks(actor: Actor, page: Page, limit: int = 50) -> list[Page]:
    """The visible pages of the same space that link to ``page``, newest first."""
    paths = sorted({page.path_key, page.file_key})
    words = sorted({page.path_key, page.name_key, page.title_key} - {""})
    means_it = or_(PageLink.target_path.in_(paths), PageLink.target_key.in_(words))
    linking = select(PageLink.page_id).where(PageLink.space_id == page.space_id, means_it, PageLink.page_id != page.id)
    visible = select(Page).where(Page.id.in_(linking), Page.area_id.in_(actor.visible_areas))
    return list(db.session().scalars(visible.order_by(Page.updated_at.desc(), Page.id).limit(limit)))


def _keys(file: str, links: Iterable[Link]) -> tuple[list[str], list[str]]:
    """The keys of paths and of words that the links come down to."""
    paths, words = set(), set()
    for link in links:
        if link.kind == "wiki":
            words.add(wiki_key(link.target))
        elif link.kind == "page" and (key := link_key(file, link.target, may_be_page=True)) is not None:
            paths.add(key)
    return sorted(paths), sorted(words - {""})


def _places(actor: Actor, space: Space, paths: list[str], words: list[str]) -> list[_Place]:
    """Every visible page that one of the keys may mean."""
    found: dict[str, _Place] = {}
    for start in range(0, max(len(paths), len(words)), _AT_ONCE):
        some, named = paths[start : start + _AT_ONCE], words[start : start + _AT_ONCE]
        ways: list[ColumnElement[bool]] = []
        if some:
            ways += [Page.path_key.in_(some), Page.file_key.in_(some)]
        if named:
            ways += [Page.title_key.in_(named), Page.name_key.in_(named), Page.path_key.in_(named)]
        visible = select(*_COLUMNS).where(Page.space_id == space.id, or_(*ways), Page.area_id.in_(actor.visible_areas))
        found.update((row.path, _Place(*row)) for row in db.session().execute(visible))
    return list(found.values())


def _logins(actor: Actor, links: Iterable[Link]) -> frozenset[str]:
    """The logins among the links that are somebody's; readers who are not signed in learn nothing about people."""
    asked = {link.target.casefold() for link in links if link.kind == "person"}
    if not asked or not actor.is_signed_in:
        return frozenset()
    known = select(Person.login_key).where(Person.login_key.in_(sorted(asked)[:_AT_ONCE]))
    return frozenset(db.session().scalars(known))
