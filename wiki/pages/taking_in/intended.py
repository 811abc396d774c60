"""What commits that were made here mean to do: believed over what a comparison of files suggests.

An intent is believed in the commit that it was written for: one that nobody has taken in yet, or the very commit that
it was taken in with. Its id in any other commit, as in one that was copied and pushed, means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from repo_store.types import Commit
from wiki.pages.paths import rebased

TRAILER = "Slipbook-Intent"
CREATE, MOVE, DELETE, RESTORE, RETURN = "create", "move", "delete", "restore", "return"
LASTING = (CREATE, MOVE, RETURN)
"""The kinds that say who a page is."""


@dataclass(frozen=True, slots=True)
class Intended:
    """An intent as it was written down. Paths are those of the page that it is about; what lies below goes along.

    A "create" with an ``old_path`` means the page that was deleted there; without one it means a new page.
    """

    id: str
    kind: str
    page_id: str
    old_path: str | None
    new_path: str | None
    commit_id: str | None

    def takes_away(self, path: str) -> bool:
        """Whether the page at ``path`` leaves its place by this."""
        moves = self.kind == MOVE and self.old_path is not None and self.new_path is not None
        return moves and rebased(path, self.old_path or "", self.new_path or "") is not None

    def origin_of(self, path: str) -> str | None:
        """Where a page that stands at ``path`` after a move or a return stood before; None for any other page."""
        if self.kind not in (MOVE, RETURN) or self.old_path is None or self.new_path is None:
            return None
        return rebased(path, self.new_path, self.old_path)


class Intents:
    """The intents of one space."""

    def __init__(self, rows: Iterable[Intended] = ()) -> None:
        self._rows = {row.id: row for row in rows}

    def __iter__(self) -> Iterator[Intended]:
        return iter(self._rows.values())

    def of(self, commit: Commit) -> Intended | None:
        """What ``commit`` means to do, when it was made here."""
        found = self._rows.get(commit.trailer(TRAILER) or "")
        return found if found is not None and found.commit_id in (None, commit.id) else None
