"""From changes to one durable commit on main, without ever overwriting newer work.

What happens, in order: the flock, the disk, what died lock files block, what the writer expected to find,
the names, blobs, trees, the commit, all of it read again, and last of all the ref, by compare-and-swap.
Each object is flushed with its folder as it is written, so that the ref never names what a power cut may take.
"""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from repo_store import guarding, locking, paths, trees
from repo_store.errors import LockBusy, NothingChanged, Overtaken, RefBusy, RefMoved, UnknownBlob, WriteFailed
from repo_store.failures import explained
from repo_store.flushing import flush_folder
from repo_store.items import EXECUTABLE, FILE, Draft, Item
from repo_store.objects import Objects, opened
from repo_store.types import MAIN, UNCHECKED, Author, Change, Commit, CommitRequest, Location

_RETRY_SECONDS: Final = 0.02


def commit_changes(location: Location, request: CommitRequest, wait: float = locking.WAIT_SECONDS) -> Commit:
    """Write the request as one commit on top of main and return it; it then survives a power cut.

    Raises Overtaken (a path holds another blob than expected), BadPath (a new name), NothingChanged,
    LockBusy (after `wait` seconds), DiskFull, ReadOnly or another WriteFailed. Main is then as before; only when
    the very last flush failed may it hold the whole commit, and nobody can write until somebody looked.
    """
    deadline = time.monotonic() + wait
    with explained(), locking.hold(location.lock, wait) as held:
        guarding.refuse_when_unsafe(location)
        locking.clear_stale_locks(location.path, died=held.died)
        while True:
            try:
                return _attempt(location.path, request)
            except (RefMoved, RefBusy) as error:
                # Somebody writes who does not know our lock: look at the new head, and check everything again.
                if time.monotonic() >= deadline:
                    raise LockBusy(str(error)) from error
                time.sleep(_RETRY_SECONDS)
            except WriteFailed as failure:
                if failure.broken:
                    guarding.make_read_only(location, str(failure))
                raise


def set_internal_ref(location: Location, name: str, commit_id: str, wait: float = locking.WAIT_SECONDS) -> None:
    """Point a ref of ours at a commit, as the only writer: so the next one knows whether its lock file is a dead one's.

    Raises LockBusy after `wait` seconds, WriteFailed.
    """
    with explained(), locking.hold(location.lock, wait) as held:
        locking.clear_stale_locks(location.path, died=held.died)
        try:
            opened(location.path).set_ref(name, commit_id)
        except RefBusy as error:
            raise LockBusy(str(error)) from error
        except WriteFailed as failure:
            if failure.broken:
                guarding.make_read_only(location, str(failure))
            raise


def _attempt(path: Path, request: CommitRequest) -> Commit:
    objects = opened(path)
    head = objects.ref(MAIN)
    parent = objects.commit(head) if head else None
    _refuse_changed_folders(objects, parent.tree if parent else None, request.folders)
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
    commit_id = objects.write_commit(draft)
    written = _read_again(path, commit_id, edits)
    objects.advance(MAIN, draft, commit_id)
    return written


def _refuse_changed_folders(objects: Objects, tree: str | None, folders: Iterable[tuple[str, str | None]]) -> None:
    for path, expected in folders:
        current = _folder(objects, tree, path)
        if current != expected:
            raise Overtaken(path, expected, current)


def _folder(objects: Objects, tree: str | None, path: str) -> str | None:
    item = objects.item(tree, path) if tree else None
    return item.id if item is not None and item.is_folder else None


def _edits(objects: Objects, tree: str | None, changes: Iterable[Change]) -> dict[str, Item | None]:
    """The blobs are written only when every change is allowed."""
    allowed: dict[str, tuple[Change, Item | None]] = {}
    for change in changes:
        path, item = trees.locate(objects, tree, change.path)
        current = item.id if item else None
        if change.expected is not UNCHECKED and change.expected != current:
            raise Overtaken(path, change.expected, current)
        if item is None and not change.is_deletion:
            paths.check(path)
        if path in allowed:
            raise ValueError(f"{path!r} is changed twice in one request")
        allowed[path] = change, item
    return {path: _wanted(objects, change, item) for path, (change, item) in allowed.items()}


def _wanted(objects: Objects, change: Change, item: Item | None) -> Item | None:
    """What the path shall hold, its bytes stored."""
    if change.is_deletion:
        return None
    mode = item.mode if item else FILE
    if change.executable is not None:
        mode = EXECUTABLE if change.executable else FILE
    if change.data is not None:
        return Item(objects.write_blob(change.data), mode)
    if change.blob is None or not objects.has_blob(change.blob):
        raise UnknownBlob(str(change.blob))
    return Item(change.blob, mode)


def _read_again(path: Path, commit_id: str, edits: Mapping[str, Item | None]) -> Commit:
    """What was just written, through eyes that have not seen it before. Raises WriteFailed."""
    # libgit2 flushes each object and its folder; a folder that is new needs its own parent flushed.
    flush_folder(path / "objects")
    fresh = Objects(path)
    commit = fresh.commit(commit_id)
    if commit is None or not all(_holds(fresh, commit.tree, place, item) for place, item in edits.items()):
        raise WriteFailed(f"{commit_id} is not there although it was written", broken=True)
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
    # Halves of characters can be typed into JSON, but not into Git.
    text = request.message.encode("utf-8", "replace").decode().replace("\0", "").strip("\n")
    for key, value in request.trailers:
        if not key.replace("-", "").isalnum() or "\n" in value:
            raise ValueError(f"{key!r} cannot be a trailer")
    trailers = "".join(f"{key}: {value}\n" for key, value in request.trailers)
    return f"{text}\n\n{trailers}" if trailers else f"{text}\n"
