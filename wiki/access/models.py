"""Tables of access: areas, grants in them, grants on the site, and the epoch that every cache carries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from auth.actor import SubjectKind
from wiki.db import Base, UtcTime


class Area(Base):
    """The unit of permission: a space, or the subtree below ``root_path`` of one.

    ``space_id`` and ``page_id`` are opaque here. ``parent_id`` is the area around this one.
    """

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("space_id", "root_path", name="uq_areas_space_id_root_path"),)

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    space_id: Mapped[str] = mapped_column(String(10), index=True)
    root_path: Mapped[str] = mapped_column(String(1024), default="")
    page_id: Mapped[str | None] = mapped_column(String(10))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Grant(Base):
    """A role for one subject in one area. Subjects: person, group, everybody (signed in), anybody."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("area_id", "subject_kind", "subject_id", name="uq_grants_area_subject"),
        Index("ix_grants_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id", ondelete="CASCADE"), index=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(String(10))
    subject_id: Mapped[str] = mapped_column(String(10), default="")
    role: Mapped[int] = mapped_column(Integer)
    granted_by: Mapped[str | None] = mapped_column(String(10))
    granted_at: Mapped[datetime] = mapped_column(UtcTime)


class SiteGrant(Base):
    """Administrator of the site: the same subjects, a table of its own."""

    __tablename__ = "site_grants"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", name="uq_site_grants_subject"),)

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(String(10))
    subject_id: Mapped[str] = mapped_column(String(10))
    granted_by: Mapped[str | None] = mapped_column(String(10))
    granted_at: Mapped[datetime] = mapped_column(UtcTime)


class AccessEpoch(Base):
    """One row: a number that grows with every change of grant, area or membership."""

    __tablename__ = "access_epoch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    epoch: Mapped[int] = mapped_column(Integer, default=1)
