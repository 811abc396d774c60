"""From changes to one durable commit on main, without ever overwriting newer work.

What happens, in order: the flock, the disk, what died lock files block, what the writer expected to find,
the names, blobs, trees, the commit, all of it read again, and last of all the ref, by compare-and-swap.
"""

import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from repo_store import locking, paths, trees
from repo_store.errors import (
    DiskFull,
    LockBusy,
    NothingChanged,
    Overtaken,
    ReadOnly,
    RefBusy,
    RefMoved,
    WriteFailed,
)
from repo_store.flushing import flush_folder
from repo_store.items import FILE, Draft, Item
from repo_store.objects import Objects, opened
from repo_store.types import MAIN, UNCHECKED, Author, Change, Commit, CommitRequest, Location

_RETRY_SECONDS: Final = 0.02


def commit_changes(location: Location, request: CommitRequest, wait: float = locking.WAIT_SECONDS) -> Commit:
    """Write the request as one commit on top of main and return it; it then survives a power cut.

    Raises Overtaken (a path holds another blob than expected), BadPath (a new name), NothingChanged,
    LockBusy (after `wait` seconds), DiskFull, ReadOnly or another WriteFailed. In every case main is as before.
    """
    deadline = time.monotonic() + wait
    with locking.hold(location.lock, wait):
        _refuse_when_unsafe(location)
        locking.clear_stale_locks(location.path)
        while True:
            try:
                return _attempt(location.path, request)
            except (RefMoved, RefBusy) as error:
                # Somebody writes who does not know our lock: look at the new head, and check everything again.
                if time.monotonic() >= deadline:
                    raise LockBusy(str(error)) from error
                time.sleep(_RETRY_SECONDS)
            except WriteFailed as failure:
                if failure.fsync:
                    location.read_only.touch()
                raise


def set_internal_ref(location: Location, name: str, commit_id: str) -> None:
    """Point a ref of ours at a commit. Raises LockBusy when its lock file does not go away."""
    deadline = time.monotonic() + locking.WAIT_SECONDS
    while True:
        try:
            return opened(location.path).set_ref(name, commit_id)
        except RefBusy as error:
            if time.monotonic() >= deadline:
                raise LockBusy(str(error)) from error
            with locking.hold(location.lock):
                locking.clear_stale_locks(location.path)
            time.sleep(_RETRY_SECONDS)


def _refuse_when_unsafe(location: Location) -> None:
    if location.read_only.exists():
        raise ReadOnly(f"{location.path.name} is read-only since a flush to the disk failed")
    disk = shutil.disk_usage(location.lock.parent)
    reserve = max(location.reserve.free_bytes, location.reserve.free_share * disk.total)
    if disk.free < reserve:
        raise DiskFull(f"{disk.free} bytes are free, {int(reserve)} must stay free")


def _attempt(path: Path, request: CommitRequest) -> Commit:
    objects = opened(path)
    head = objects.ref(MAIN)
    parent = objects.commit(head) if head else None
    edits = _edits(objects, parent.tree if parent else None, request.changes)
    tree = trees.write(objects, parent.tree if parent else None, edits) or objects.write_empty_tree()
    if tree == (parent.tree if parent else objects.write_empty_tree()):
        raise NothingChanged(head)
    draft = Draft(
        tree=tree,
        parent=head,
        author=_presentable(request.author),
        # The clock may have been set back: history never runs backwards.
        seconds=max(
            int(request.at.timestamp() if request.at else time.time()),
            int(parent.committed_at.timestamp()) if parent else 0,
        ),
        message=_message(request),
    )
    commit_id = objects.write_commit(draft, ref=None)
    written = _read_again(path, commit_id, edits)
    objects.write_commit(draft, ref=MAIN)
    return written


def _edits(objects: Objects, tree: str | None, changes: Iterable[Change]) -> dict[str, Item | None]:
    """The blobs are written only when every change is allowed."""
    allowed: dict[str, tuple[Change, Item | None]] = {}
    for change in changes:
        path, item = trees.locate(objects, tree, change.path)
        current = item.id if item else None
        if change.expected is not UNCHECKED and change.expected != current:
            raise Overtaken(path, change.expected, current)
        if change.data is not None and item is None:
            paths.check(path)
        if path in allowed:
            raise ValueError(f"{path!r} is changed twice in one request")
        allowed[path] = change, item
    edits: dict[str, Item | None] = {}
    for path, (change, item) in allowed.items():
        edits[path] = None
        if change.data is not None:
            edits[path] = Item(objects.write_blob(change.data), item.mode if item else FILE)
    return edits


def _read_again(path: Path, commit_id: str, edits: Mapping[str, Item | None]) -> Commit:
    """What was just written, through eyes that have not seen it before. Raises WriteFailed."""
    # libgit2 flushes each object and its folder; a folder that is new needs its own parent flushed.
    flush_folder(path / "objects")
    fresh = Objects(path)
    commit = fresh.commit(commit_id)
    if commit is None or not all(_holds(fresh, commit.tree, place, item) for place, item in edits.items()):
        raise WriteFailed(f"{commit_id} is not there although it was written")
    return commit


def _holds(objects: Objects, tree: str, path: str, item: Item | None) -> bool:
    found = objects.item(tree, path)
    if item is None:
        # A folder may have taken the name of a file that went.
        return found is None or found.is_folder
    return found == item and objects.blob(item.id) is not None


def _presentable(author: Author) -> Author:
    """Git has no way to write angle brackets and line ends in a name, and needs one that is not empty."""
    return Author(_plain(author.name) or "unknown", _plain(author.email).replace(" ", "") or "unknown")


def _plain(text: str) -> str:
    kept = "".join(c if c.isprintable() and c not in "<>" else " " for c in text)
    return " ".join(kept.split()).strip(" .,:;\"'\\")


def _message(request: CommitRequest) -> str:
    text = request.message.replace("\0", "").strip("\n")
    for key, value in request.trailers:
        if not key.replace("-", "").isalnum() or "\n" in value:
            raise ValueError(f"{key!r} cannot be a trailer")
    trailers = "".join(f"{key}: {value}\n" for key, value in request.trailers)
    return f"{text}\n\n{trailers}" if trailers else f"{text}\n"
