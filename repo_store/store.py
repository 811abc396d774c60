"""All repositories below one folder: create, open, list, import and remove them.

`<root>/<key>.git` is the repository, `<root>/<key>.lock` its lock, `<root>/<key>.readonly` the mark that
stops writes. Whatever else lies in the folder is no business of ours.
"""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

from repo_store import objects, plumbing
from repo_store.errors import BadKey, GitFailed, RepositoryExists, RepositoryMissing, SourceUnreadable
from repo_store.flushing import flush_all, flush_folder
from repo_store.locking import hold
from repo_store.repository import Repository
from repo_store.settings import CONFIG
from repo_store.types import DEFAULT_RESERVE, MAIN, Location, Reserve

KEY: Final = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DAY: Final = 24 * 3600


class Store:
    """The repositories of one folder, which is created when it is missing."""

    def __init__(self, root: Path, reserve: Reserve = DEFAULT_RESERVE) -> None:
        self.root = root
        self._reserve = reserve
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        objects.prepare()

    def create(self, key: str) -> Repository:
        """A new, empty repository. Raises BadKey, RepositoryExists, WriteFailed."""
        return self._build(key, lambda _path: None)

    def open(self, key: str) -> Repository:
        """The repository of this key. Raises RepositoryMissing, also for a key that can have none."""
        if not KEY.fullmatch(key) or not (self.root / f"{key}.git" / "HEAD").is_file():
            raise RepositoryMissing(key)
        return Repository(key, self._location(key))

    def keys(self) -> list[str]:
        """The keys of all repositories, sorted."""
        names = (path.name.removesuffix(".git") for path in self.root.glob("*.git"))
        return sorted(name for name in names if KEY.fullmatch(name))

    def import_from(self, key: str, source: str | Path, progress: plumbing.Progress | None = None) -> Repository:
        """A new repository with the whole history of another: a folder with .git, a bare one, or a bundle.

        The branch that the source's HEAD names becomes main; other branches and tags stay behind. Addresses
        of other machines are refused. Raises SourceUnreadable, BadKey, RepositoryExists.
        """
        found = _on_this_disk(source)
        try:
            return self._build(key, lambda path: _fetch_main(path, found, progress))
        except GitFailed as error:
            raise SourceUnreadable(f"{found}: {error}") from error

    def remove(self, key: str) -> None:
        """Delete a repository and all its history. Raises RepositoryMissing, LockBusy.

        The lock file stays: somebody may be waiting for it.
        """
        repository = self.open(key)
        location = repository.location
        with hold(location.lock):
            # Out of sight in one step: nobody sees half of it.
            discarded = self.root / f".removed-{uuid4().hex}"
            location.path.rename(discarded)
        shutil.rmtree(discarded)
        location.read_only.unlink(missing_ok=True)

    def clear_drafts(self) -> list[str]:
        """Remove what was being imported or deleted when a process died; answers the names. For start-up.

        A draft may still be growing, so that it counts as left after a day.
        """
        left = [*self.root.glob(".removed-*"), *(d for d in self.root.glob(".new-*") if _is_old(d))]
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        return [folder.name for folder in left]

    def _build(self, key: str, fill: Callable[[Path], None]) -> Repository:
        """Build beside, then move into place: a repository is there as a whole or not at all."""
        if not KEY.fullmatch(key):
            raise BadKey(key)
        location = self._location(key)
        draft = self.root / f".new-{uuid4().hex}"
        try:
            objects.create_bare(draft, CONFIG)
            fill(draft)
            flush_all(draft)
            with hold(location.lock):
                if location.path.exists():
                    raise RepositoryExists(key)
                draft.rename(location.path)
                flush_folder(self.root)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return Repository(key, location)

    def _location(self, key: str) -> Location:
        root = self.root
        return Location(root / f"{key}.git", root / f"{key}.lock", root / f"{key}.readonly", self._reserve)


def _is_old(draft: Path) -> bool:
    try:
        return time.time() - draft.stat().st_mtime > _DAY
    except FileNotFoundError:
        return False


def _on_this_disk(source: str | Path) -> Path:
    text = str(source)
    if text.startswith("-") or "://" in text or "::" in text or "\0" in text:
        raise SourceUnreadable(f"{text[:200]!r} is not a path on this machine")
    path = Path(text).expanduser().resolve()
    if path.is_file() or (path / ".git").exists() or _is_bare(path):
        return path
    raise SourceUnreadable(f"{text[:200]!r} is neither a Git repository nor a bundle")


def _is_bare(path: Path) -> bool:
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def _fetch_main(draft: Path, source: Path, progress: plumbing.Progress | None) -> None:
    refs = plumbing.advertised(source)
    branches = [name for name in refs if name.startswith("refs/heads/")]
    wanted = ["HEAD", MAIN, "refs/heads/master", *(branches if len(branches) == 1 else [])]
    found = next((name for name in wanted if name in refs), None)
    if found is None:
        raise SourceUnreadable(f"{source} has no commit that HEAD, main or master names")
    plumbing.fetch(draft, source, f"+{found}:{MAIN}", progress)
    if objects.opened(draft).ref(MAIN) is None:
        raise SourceUnreadable(f"{source}: {found} does not name a commit")
