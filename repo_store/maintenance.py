"""Looking after a repository: is it sound, how large is it, packing it, and clearing what crashes left."""

from dataclasses import dataclass
from typing import Literal

from repo_store import locking, plumbing
from repo_store.errors import Damaged, LockBusy, WriteFailed
from repo_store.objects import configure
from repo_store.repository import Repository
from repo_store.settings import CONFIG


@dataclass(frozen=True)
class Finding:
    """Something about a repository that somebody should know.

    "damage": what Git says is broken or missing; `object_id` is the object it names, if any. "read-only": writing
    was stopped, and why. "setting": one that is not as it should be. "leftover": a file that a dead writer left,
    which the next writer removes. Only the first two need a person.
    """

    kind: Literal["damage", "read-only", "setting", "leftover"]
    what: str
    object_id: str | None = None


def check(repository: Repository, *, whole: bool = True) -> list[str]:
    """What `git fsck` complains about; an empty list means the repository is sound.

    The whole check reads every object (--strict --full), the other only follows what names what
    (--connectivity-only), which is some ten times as quick.
    """
    return plumbing.fsck(repository.path, whole=whole)


def check_repository(repository: Repository, *, whole: bool = True) -> list[Finding]:
    """Everything there is to say about a repository, damage first; it changes nothing and needs no lock."""
    findings = [Finding("damage", line, _named(line)) for line in check(repository, whole=whole)]
    reason = repository.why_read_only()
    findings += [Finding("read-only", reason)] if reason is not None else []
    try:
        wrong = configure(repository.path, CONFIG, dry=True)
    except Damaged as error:
        return [*findings, Finding("damage", str(error))]
    findings += [Finding("setting", name) for name in wrong]
    left = locking.left_behind(repository.path)
    return findings + [Finding("leftover", str(path.relative_to(repository.path))) for path in left]


def reclaim_stale_locks(repository: Repository) -> list[str]:
    """Remove what dead writers left (lock files, half-written objects) and answer the paths, below the repository.

    For start-up, and every few minutes. While somebody else is writing, or nobody can write, nothing is touched.
    """
    try:
        with repository.hold(wait=0):
            removed = locking.clear_left_behind(repository.path)
    except (LockBusy, WriteFailed):
        return []
    return [str(path.relative_to(repository.path)) for path in removed]


def bring_up_to_date(repository: Repository) -> list[str]:
    """Give a repository that an older version made the settings of today; answers which. Raises LockBusy."""
    with repository.hold() as held:
        locking.clear_stale_locks(repository.path, died=held.died)
        return configure(repository.path, CONFIG)


def collect(repository: Repository) -> None:
    """Pack the repository and index its history, as its only writer. Raises LockBusy, GitFailed.

    Should this process die, git keeps the lock until it has ended.
    Unreachable objects stay for two weeks and reflogs for 90 days (settings of the repository).
    """
    with repository.hold() as held:
        locking.clear_stale_locks(repository.path, died=held.died)
        try:
            plumbing.collect(repository.path, held.handle)
            plumbing.write_commit_graph(repository.path)
        finally:
            # A git that was killed leaves its lock files, and nobody but ourselves knows that it is gone.
            locking.clear_stale_locks(repository.path, died=True)


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


def _named(line: str) -> str | None:
    """The object that a line of git fsck is about."""
    return next((word for word in line.replace(":", " ").split() if plumbing.is_id(word)), None)
