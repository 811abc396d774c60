"""What a move does to paths: where each file and page stands afterwards, and how links must read then.

Nothing is written here. A path goes along when it is the one that moves or lies below it, compared by folded parts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from wiki.pages.paths import file_key, name_of, path_key, rebased, wiki_key
from wiki.rendering.links import resolve_path
from wiki.rendering.types import Link, Target

_SUFFIX = re.compile(r"\.(?:md|markdown|html|htm)$", re.I)


@dataclass(frozen=True)
class MovedPage:
    """A page that goes along, with what links to it may be made of."""

    old_path: str
    title_key: str


@dataclass(frozen=True)
class Rebase:
    """The page at ``old`` (standing in ``file``) moves to ``new``, and what lies below it follows."""

    old: str
    new: str
    file: str
    pages: dict[str, MovedPage] = field(default_factory=dict)

    def file_after(self, file: str) -> str:
        """Where a file of the repository stands afterwards."""
        if file == self.file and not self._is_below(file):
            return self.new + posixpath.splitext(file)[1]
        return self.path_after(file)

    def path_after(self, path: str) -> str:
        """The same for the path of a page or a folder."""
        moved = rebased(path, self.old, self.new)
        return path if moved is None else moved

    def _is_below(self, path: str) -> bool:
        return path_key(path).startswith(f"{path_key(self.old)}/")


class Rewording:
    """How the links of one file must read after a move so that they lead to the same places.

    ``resolve`` says which page the mover sees behind a wiki link, as an address.
    """

    def __init__(self, rebase: Rebase, file: str, resolve: Callable[[Link], Target], addresses: dict[str, str]) -> None:
        """``addresses``: from the address of each moved page, as it is before the move, to its path."""
        self._rebase, self._old, self._new = rebase, file, rebase.file_after(file)
        self._resolve, self._addresses = resolve, addresses

    def target_of(self, link: Link) -> str | None:
        """The new target of ``link``, or None where it may stay as it is."""
        if link.kind == "wiki":
            return self._words(link)
        if link.kind in ("page", "file", "image") and link.target:
            return self._relative(link.target, may_be_page=link.kind == "page")
        return None

    def _relative(self, target: str, *, may_be_page: bool) -> str | None:
        before = resolve_path(self._old, target)
        if before is None:
            return None
        after = self._after(before, may_be_page=may_be_page)
        if not after or resolve_path(self._new, target) == after:
            return None
        if target.startswith("/"):
            return f"/{after}"
        return posixpath.relpath(after, posixpath.dirname(self._new) or ".")

    def _after(self, path: str, *, may_be_page: bool) -> str:
        """Where the thing that a resolved path means stands afterwards, spelled with the same suffix."""
        if path == self._rebase.file:
            return self._rebase.file_after(path)
        suffix = _SUFFIX.search(path) if may_be_page else None
        bare = path[: suffix.start()] if suffix else path
        moved = self._rebase.pages.get(path_key(bare)) if may_be_page else None
        if moved is None:
            return self._rebase.path_after(path)
        return self._rebase.path_after(moved.old_path) + (suffix[0] if suffix else "")

    def _words(self, link: Link) -> str | None:
        """Words stay where they are the title; a path, or a name that the move changes, becomes the new path."""
        old_path = self._addresses.get(self._resolve(link).url)
        if old_path is None:
            return None
        new_path, key = self._rebase.path_after(old_path), wiki_key(link.target)
        is_title = any(page.old_path == old_path and page.title_key == key for page in self._rebase.pages.values())
        is_same_name = key == wiki_key(name_of(old_path)) == wiki_key(name_of(new_path))
        return None if is_title or is_same_name else new_path


def moved_pages(pages: Iterable[tuple[str, str, str]]) -> dict[str, MovedPage]:
    """Path, file and title key of each page that moves, found by every key that a link may come down to."""
    found: dict[str, MovedPage] = {}
    for path, file, title_key in pages:
        for key in (path_key(path), file_key(file)):
            found.setdefault(key, MovedPage(path, title_key))
    return found
