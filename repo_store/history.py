"""What happened to one path: the commits that changed it, and which commit each line comes from."""

import re
from dataclasses import dataclass

from repo_store import paths, plumbing
from repo_store.repository import Repository
from repo_store.types import Commit

_HEADER = re.compile(rb"([0-9a-f]{40}) (\d+) (\d+) (\d+)")


@dataclass(frozen=True)
class Origin:
    """`count` lines from `line` on (from 1) are as `commit_id` left them, from `old_line` on in `old_path`."""

    commit_id: str
    old_path: str
    old_line: int
    line: int
    count: int


def log(repository: Repository, path: str, *, until: str, limit: int, skip: int = 0) -> list[Commit]:
    """At most `limit` commits of the first-parent line up to `until` that changed this path, newest first.

    The path is taken literally and not followed through renames; a folder stands for all that is below it.
    Raises UnknownCommit.
    """
    commit_id = repository.resolve(until)
    if not paths.is_possible(path):
        # What git would call an error or a place outside of the repository has simply no history.
        return []
    ids = plumbing.log_ids(repository.path, commit_id, path, limit=max(limit, 0), skip=max(skip, 0))
    return [repository.commit(found) for found in ids]


def blame(repository: Repository, commit_id: str, path: str) -> tuple[Origin, ...]:
    """Where the lines of a file come from, in order, along first parents and through renames.

    A path that is no file in that commit has no lines. Raises UnknownCommit.
    """
    if repository.entry(commit_id, path) is None:
        return ()
    return _origins(plumbing.blame(repository.path, commit_id, path), path)


def _origins(porcelain: bytes, path: str) -> tuple[Origin, ...]:
    origins: list[Origin] = []
    names: dict[str, str] = {}
    header: re.Match[bytes] | None = None
    for line in porcelain.split(b"\n"):
        # The text of the file itself begins with a tab, so it is never taken for a header.
        if found := _HEADER.fullmatch(line):
            header = found
        elif line.startswith(b"filename ") and header:
            names[header[1].decode()] = _unquoted(line.removeprefix(b"filename "))
        elif line.startswith(b"\t") and header:
            commit_id = header[1].decode()
            old_path = names.get(commit_id, path)
            origins.append(Origin(commit_id, old_path, int(header[2]), int(header[3]), int(header[4])))
            header = None
    return tuple(origins)


def _unquoted(name: bytes) -> str:
    """A file name as git prints it: in quotes, with C escapes, when it holds unusual bytes."""
    if name.startswith(b'"') and name.endswith(b'"'):
        name = name[1:-1].decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1")
    return name.decode("utf-8", "replace")
