"""The table of drafts: texts that somebody is writing and has not published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcTime

_NEW = text("page_id IS NULL")


class Draft(Base):
    """One person's text of one page, or of a page that does not exist yet.

    A page to be has no id, so its draft is known by the space and by ``under``, the path of the page above it; ``path``
    is the address typed so far. ``base`` is the commit of the version that the text was made from, "" for a new page.
    ``saved_at`` is when the text was kept, ``seen_at`` when the editor was last open as far as is known.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("person_id", "page_id", name="uq_drafts_person_id_page_id"),
        Index(
            "uq_drafts_person_id_space_id_under",
            "person_id",
            "space_id",
            "under",
            unique=True,
            sqlite_where=_NEW,
            postgresql_where=_NEW,
        ),
    )

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    page_id: Mapped[str | None] = mapped_column(ForeignKey("page_identities.id"), index=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    under: Mapped[str] = mapped_column(String(1024), default="")
    path: Mapped[str] = mapped_column(String(1024), default="")
    kind: Mapped[str] = mapped_column(String(20), default="page")
    title: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    properties: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    base: Mapped[str] = mapped_column(String(40), default="")
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: somebody only has the editor open."""
        return not (self.title or self.body or self.properties or self.summary)


BLANK = and_(Draft.title == "", Draft.body == "", Draft.properties == "", Draft.summary == "")
"""The same as a condition on rows."""
