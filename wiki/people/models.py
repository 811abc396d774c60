"""Tables of people: accounts, groups with resolved nesting, sessions, tokens, failed sign-ins, foreign authors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcTime

LOCAL = "local"
DIRECTORY = "directory"

ACTIVE = "active"
DISABLED = "disabled"


class Person(Base):
    """Somebody with an account. ``source`` and ``external_id`` say who vouches for it; the login is only a name.

    Two things close an account: ``status`` says what an administrator decided, ``gone_at`` since when the directory no
    longer vouches for the person. Neither undoes the other.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("source", "login_key", name="uq_people_source_login_key"),
        UniqueConstraint("source", "external_id", name="uq_people_source_external_id"),
    )

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    source: Mapped[str] = mapped_column(String(20), default=LOCAL)
    external_id: Mapped[str | None] = mapped_column(String(100))
    login: Mapped[str] = mapped_column(String(200))
    login_key: Mapped[str] = mapped_column(String(200), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    title: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default=ACTIVE)
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime)
    password_hash: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str | None] = mapped_column(String(5))
    theme: Mapped[str | None] = mapped_column(String(5))
    timezone: Mapped[str | None] = mapped_column(String(60))
    single_keys: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE and self.gone_at is None

    @property
    def is_local(self) -> bool:
        return self.source == LOCAL


class Group(Base):
    """A group of the directory, bound to its stable id; a renamed group stays itself."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("source", "external_id", name="uq_groups_source_external_id"),)

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    source: Mapped[str] = mapped_column(String(20), default=DIRECTORY)
    external_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    dn: Mapped[str | None] = mapped_column(String(500))
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Membership(Base):
    """A person in a group, direct or through others. ``chain`` names the groups from their own up to this one."""

    __tablename__ = "memberships"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True)
    chain: Mapped[list[str]] = mapped_column(JSON, default=list)


class SignInSession(Base):
    """A browser that is signed in. ``id`` is a hash of what the cookie holds."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")


class ApiToken(Base):
    """A token for API or Git; hashed, narrowed by verbs, spaces and expiry."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[str] = mapped_column(String(64))
    verbs: Mapped[list[str]] = mapped_column(JSON, default=list)
    space_ids: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInFailure(Base):
    """A failed sign-in, kept as long as the throttle looks back. ``key`` is an account or an address, hashed."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)


class AuthorAddress(Base):
    """A mail address found in Git that belongs to a person here."""

    __tablename__ = "author_addresses"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
