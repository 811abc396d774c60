"""The table of spaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcTime


class Space(Base):
    """A space. ``taken_in`` is the watermark: the commit up to which its pages stand in the tables."""

    __tablename__ = "spaces"

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"))
    taken_in: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[str | None] = mapped_column(String(10))
    archived_at: Mapped[datetime | None] = mapped_column(UtcTime)
