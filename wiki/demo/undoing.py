"""Takes one change of a demo page back, so that earlier versions follow from the last one.

It knows files and edits only; people, spaces and the folder are in `story`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Files = dict[str, bytes]
"""Every file of a space at one moment, by path."""


class StoryError(Exception):
    """A history that does not fit its pages; the message names the change, the page and the reason."""


@dataclass(frozen=True)
class Edit:
    """In one page, `old` became `new`; `new` must occur exactly once in the page as it was afterwards."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Move:
    """A file that changed its path."""

    source: str
    target: str


@dataclass(frozen=True)
class Change:
    """What one person did in one commit. `deleted` holds the text of pages that went away, by path."""

    author: str
    days_ago: int
    minute: int
    message: str
    creates: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    edits: tuple[Edit, ...] = ()
    deleted: Mapping[str, str] = field(default_factory=dict)


def undo(change: Change, after: Files) -> Files:
    """The files as they were before `change`, worked out from the files after it."""
    files = dict(after)
    try:
        for edit in reversed(change.edits):
            files[edit.path] = _taken_back(edit, files)
        for move in change.moves:
            _must_be_free(move.source, files)
            files[move.source] = _existing(move.target, files)
            del files[move.target]
        for path in change.creates:
            _existing(path, files)
            del files[path]
        for path, text in change.deleted.items():
            _must_be_free(path, files)
            files[path] = text.encode()
    except StoryError as error:
        raise StoryError(f"“{change.message}” ({change.days_ago} days ago): {error}") from error
    if files == after:
        raise StoryError(f"“{change.message}” ({change.days_ago} days ago) changes nothing")
    return files


def _taken_back(edit: Edit, files: Files) -> bytes:
    text = _existing(edit.path, files).decode()
    times = text.count(edit.new) if edit.new else 0
    if times != 1:
        raise StoryError(f"{edit.path} holds {edit.new[:40]!r} {times} times instead of once")
    return text.replace(edit.new, edit.old).encode()


def _existing(path: str, files: Files) -> bytes:
    if path not in files:
        raise StoryError(f"there is no file {path} at that time")
    return files[path]


def _must_be_free(path: str, files: Files) -> None:
    if path in files:
        raise StoryError(f"there is a file {path} already")
