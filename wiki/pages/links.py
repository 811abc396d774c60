"""Where the links of a page lead for one reader, and which pages link here.

All links of a page are looked up with one query. What is missing and what is hidden come to the very same address,
made from the link as it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, or_, select

from auth.actor import Actor
from wiki import db
from wiki.pages.addresses import file_address, page_address, person_address
from wiki.pages.links_across import Across
from wiki.pages.models import FormerPath, Page, PageLink
from wiki.pages.paths import is_page_file, link_key, own_path, wiki_key
from wiki.pages.sights import Sight, sight_of
from wiki.people.models import Person
from wiki.rendering.links import resolve_path
from wiki.rendering.types import Link, Target
from wiki.spaces.models import Space
from wiki.spaces.queries import store

_AT_ONCE = 2000
_COLUMNS = (Page.path, Page.file, Page.path_key, Page.file_key, Page.name_key, Page.title_key)
_SPACE: BindParameter[str] = bindparam("space_id")
_AREAS: BindParameter[Sequence[str]] = bindparam("areas", expanding=True)
_PATHS: BindParameter[Sequence[str]] = bindparam("paths", expanding=True)
_WORDS: BindParameter[Sequence[str]] = bindparam("words", expanding=True)
_PLACES = select(*_COLUMNS).where(
    Page.space_id == _SPACE,
    or_(
        *(key.in_(_PATHS) for key in (Page.path_key, Page.file_key)),
        *(key.in_(_WORDS) for key in (Page.title_key, Page.name_key, Page.path_key)),
    ),
    Page.area_id.in_(_AREAS),
)
_FORMER = (
    select(FormerPath.path, Page.path)
    .join(Page, Page.id == FormerPath.page_id)
    .where(FormerPath.space_id == _SPACE, FormerPath.path.in_(_PATHS), Page.area_id.in_(_AREAS))
)
_LINKING = select(PageLink.page_id).where(
    PageLink.space_id == _SPACE,
    or_(PageLink.target_path.in_(_PATHS), PageLink.target_key.in_(_WORDS)),
    PageLink.page_id != bindparam("page_id"),
)
_BACKLINKS = (
    select(Page.path, Page.title)
    .where(Page.id.in_(_LINKING), Page.area_id.in_(_AREAS))
    .order_by(Page.updated_at.desc(), Page.id)
    .limit(bindparam("most"))
)


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

    def __init__(self, actor: Actor, space: Space, file: str, links: Sequence[Link], blob: str | None = None) -> None:
        """``links`` are those of ``blob``; where it is named, what they come to is kept for this version."""
        sight = sight_of(actor, space)
        if blob is None:
            self._local = _Local(sight, space, file, links)
        else:
            self._local = sight.kept(("links", file, blob), lambda: _Local(sight, space, file, links))
        self._logins = _logins(actor, self._local.people)
        self._across = Across(actor, self._local.addresses)

    def resolve(self, link: Link) -> Target:
        """The address of a link for this reader, and whether there is something to be seen."""
        if link.kind == "person":
            return Target(person_address(link.target), link.target.casefold() in self._logins)
        return self._across.resolve(link) or self._local.resolve(link)


class _Local:
    """The links of one file inside its space: what they come to follows from the version of the space and the areas."""

    def __init__(self, sight: Sight, space: Space, file: str, links: Sequence[Link]) -> None:
        self._sight, self._space_id, self._key, self._commit = sight, space.id, space.key, space.taken_in
        self._file = file
        self.people = frozenset(link.target.casefold() for link in links if link.kind == "person")
        self.addresses = tuple(link for link in links if link.target.startswith("/s/"))
        self._by_path: dict[str, list[_Place]] = defaultdict(list)
        self._by_words: dict[str, list[_Place]] = defaultdict(list)
        for place in _places(sight, space.id, *_keys(file, links)):
            for key in {place.path_key, place.file_key}:
                self._by_path[key].append(place)
            for key in {place.path_key, place.name_key, place.title_key}:
                self._by_words[key].append(place)
        self._former = self._formerly(links)
        self._targets: dict[Link, Target] = {}

    def resolve(self, link: Link) -> Target:
        found = self._targets.get(link)
        if found is None:
            found = self._targets[link] = self._wiki(link) if link.kind == "wiki" else self._relative(link)
        return found

    def _formerly(self, links: Sequence[Link]) -> dict[str, str]:
        """Where the pages are now that moved away from where links of no present page lead."""
        left = {self._meant(link) for link in links if link.kind in ("page", "wiki") and not self._found(link)} - {""}
        return dict(_former(self._sight, self._space_id, sorted(left)))

    def _found(self, link: Link) -> Sequence[_Place]:
        if link.kind == "wiki":
            return self._by_words.get(wiki_key(link.target), ())
        return self._by_path.get(link_key(self._file, link.target, may_be_page=True) or "", ())

    def _meant(self, link: Link) -> str:
        """The path of a page that the link means as it is written."""
        path = link.target.strip().strip("/") if link.kind == "wiki" else resolve_path(self._file, link.target) or ""
        return own_path(path)

    def _wiki(self, link: Link) -> Target:
        key = wiki_key(link.target)
        found = self._found(link)
        if not found:
            meant = self._meant(link)
            return Target(page_address(self._key, self._former.get(meant, meant)), meant in self._former)
        best = min(found, key=lambda one: (one.title_key != key, one.path_key != key, len(one.path), one.path_key))
        return Target(page_address(self._key, best.path), True)

    def _relative(self, link: Link) -> Target:
        resolved = resolve_path(self._file, link.target)
        if resolved is None:
            return Target(page_address(self._key, ""), False)
        key = link_key(self._file, link.target, may_be_page=True)
        found = self._found(link) if link.kind == "page" else ()
        if found:
            best = min(found, key=lambda one: (one.file != resolved, one.path_key != key, one.path_key))
            return Target(page_address(self._key, best.path), True)
        if self._is_file(resolved):
            return Target(file_address(self._key, resolved), True)
        former = self._former.get(self._meant(link)) if link.kind == "page" else None
        if former is not None:
            return Target(page_address(self._key, former), True)
        url = page_address if link.kind == "page" else file_address
        return Target(url(self._key, resolved.removesuffix(".md")), False)

    def _is_file(self, path: str) -> bool:
        """Whether the version taken in holds a file here that the reader may see. A page that is not found is none."""
        commit = self._commit
        if commit is None or is_page_file(path) or store().open(self._space_id).entry(commit, path) is None:
            return False
        return self._sight.areas.area_for(path) in self._sight.visible


@dataclass(frozen=True)
class Backlink:
    """A page that links to another."""

    path: str
    title: str


def backlinks(actor: Actor, page: Page, limit: int = 50) -> Sequence[Backlink]:
    """The visible pages of the same space that link to ``page``, newest first."""
    sight = sight_of(actor, page.space)
    return sight.kept(("backlinks", page.id, limit), lambda: _linking(sight, page, limit))


def _linking(sight: Sight, page: Page, limit: int) -> Sequence[Backlink]:
    asked = {
        "space_id": page.space_id,
        "page_id": page.id,
        "paths": sorted({page.path_key, page.file_key}),
        "words": sorted({page.path_key, page.name_key, page.title_key} - {""}),
        "areas": sorted(sight.visible),
        "most": limit,
    }
    return tuple(Backlink(*row) for row in db.session().execute(_BACKLINKS, asked))


def _keys(file: str, links: Iterable[Link]) -> tuple[list[str], list[str]]:
    """The keys of paths and of words that the links come down to."""
    paths, words = set(), set()
    for link in links:
        if link.kind == "wiki":
            words.add(wiki_key(link.target))
        elif link.kind == "page" and (key := link_key(file, link.target, may_be_page=True)) is not None:
            paths.add(key)
    return sorted(paths), sorted(words - {""})


def _places(sight: Sight, space_id: str, paths: list[str], words: list[str]) -> list[_Place]:
    """Every visible page that one of the keys may mean."""
    found: dict[str, _Place] = {}
    for start in range(0, max(len(paths), len(words)), _AT_ONCE):
        some, named = paths[start : start + _AT_ONCE], words[start : start + _AT_ONCE]
        asked = {"space_id": space_id, "paths": some, "words": named, "areas": sorted(sight.visible)}
        found.update((row.path, _Place(*row)) for row in db.session().execute(_PLACES, asked))
    return list(found.values())


def _former(sight: Sight, space_id: str, paths: list[str]) -> Iterator[tuple[str, str]]:
    """The visible pages that were once at these paths, with where they are now."""
    for start in range(0, len(paths), _AT_ONCE):
        asked = {"space_id": space_id, "paths": paths[start : start + _AT_ONCE], "areas": sorted(sight.visible)}
        yield from ((old, new) for old, new in db.session().execute(_FORMER, asked))


def _logins(actor: Actor, asked: frozenset[str]) -> frozenset[str]:
    """The logins among those asked for that are somebody's; readers who are not signed in learn nothing of people."""
    if not asked or not actor.is_signed_in:
        return frozenset()
    known = select(Person.login_key).where(Person.login_key.in_(sorted(asked)[:_AT_ONCE]))
    return frozenset(db.session().scalars(known))
