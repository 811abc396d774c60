"""Secrets that are shown once and kept as a hash: API tokens, and the ids of sessions."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

_SHAPE = re.compile(r"sb_([0-9a-f]{16})_([0-9a-f]{64})")


class NewToken(NamedTuple):
    """A token just made: ``text`` is shown to its owner once, ``id`` and ``secret_hash`` are stored."""

    text: str
    id: str
    secret_hash: str

    def __repr__(self) -> str:
        """Without the secret, so that it stands in no log or traceback."""
        return f"NewToken(id={self.id!r})"


def new_token() -> NewToken:
    """A token with 256 random bits. The fixed beginning ``sb_`` lets scanners for leaked secrets find it."""
    token_id, secret = secrets.token_hex(8), secrets.token_hex(32)
    return NewToken(f"sb_{token_id}_{secret}", token_id, hash_secret(secret))


def parse(text: str) -> tuple[str, str] | None:
    """The (id, secret) of a token as it was sent, or None for anything else."""
    found = _SHAPE.fullmatch(text)
    return (found[1], found[2]) if found else None


def matches(secret: str, stored: str) -> bool:
    """Whether ``stored`` is the hash of ``secret``, in the same time wherever they differ."""
    return hmac.compare_digest(hash_secret(secret).encode(), stored.encode("utf-8", "replace"))


def hash_secret(secret: str) -> str:
    """SHA-256 in hex. Enough for secrets of 128 random bits and more; never for passwords."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def new_secret_id() -> str:
    """256 random bits, safe in a cookie or an address: for sessions, set-up and reset links (ASVS 5.0,
    7.2.3)."""
    return secrets.token_urlsafe(32)
