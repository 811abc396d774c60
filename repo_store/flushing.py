"""Making sure that files and folders have reached the disk, beyond what libgit2 and git do themselves."""

import os
from pathlib import Path

from repo_store.errors import WriteFailed


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder. Raises WriteFailed with `fsync` set."""
    _flush(folder, os.O_DIRECTORY)


def flush_all(root: Path) -> None:
    """Flush every file and folder below `root`, and `root` itself. Raises WriteFailed with `fsync` set."""
    for folder, _, names in os.walk(root):
        for name in names:
            _flush(Path(folder) / name, 0)
        flush_folder(Path(folder))


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        os.fsync(handle)
    except OSError as error:
        raise WriteFailed(f"could not fsync {path}: {error}", fsync=True) from error
    finally:
        os.close(handle)
