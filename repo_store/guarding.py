"""Whether a repository may be written to: room on the disk, and the mark that stops writing after the disk failed."""

import logging
import shutil
from contextlib import suppress
from datetime import UTC, datetime

from repo_store.errors import DiskFull, ReadOnly, WriteFailed
from repo_store.flushing import flush_file, flush_folder
from repo_store.types import Location

log = logging.getLogger(__name__)


def refuse_when_unsafe(location: Location) -> None:
    """Raises ReadOnly while the mark stands, DiskFull when less than the reserve is free."""
    if location.read_only.exists():
        raise ReadOnly(f"{location.path.name} is read-only: {why_read_only(location)}")
    disk = shutil.disk_usage(location.lock.parent)
    reserve = max(location.reserve.free_bytes, location.reserve.free_share * disk.total)
    if disk.free < reserve:
        raise DiskFull(f"{disk.free} bytes are free, {int(reserve)} must stay free")


def make_read_only(location: Location, reason: str) -> None:
    """Set the mark, which outlives restarts, and say so in the log.

    On such a disk the mark may fail as well; then the next write finds out anew.
    """
    log.critical("%s is read-only from now on, look at its disk: %s", location.path, reason)
    with suppress(OSError, WriteFailed):
        location.read_only.write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {reason}\n")
        flush_file(location.read_only)
        flush_folder(location.read_only.parent)


def why_read_only(location: Location) -> str | None:
    """When and why writing was stopped, in one line; None while it is not."""
    try:
        return location.read_only.read_text(errors="replace").strip() or "it does not say since when"
    except FileNotFoundError:
        return None


def lift_read_only(location: Location) -> None:
    """Take the mark away, after somebody has looked at the disk."""
    with suppress(FileNotFoundError):
        location.read_only.unlink()
        log.warning("%s may be written to again", location.path)
