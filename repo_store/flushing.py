"""Making sure that files and folders have reached the disk, beyond what libgit2 and git do themselves."""

import os
from pathlib import Path

from repo_store.errors import WriteFailed
from repo_store.failures import failure


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder. Raises WriteFailed with `broken` set when the flush fails."""
    _flush(folder, os.O_DIRECTORY)


def flush_file(file: Path) -> None:
    """Flush the bytes of a file. Raises WriteFailed with `broken` set when the flush fails."""
    _flush(file, 0)


def flush_all(root: Path) -> None:
    """Flush every file and folder below `root`, and `root` itself. Raises WriteFailed."""
    for folder, _, names in os.walk(root):
        for name in names:
            flush_file(Path(folder) / name)
        flush_folder(Path(folder))


def _flush(path: Path, flags: int) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    except OSError as error:
        raise failure(str(error)) from error
    try:
        os.fsync(handle)
    except OSError as error:
        raise WriteFailed(f"could not fsync {path}: {error}", broken=True) from error
    finally:
        os.close(handle)
