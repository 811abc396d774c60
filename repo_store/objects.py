"""Objects, trees and refs of one repository, read and written inside this process.

The only module that speaks pygit2. What may be written, and under which lock, is decided elsewhere.
"""

import os
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import ConfigLevel, DiffOption, ObjectType, RepositoryOpenFlag

from repo_store.encoding import commit_bytes, exact, lenient, moment, object_id, raw_items, raw_names, tree_with
from repo_store.errors import Damaged, DiskFull, RefBusy, RefMoved, RepositoryMissing
from repo_store.failures import failure
from repo_store.flushing import flush_file, flush_folder
from repo_store.items import FOLDER, Delta, Draft, Item
from repo_store.paths import is_possible
from repo_store.types import MAIN, Author, Commit

_ID = re.compile("[0-9a-f]{40}")
_HANDLES_PER_THREAD: Final = 32
_TREES_PER_HANDLE: Final = 8  # parsing a folder of 10,000 names takes a millisecond, and a commit asks six times
_QUICK: Final = DiffOption.SKIP_BINARY_CHECK
_KINDS: Final = {"blob": ObjectType.BLOB, "tree": ObjectType.TREE, "commit": ObjectType.COMMIT}


def prepare() -> None:
    """Make every write of this process flush to the disk, and keep the settings of people out of it."""
    pygit2.settings.enable_fsync_gitdir(True)
    for level in (ConfigLevel.GLOBAL, ConfigLevel.XDG, ConfigLevel.SYSTEM):
        pygit2.settings.search_path[level] = ""


def create_bare(path: Path, config: Mapping[str, str]) -> None:
    """A new bare repository at `path` whose HEAD is main, with these settings."""
    with _writing():
        repository = pygit2.init_repository(str(path), bare=True, initial_head=MAIN)
        repository.free()
    configure(path, config)


def configure(path: Path, config: Mapping[str, str], *, dry: bool = False) -> list[str]:
    """Give a repository these settings, unless `dry`; answers the names of those that were otherwise."""
    try:
        found = pygit2.Config(str(path / "config"))
        wrong = [name for name, value in config.items() if name not in found or found[name] != value]
    except (pygit2.GitError, OSError) as error:
        raise Damaged(f"{path.name}/config", str(error)) from error
    with _writing():
        for name in [] if dry else wrong:
            found[name] = config[name]
    return wrong


class Objects:
    """One open repository. Belongs to one thread of one process: get yours from `opened`."""

    def __init__(self, path: Path) -> None:
        self._trees: dict[str, pygit2.Tree] = {}
        self._folder = path / "objects"
        flags = RepositoryOpenFlag.BARE | RepositoryOpenFlag.NO_SEARCH
        try:
            self._git = pygit2.Repository(str(path), flags)
        except (pygit2.GitError, OSError) as error:
            raise Damaged(path.name, str(error)) from error

    def ref(self, name: str) -> str | None:
        """The commit that a ref names, or None."""
        try:
            return str(self._git.lookup_reference(name).resolve().target)
        except KeyError:
            return None
        except (pygit2.GitError, OSError) as error:
            raise Damaged(name, str(error)) from error

    def commit(self, commit_id: str) -> Commit | None:
        """The commit of this id, or None when there is none."""
        found = self._get(commit_id)
        return _commit(found) if isinstance(found, pygit2.Commit) else None

    def blob(self, blob_id: str) -> bytes | None:
        """The bytes of a blob, or None when there is none."""
        found = self._get(blob_id)
        return found.data if isinstance(found, pygit2.Blob) else None

    def has_blob(self, blob_id: str) -> bool:
        """Whether there is such a blob, without reading it."""
        try:
            return bool(self._git.odb.read_header(blob_id)[0] == ObjectType.BLOB)
        except (KeyError, ValueError):
            return False
        except (pygit2.GitError, OSError) as error:
            raise Damaged(blob_id, str(error)) from error

    def size(self, blob_id: str) -> int:
        """The size of a blob in bytes, without reading it."""
        try:
            return int(self._git.odb.read_header(blob_id)[1])
        except (KeyError, pygit2.GitError, OSError) as error:
            raise Damaged(blob_id, str(error)) from error

    def names(self, tree_id: str) -> Iterator[str]:
        """The names in a tree; those that are not UTF-8 carry lone surrogates."""
        raw = self._tree(tree_id).read_raw()
        return (name.decode("utf-8", "surrogateescape") for name in raw_names(raw))

    def children(self, tree_id: str) -> Iterator[tuple[str, Item]]:
        """Names and items of a tree in Git's order; names that are not UTF-8 are left out."""
        for raw_name, item in raw_items(self._tree(tree_id).read_raw()):
            name = exact(raw_name)
            if name is not None:
                yield name, item

    def item(self, tree_id: str, path: str) -> Item | None:
        """What the tree holds at `path`, or None; any string may be asked for."""
        # libgit2 reads a name only up to a NUL, and would find "a" when asked for "a" and a NUL.
        if not is_possible(path):
            return None
        found = Item(tree_id, FOLDER)
        for segment in path.split("/"):
            if not found.is_folder:
                return None
            try:
                child = self._tree(found.id)[segment]
            except KeyError:
                return None
            found = Item(str(child.id), child.filemode)
        return found

    def deltas(self, old_tree: str | None, new_tree: str) -> Iterator[Delta]:
        """Where two trees differ, equal subtrees skipped; None is the empty tree. Paths are UTF-8 ones only."""
        new = self._tree(new_tree)
        old = self._tree(old_tree) if old_tree is not None else None
        try:
            diff = old.diff_to_tree(new, _QUICK) if old else new.diff_to_tree(flags=_QUICK, swap=True)
        except (pygit2.GitError, OSError, KeyError) as error:
            raise Damaged(new_tree, str(error)) from error
        for delta in diff.deltas:
            path = exact(delta.new_file.raw_path)
            if path is not None:
                yield Delta(path, _side(delta.old_file), _side(delta.new_file))

    def write_blob(self, data: bytes) -> str:
        """Store the bytes; the id is the same for the same bytes."""
        return self._write("blob", data)

    def write_tree(self, base: str | None, edits: Mapping[str, Item | None]) -> str | None:
        """A tree like `base` with some names set or (None) removed; None when nothing is left in it."""
        raw = tree_with(self._tree(base).read_raw() if base else b"", edits)
        return self._write("tree", raw) if raw else None

    def write_empty_tree(self) -> str:
        """The tree without any file."""
        return self._write("tree", b"")

    def write_commit(self, draft: Draft) -> str:
        """Store a commit; no ref names it yet."""
        return self._write("commit", commit_bytes(draft))

    def _write(self, kind: str, content: bytes) -> str:
        """Store an object so that it survives a power cut.

        Through a stream: what libgit2 offers for trees and commits tries a second time when a flush fails, and
        says nothing. It also believes any object that lies there already, which a writer may have left who died
        before flushing it, or a disk that lost half of it.
        """
        found = object_id(kind, content)
        loose = self._folder / found[:2] / found[2:]
        if loose.exists():
            if self._is_sound(found):
                flush_file(loose)
                flush_folder(loose.parent)
                return found
            loose.unlink()
        with _writing():
            return str(self._git.odb.write(_KINDS[kind], content))

    def _is_sound(self, object_id: str) -> bool:
        try:
            self._git.odb.read(object_id)
        except (KeyError, pygit2.GitError, OSError):
            return False
        return True

    def advance(self, ref: str, draft: Draft, commit_id: str) -> None:
        """Move a ref from the draft's parent (None: it must not exist) to the commit written from the draft.

        Raises RefMoved when the ref names something else, RefBusy when its lock file exists. After any other
        WriteFailed the ref may have moved, without being safe from a power cut.
        """
        subject = draft.message.split("\n", 1)[0]
        with _writing():
            self._git.set_ident(draft.author.name, draft.author.email)
            if draft.parent is None:
                self._git.create_reference_direct(ref, commit_id, False, f"commit (initial): {subject}")
                return
            found = self._git.references.get(ref)
            if found is None or str(found.target) != draft.parent:
                raise RefMoved(f"{ref} does not name {draft.parent}")
            found.set_target(commit_id, f"commit: {subject}")

    def set_ref(self, name: str, commit_id: str) -> None:
        """Point a ref at a commit, wherever it pointed before. Raises RefBusy."""
        with _writing():
            self._git.references.create(name, commit_id, force=True)

    def _get(self, object_id: str) -> pygit2.Object | None:
        if not _ID.fullmatch(object_id):
            return None
        try:
            found: pygit2.Object | None = self._git.get(object_id)
        except (pygit2.GitError, OSError) as error:
            # libgit2 calls the id of forty zeros an error of its own; nothing can ever have it.
            if not object_id.strip("0"):
                return None
            raise Damaged(object_id, str(error)) from error
        return found

    def _tree(self, tree_id: str) -> pygit2.Tree:
        if tree_id in self._trees:
            return self._trees[tree_id]
        found = self._get(tree_id)
        if not isinstance(found, pygit2.Tree):
            raise Damaged(tree_id, "it is not a tree")
        while len(self._trees) >= _TREES_PER_HANDLE:
            del self._trees[next(iter(self._trees))]
        self._trees[tree_id] = found
        return found


class _Handles(threading.local):
    """What this thread has open, most recently used last."""

    def __init__(self) -> None:
        self.opened: OrderedDict[tuple[str, int, int, int], Objects] = OrderedDict()


_handles = _Handles()


def opened(path: Path) -> Objects:
    """The repository at `path` as this thread of this process has it open; opened now if need be.

    A handle is never carried over a fork, nor to a directory that was replaced by another.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise RepositoryMissing(path.stem) from None
    key = (str(path), os.getpid(), status.st_dev, status.st_ino)
    found = _handles.opened.pop(key, None) or Objects(path)
    _handles.opened[key] = found
    while len(_handles.opened) > _HANDLES_PER_THREAD:
        _handles.opened.popitem(last=False)
    return found


@contextmanager
def _writing() -> Iterator[None]:
    """Give the many faces of a failed write in libgit2 the names that callers act on."""
    try:
        yield
    except pygit2.AlreadyExistsError as error:
        raise RefMoved(str(error)) from error
    except (pygit2.GitError, OSError) as error:
        text = str(error)
        found = failure(text)
        if found.broken or isinstance(found, DiskFull):
            raise found from error
        if "failed to lock" in text:
            raise RefBusy(text) from error
        if "reference value does not match" in text:
            raise RefMoved(text) from error
        raise found from error


def _commit(found: pygit2.Commit) -> Commit:
    author = found.author
    encoding = found.message_encoding or "utf-8"
    return Commit(
        id=str(found.id),
        tree=str(found.tree_id),
        parents=tuple(str(parent) for parent in found.parent_ids),
        author=Author(lenient(author.raw_name, encoding), lenient(author.raw_email, encoding)),
        authored_at=moment(author.time),
        committed_at=moment(found.commit_time),
        message=lenient(found.raw_message, encoding),
    )


def _side(file: pygit2.DiffFile) -> Item | None:
    return Item(str(file.id), file.mode) if file.mode else None
