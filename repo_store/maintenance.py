"""Looking after a repository: is it sound, how large is it, and packing it from time to time."""

from repo_store import locking, plumbing
from repo_store.repository import Repository


def check(repository: Repository) -> list[str]:
    """What `git fsck --strict --full` complains about; an empty list means the repository is sound."""
    return plumbing.fsck(repository.path)


def collect(repository: Repository) -> None:
    """Pack the repository and index its history, as its only writer. Raises LockBusy, GitFailed.

    Unreachable objects stay for two weeks and reflogs for 90 days (settings of the repository).
    """
    with repository.hold():
        locking.clear_stale_locks(repository.path)
        plumbing.collect(repository.path)
        plumbing.write_commit_graph(repository.path)


def size(repository: Repository) -> int:
    """How much the repository takes on the disk, in bytes."""
    total = 0
    for path in repository.path.rglob("*"):
        try:
            total += path.lstat().st_blocks * 512
        except FileNotFoundError:
            # A draft or a lock of somebody who writes while we count.
            continue
    return total
