"""A page of the Handbook and how it came about, for the tests of its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from auth.actor import Actor
from repo_store.types import UNCHECKED, Author, Change, CommitRequest
from wiki import db
from wiki.access.models import Area
from wiki.access.operations import bump_epoch
from wiki.clock import now
from wiki.pages.models import Page, PageVersion
from wiki.pages.operations import Edit, save_page
from wiki.pages.projection import take_in
from wiki.spaces.queries import repository_of

FIRST = "# 部署\n\n错误率超过 1% 时发出提醒。\n\n## Rolling back\n\nAsk in the channel first.\n"
SECOND = FIRST.replace("1%", "0.5%")
THIRD = SECOND.replace("Ask in the channel first.", "Roll back first, ask <b>afterwards</b>.")


@dataclass
class Story:
    """One page of the Handbook and how it came about."""

    author: Actor
    page: Page

    def now(self) -> Page:
        with db.fresh() as session:
            return session.get_one(Page, self.page.id)

    def versions(self) -> Sequence[PageVersion]:
        """Oldest first."""
        with db.fresh() as session:
            mine = select(PageVersion).where(PageVersion.page_id == self.page.id).order_by(PageVersion.number)
            return session.scalars(mine).all()

    def commits(self) -> list[str]:
        return [version.commit_id for version in self.versions()]

    def write(self, body: str, summary: str = "") -> None:
        page = self.now()
        save_page(self.author, page, Edit(body, summary, page.version, "api"))

    def push(self, files: dict[str, bytes | None]) -> None:
        """One commit past the operations, as somebody else's Git would make it."""
        changes = tuple(Change(path, data, UNCHECKED) for path, data in files.items())
        somebody = Author("Somebody Else", "somebody@example.org")
        repository_of(self.page.space).commit_changes(CommitRequest(changes, somebody, "From afar"))
        take_in(self.page.space_id)

    def hide(self) -> None:
        """Put the page into an area where nobody has a role."""
        with db.writing() as session:
            area = Area(
                id="hidden", space_id=self.page.space_id, root_path=self.page.path, page_id=self.page.id,
                parent_id=self.page.space.area_id, created_at=now(),
            )  # fmt: skip
            session.add(area)
            session.execute(update(Page).where(Page.id == self.page.id).values(area_id="hidden"))
            bump_epoch()

    def url(self, rest: str = "history") -> str:
        return f"/p/{self.page.id}/{rest}"

    def compare(self, old: int, new: int, view: str = "") -> str:
        commits = self.commits()
        return self.url(f"compare/{commits[old - 1]}..{commits[new - 1]}") + (f"?view={view}" if view else "")
