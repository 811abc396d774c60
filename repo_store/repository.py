"""One repository: its head, its trees, one file at one version, and what each commit changed.

A Repository may be shared between threads and survives a fork: what must not be shared is opened per thread.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from repo_store import committing, guarding, locking, renames
from repo_store.errors import BadPath, Diverged, UnknownBlob, UnknownCommit
from repo_store.items import EXECUTABLE, Delta, Item
from repo_store.objects import Objects, opened
from repo_store.types import INTERNAL, MAIN, Commit, CommitRequest, Entry, Location, PathChange

_COMMIT_ID = re.compile("[0-9a-f]{40}")
_INTERNAL_NAME = re.compile("[a-z0-9][a-z0-9-]*")
TAKEN_IN: Final = INTERNAL + "taken-in"
"""The ref that follows what the projection has taken in (durability contract, I12)."""


class Repository:
    """A bare repository with the one branch main."""

    def __init__(self, key: str, location: Location) -> None:
        self.key = key
        self.location = location

    @property
    def path(self) -> Path:
        """The Git directory."""
        return self.location.path

    def hold(self, wait: float = locking.WAIT_SECONDS) -> AbstractContextManager[locking.Held]:
        """Be the only writer for a `with` block; commit_changes takes this lock itself. Raises LockBusy."""
        return locking.hold(self.location.lock, wait)

    def head(self) -> str | None:
        """The newest commit of main; None while there is none."""
        return self._objects.ref(MAIN)

    def resolve(self, commit_id: str) -> str:
        """The same id, when it is 40 hexadecimal digits and names a commit here. Raises UnknownCommit."""
        return self.commit(commit_id).id

    def commit(self, commit_id: str) -> Commit:
        """The commit of this id. Raises UnknownCommit."""
        found = self._objects.commit(commit_id) if _COMMIT_ID.fullmatch(commit_id) else None
        if found is None:
            raise UnknownCommit(commit_id)
        return found

    def entries(self, commit_id: str, under: str = "") -> list[Entry]:
        """Every file of a commit, or of its folder `under`, in byte order of the full paths."""
        objects, tree = self._objects, self.commit(commit_id).tree
        if not under:
            return list(_files(objects, tree, ""))
        folder = objects.item(tree, under)
        if folder is None or not folder.is_folder:
            return []
        return list(_files(objects, folder.id, under + "/"))

    def entry(self, commit_id: str, path: str) -> Entry | None:
        """The file at exactly this path; None when there is none. Any string may be asked for."""
        objects = self._objects
        item = objects.item(self.commit(commit_id).tree, path)
        return _entry(objects, path, item) if item is not None and item.is_file else None

    def folder(self, commit_id: str, path: str) -> str | None:
        """The id of the tree of a folder: another one as soon as anything in it differs. None when there is none."""
        item = self._objects.item(self.commit(commit_id).tree, path)
        return item.id if item is not None and item.is_folder else None

    def read(self, blob_id: str) -> bytes:
        """The bytes of a blob. Raises UnknownBlob, or Damaged when the disk lost it."""
        data = self._objects.blob(blob_id)
        if data is None:
            raise UnknownBlob(blob_id)
        return data

    def first_parents(self, *, after: str | None, until: str) -> list[Commit]:
        """The commits from `after` (left out; None: from the beginning) to `until`, oldest first.

        Raises Diverged when `after` is not on the first-parent line of `until`, UnknownCommit when `until` or
        one of its ancestors is missing.
        """
        line: list[Commit] = []
        step: str | None = until
        while step is not None and step != after:
            line.append(self.commit(step))
            step = line[-1].parents[0] if line[-1].parents else None
        if step != after and after is not None:
            raise Diverged(after, until)
        return line[::-1]

    def changes(self, commit_id: str) -> list[PathChange]:
        """What a commit did to files, against its first parent (or the empty tree), sorted by path."""
        commit = self.commit(commit_id)
        return self.changes_between(commit.parents[0] if commit.parents else None, commit_id)

    def changes_between(self, old: str | None, new: str) -> list[PathChange]:
        """The files that differ between two commits (None: nothing yet), renames recognised, sorted by path.

        Symbolic links and submodules count as absent. Names that are not UTF-8 are left out.
        """
        old_tree = None if old is None else self.commit(old).tree
        deltas = [_files_only(delta) for delta in self._objects.deltas(old_tree, self.commit(new).tree)]
        files = renames.Files(
            deleted={d.path: d.old.id for d in deltas if d.old and not d.new},
            added={d.path: d.new.id for d in deltas if d.new and not d.old},
            read=self.read,
        )
        moved = renames.pair(files)
        gone = set(moved.values())
        changes = [_path_change(d, moved, files) for d in deltas if d.path not in gone and (d.old or d.new)]
        return sorted(changes, key=lambda change: change.path.encode())

    def commit_changes(self, request: CommitRequest) -> Commit:
        """Make one durable commit on main: see committing.commit_changes for what it checks and raises."""
        return committing.commit_changes(self.location, request)

    def get_ref(self, name: str = TAKEN_IN) -> str | None:
        """The commit that one of our refs below refs/internal/ names, or None."""
        return self._objects.ref(_internal(name))

    def set_ref(self, commit_id: str, name: str = TAKEN_IN, wait: float = locking.WAIT_SECONDS) -> None:
        """Point one of our refs below refs/internal/ at a commit. Raises UnknownCommit, LockBusy, WriteFailed."""
        committing.set_internal_ref(self.location, _internal(name), self.resolve(commit_id), wait)

    @property
    def is_read_only(self) -> bool:
        """Whether a disk that cannot be trusted has stopped all writing (durability contract, I8)."""
        return self.why_read_only() is not None

    def why_read_only(self) -> str | None:
        """When and why writing was stopped, in one line of English; None while it is not."""
        return guarding.why_read_only(self.location)

    def lift_read_only(self) -> None:
        """Write again, after somebody has looked at the disk."""
        guarding.lift_read_only(self.location)

    @property
    def _objects(self) -> Objects:
        return opened(self.path)


def _files(objects: Objects, tree: str, prefix: str) -> Iterator[Entry]:
    for name, item in objects.children(tree):
        if item.is_folder:
            yield from _files(objects, item.id, f"{prefix}{name}/")
        elif item.is_file:
            yield _entry(objects, prefix + name, item)


def _entry(objects: Objects, path: str, item: Item) -> Entry:
    return Entry(path, item.id, objects.size(item.id), item.mode == EXECUTABLE)


def _files_only(delta: Delta) -> Delta:
    old = delta.old if delta.old and delta.old.is_file else None
    return Delta(delta.path, old, delta.new if delta.new and delta.new.is_file else None)


def _path_change(delta: Delta, moved: dict[str, str], files: renames.Files) -> PathChange:
    path, old, new = delta.path, delta.old, delta.new
    if new is None:
        return PathChange("deleted", path, None, path, old.id if old else None)
    if old is not None:
        return PathChange("modified", path, new.id, path, old.id)
    if path in moved:
        return PathChange("renamed", path, new.id, moved[path], files.deleted[moved[path]])
    return PathChange("added", path, new.id, None, None)


def _internal(name: str) -> str:
    if not name.startswith(INTERNAL) or not _INTERNAL_NAME.fullmatch(name.removeprefix(INTERNAL)):
        raise BadPath("reserved", name)
    return name
