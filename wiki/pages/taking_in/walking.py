"""Along first parents, commit by commit: which page each file is, its versions, where it moved, when it went.

Nothing is rendered or written here. One big walk and many small ones over the same history come to the same end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from repo_store.types import Commit, PathChange
from wiki.pages.paths import is_page_file, path_key
from wiki.pages.taking_in.address_book import AddressBook
from wiki.pages.taking_in.authors import Signed
from wiki.pages.taking_in.identities import Identity, best_gone
from wiki.pages.taking_in.intended import CREATE, RETURN, Intended, Intents
from wiki.slugs import new_id

RESTORES = "Slipbook-Restores"


class OutOfStep(LookupError):
    """A commit changes a page that the tables do not know: they must be built anew."""


@dataclass(frozen=True, slots=True)
class Version:
    """One commit that changed the file of a page."""

    page: Identity
    number: int
    commit: Commit
    change: PathChange
    kind: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Happening:
    """What a commit did to a page, in the words of the events; ``path`` is where the page was then."""

    kind: str
    page: Identity
    path: str
    commit: Commit
    signed: Signed
    number: int


@dataclass(slots=True)
class _Step:
    """One commit on its way through the walk: what left its file, and what came to one."""

    commit: Commit
    signed: Signed
    intended: Intended | None
    left: dict[str, tuple[Identity, PathChange]] = field(default_factory=dict)
    came: list[PathChange] = field(default_factory=list)


class Walk:
    """The pages of a space as they are so far, and everything that happened to them on the way.

    ``fulfilled`` are the intents of the commits that were walked, with the commit of each.
    """

    def __init__(self, pages: Iterable[Identity], deleted: Iterable[Identity], intents: Intents | None = None) -> None:
        self.by_file = {one.file: one for one in pages if one.file is not None}
        self.deleted: dict[str, list[Identity]] = defaultdict(list)
        for one in deleted:
            self.deleted[one.path].append(one)
        self.versions: list[Version] = []
        self.happenings: list[Happening] = []
        self.former: dict[str, Identity] = {}
        self.touched: dict[Identity, None] = {}
        self.fulfilled: list[tuple[Intended, Commit]] = []
        self._intents = intents or Intents()
        self._book: AddressBook | None = None

    def step(self, commit: Commit, signed: Signed, changes: Iterable[PathChange]) -> None:
        """Go on by one commit."""
        step = _Step(commit, signed, self._intents.of(commit))
        if step.intended is not None:
            self.fulfilled.append((step.intended, commit))
        for change in changes:
            self._sort(step, change)
        if step.left or step.came:
            self._resettle(step)

    def _sort(self, step: _Step, change: PathChange) -> None:
        if change.kind == "modified":
            if is_page_file(change.path):
                self._modify(step, change)
            return
        if change.old_path is not None and is_page_file(change.old_path):
            self._open_book()
            step.left[change.old_path] = self._in(change.old_path), change
            del self.by_file[change.old_path]
        if change.blob is not None and is_page_file(change.path):
            self._open_book()
            step.came.append(change)

    def _modify(self, step: _Step, change: PathChange) -> None:
        """A new text in the same file: of the same page, or of another one that a move brought into its place."""
        page = self._in(change.path)
        if step.intended is None or not step.intended.takes_away(page.path):
            self._add_version(step, page, change, "changed")
            return
        self._open_book()
        step.left[change.path] = page, replace(change, kind="deleted", blob=None)
        del self.by_file[change.path]
        step.came.append(replace(change, kind="added", old_path=None, old_blob=None))

    def _in(self, file: str) -> Identity:
        if file not in self.by_file:
            raise OutOfStep(f"no page stands in {file!r}")
        return self.by_file[file]

    def _open_book(self) -> None:
        if self._book is None:
            self._book = AddressBook(known={file: page.path for file, page in self.by_file.items()})

    def _resettle(self, step: _Step) -> None:
        assert self._book is not None
        moved = self._book.change([change.path for change in step.came], step.left)
        paths = {file: one.path for file, (one, _change) in step.left.items()}
        arrived = [*self._follow_intent(step, paths), *self._follow_renames(step)]
        for change in step.came:
            if change not in arrived:
                self._come(step, change, paths)
        for one, change in step.left.values():
            self._go(step, one, change)
        for file in moved:
            self._move(step, self.by_file[file])

    def _follow_intent(self, step: _Step, paths: Mapping[str, str]) -> list[PathChange]:
        """Pages that were moved here: the one that left the path it is known to come from."""
        arrived = []
        for change in step.came if step.intended else ():
            assert self._book is not None
            assert step.intended is not None
            origin = step.intended.origin_of(self._book.path_of(change.path))
            file = next((file for file in step.left if origin is not None and _same(paths[file], origin)), None)
            if file is not None:
                page, gone = step.left.pop(file)
                change_of_place = replace(change, kind="renamed", old_path=file, old_blob=gone.old_blob)
                self._arrive(step, page, change_of_place, "renamed")
                arrived.append(change)
        return arrived

    def _follow_renames(self, step: _Step) -> list[PathChange]:
        """Files that look like ones that went, as far as nobody said anything else."""
        arrived = [change for change in step.came if change.old_path in step.left]
        for change in arrived:
            assert change.old_path is not None
            self._arrive(step, step.left.pop(change.old_path)[0], change, "renamed")
        return arrived

    def _come(self, step: _Step, change: PathChange, paths: Mapping[str, str]) -> None:
        """A file that was no page before: the page that left this path just now or earlier, or a new one."""
        assert self._book is not None
        path = self._book.path_of(change.path)
        same = next((file for file in step.left if paths[file] == path), None)
        if same is not None:
            self._arrive(step, step.left.pop(same)[0], change, "renamed")
            return
        back = self._returning(step, path)
        if back is not None:
            self.deleted[back.path].remove(back)
            back.gone_at = None
            self._arrive(step, back, change, "created")
            return
        commit, signed = step.commit, step.signed
        page = Identity(self._new_id(step, path), path, None, None, commit.id, commit.id, 0, signed.at, signed)
        self._arrive(step, page, change, "created")

    def _returning(self, step: _Step, path: str) -> Identity | None:
        """The deleted page that comes back at ``path``: the one that was meant, else the one that went from here."""
        intended = step.intended
        origin = intended.origin_of(path) if intended is not None and intended.kind == RETURN else None
        candidates = self.deleted.get(path if origin is None else origin, [])
        if intended is None or intended.kind != CREATE or intended.new_path != path:
            return best_gone(one for one in candidates if origin is not None or one.may_return)
        if intended.old_path != path:
            return None
        meant = [one for one in candidates if one.id == intended.page_id]
        found = best_gone(meant or (one for one in candidates if not one.is_stored))
        if found is not None:
            found.id = intended.page_id  # when the history is walked anew its pages have no ids yet
        return found

    def _new_id(self, step: _Step, path: str) -> str:
        intended = step.intended
        if intended is None or intended.kind != CREATE or intended.new_path != path:
            return new_id()
        return intended.page_id

    def _arrive(self, step: _Step, page: Identity, change: PathChange, kind: str) -> None:
        page.file = change.path
        self.by_file[change.path] = page
        self._add_version(step, page, change, kind)

    def _go(self, step: _Step, page: Identity, change: PathChange) -> None:
        self._add_version(step, page, change, "deleted")
        page.file = page.blob = None
        page.gone_at = step.signed.at
        self.deleted[page.path].append(page)

    def _move(self, step: _Step, page: Identity) -> None:
        assert self._book is not None
        assert page.file is not None
        path = self._book.path_of(page.file)
        if path == page.path:
            return
        self.former[page.path] = page
        page.path = path
        self._note(step, page, "moved")

    def _add_version(self, step: _Step, page: Identity, change: PathChange, kind: str) -> None:
        page.number += 1
        page.last_commit, page.blob, page.changed = step.commit.id, change.blob, step.signed
        self.versions.append(Version(page, page.number, step.commit, change, kind, step.signed))
        if kind == "renamed" and change.old_blob == change.blob:
            self.touched[page] = None  # where it went is told by _move
            return
        restored = kind != "deleted" and step.commit.trailer(RESTORES) is not None
        self._note(step, page, "restored" if restored else "changed" if kind == "renamed" else kind)

    def _note(self, step: _Step, page: Identity, kind: str) -> None:
        self.touched[page] = None
        event = Happening(kind, page, page.path, step.commit, step.signed, page.number)
        self.happenings.append(event)


def _same(path: str, other: str) -> bool:
    return path_key(path) == path_key(other)
