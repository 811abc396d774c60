"""Small pictures of the pictures: where they are kept, and how one is made in a child process with limits."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

from repo_store.repository import Repository
from wiki.attachments.pictures import MEDIA_TYPES
from wiki.instance import current
from wiki.web.media_types import media_type_of

log = logging.getLogger("slipbook.attachments")
PATIENCE = 30.0
"""Seconds that a child has, waiting for the processor included."""


def thumbnail_of(blob: str) -> Path | None:
    """The small picture of a blob, where one was made."""
    file = _place(blob)
    try:
        return file if file.stat().st_size else None
    except FileNotFoundError:
        return None


def make_thumbnail(repository: Repository, blob: str) -> bool:
    """Make the small picture of a blob, unless that was tried before; False where there is none.

    What cannot be shrunk within the limits leaves an empty file, so that it is not tried again and again.
    """
    file = _place(blob)
    if not file.exists():
        data = repository.read(blob)
        _keep(file, _shrunk(data) if media_type_of(data) in MEDIA_TYPES else b"")
    return thumbnail_of(blob) is not None


def _place(blob: str) -> Path:
    return current().settings.cache / "thumbnails" / blob[:2] / f"{blob}.webp"


def _shrunk(data: bytes) -> bytes:
    """What the child makes of a picture; nothing when it fails, takes too long or wants too much."""
    command = [sys.executable, "-m", "wiki.attachments.pictures", str(current().settings.picture_limit)]
    # The child opens what strangers sent, so it is told nothing that is secret.
    known = {name: value for name, value in os.environ.items() if not name.startswith("SLIPBOOK_")}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, env=known, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        log.warning("a picture of %s bytes took too long to shrink", len(data))
        return b""
    if done.returncode:
        log.info("a picture of %s bytes could not be shrunk (%s)", len(data), done.returncode)
    return done.stdout if done.returncode == 0 else b""


def _keep(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(file)
