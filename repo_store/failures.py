"""What a refused write means: the disk is full, it cannot be trusted any more, or it only said no."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from repo_store.errors import DiskFull, WriteFailed

# libgit2 hands on what the kernel said as text only.
_FULL: Final = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT))
_BROKEN: Final = ("fsync", os.strerror(errno.EIO))


def failure(reason: str) -> WriteFailed:
    """The error for what the system, libgit2 or Git said when it did not write.

    A flush that failed says that earlier writes may be lost too, whatever its reason; so does an I/O error.
    """
    broken = any(sign in reason for sign in _BROKEN)
    if not broken and any(sign in reason for sign in _FULL):
        return DiskFull(reason)
    return WriteFailed(reason, broken=broken)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the system refuses inside the block into WriteFailed."""
    try:
        yield
    except OSError as error:
        raise failure(str(error)) from error
