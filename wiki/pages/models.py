"""Tables of pages: identities (kept for ever) and the projection of the text (thrown away and rebuilt at will)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.db import Base, UtcTime
from wiki.spaces.models import Space


class PageIdentity(Base):
    """Who a page is, whatever its path: social data, backed up, never rebuilt."""

    __tablename__ = "page_identities"
    __table_args__ = (
        Index(
            "uq_page_identities_living_path",
            "space_id",
            "path",
            unique=True,
            sqlite_where=text("gone_at IS NULL"),
            postgresql_where=text("gone_at IS NULL"),
        ),
        Index("ix_page_identities_space_id_path", "space_id", "path"),
    )

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"))
    path: Mapped[str] = mapped_column(String(1024))
    area_id: Mapped[str | None] = mapped_column(String(10))
    first_commit: Mapped[str] = mapped_column(String(40))
    last_commit: Mapped[str] = mapped_column(String(40))
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Page(Base):
    """A page as of the commit that its space has taken in. ``file`` is its path in the repository.

    The keys are folded (case and normal form do not count): of the path, of the file without its suffix, of the last
    part of the path, of the title. ``parent_path`` is the key of the path above; "" for a page at the top and for the
    page of the space itself, whose path is "".
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("space_id", "path", name="uq_pages_space_id_path"),
        UniqueConstraint("space_id", "file", name="uq_pages_space_id_file"),
        Index("ix_pages_space_id_parent_path_sort_key", "space_id", "parent_path", "sort_key"),
        Index("ix_pages_area_id_updated_at", "area_id", "updated_at"),
        Index("ix_pages_space_id_path_key", "space_id", "path_key"),
        Index("ix_pages_space_id_title_key", "space_id", "title_key"),
        Index("ix_pages_space_id_file_key", "space_id", "file_key"),
        Index("ix_pages_space_id_name_key", "space_id", "name_key"),
    )

    id: Mapped[str] = mapped_column(ForeignKey("page_identities.id"), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"))
    area_id: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(1024))
    path_key: Mapped[str] = mapped_column(String(1024))
    name_key: Mapped[str] = mapped_column(String(1024))
    file: Mapped[str] = mapped_column(String(1024))
    file_key: Mapped[str] = mapped_column(String(1024))
    parent_path: Mapped[str] = mapped_column(String(1024))
    sort_key: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(500))
    title_key: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str] = mapped_column(String(20), default="page")
    owner: Mapped[str | None] = mapped_column(String(200))
    review_on: Mapped[date | None] = mapped_column(Date)
    front_matter: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    language: Mapped[str] = mapped_column(String(5), default="en")
    excerpt: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str | None] = mapped_column(String(40))
    too_large: Mapped[bool] = mapped_column(Boolean, default=False)
    words: Mapped[int] = mapped_column(Integer, default=0)
    blob: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    author_id: Mapped[str | None] = mapped_column(String(10))
    author_name: Mapped[str] = mapped_column(String(200))

    space: Mapped[Space] = relationship(lazy="joined", innerjoin=True, viewonly=True)


class PageVersion(Base):
    """A commit that changed the file of a page, numbered along first parents."""

    __tablename__ = "page_versions"
    __table_args__ = (UniqueConstraint("page_id", "commit_id", name="uq_page_versions_page_id_commit_id"),)

    page_id: Mapped[str] = mapped_column(ForeignKey("page_identities.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    space_id: Mapped[str] = mapped_column(String(10), index=True)
    commit_id: Mapped[str] = mapped_column(String(40))
    blob: Mapped[str | None] = mapped_column(String(40))
    file: Mapped[str] = mapped_column(String(1024))
    change: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcTime)
    author_id: Mapped[str | None] = mapped_column(String(10))
    author_name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")


class PageLink(Base):
    """A link from a page, as written.

    ``target_path`` is the folded path that a relative link means (without the suffix, when it may be a page);
    ``target_key`` is the folded text of a wiki link. Which page that is depends on who asks, so no page stands here.
    """

    __tablename__ = "page_links"
    __table_args__ = (
        Index("ix_page_links_space_id_target_path", "space_id", "target_path"),
        Index("ix_page_links_space_id_target_key", "space_id", "target_key"),
    )

    page_id: Mapped[str] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    space_id: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(Text)
    target_path: Mapped[str | None] = mapped_column(String(1024))
    target_key: Mapped[str | None] = mapped_column(String(500))


class PageTag(Base):
    """A tag in the front matter of a page."""

    __tablename__ = "page_tags"

    page_id: Mapped[str] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)


class PageText(Base):
    """The plain text of a page: what search checks phrases in and cuts snippets from."""

    __tablename__ = "page_texts"

    page_id: Mapped[str] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    blob: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[Any]] = mapped_column(JSON, default=list)


class FormerPath(Base):
    """A path that a page once had: it redirects to where the page is now."""

    __tablename__ = "former_paths"

    space_id: Mapped[str] = mapped_column(String(10), primary_key=True)
    path: Mapped[str] = mapped_column(String(1024), primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page_identities.id"), index=True)


class PageIntent(Base):
    """What a commit made here means to do, written down before the commit, whose trailer carries the id.

    Its commit is noted when it is taken in. What says who a page is stays for ever, so that building the tables anew
    comes to the same end; the rest goes. One whose commit never came is forgotten after a day.
    """

    __tablename__ = "page_intents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    page_id: Mapped[str] = mapped_column(String(10))
    old_path: Mapped[str | None] = mapped_column(String(1024))
    new_path: Mapped[str | None] = mapped_column(String(1024))
    area_id: Mapped[str] = mapped_column(String(10))
    parent: Mapped[str | None] = mapped_column(String(40))
    commit_id: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcTime)
