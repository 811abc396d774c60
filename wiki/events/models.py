"""Tables of the outbox: events, and how far each reaction has read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcTime


class Event(Base):
    """One thing that happened. ``details`` never holds page text, passwords or tokens."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_page_id_id", "page_id", "id"),
        Index("ix_events_kind_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[str | None] = mapped_column(String(10))
    space_id: Mapped[str | None] = mapped_column(String(10))
    page_id: Mapped[str | None] = mapped_column(String(10))
    area_id: Mapped[str | None] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(String(80))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None] = mapped_column(String(32))


class Cursor(Base):
    """How far a reaction has come: the id of the last event it has done."""

    __tablename__ = "event_cursors"

    reaction: Mapped[str] = mapped_column(String(60), primary_key=True)
    event_id: Mapped[int] = mapped_column(Integer, default=0)
