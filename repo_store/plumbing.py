"""The git program, for what it does better than a library: fetching, history, blame, checking, packing.

The only module that speaks GitPython. Arguments are fixed here; what comes from outside is a checked commit
id, a path behind `--` that is taken literally, or an absolute path on this disk. Nothing of it is ever an option.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import AnyStr, Final

from git.cmd import Git, handle_process_output
from git.exc import CommandError, GitCommandError
from git.remote import RemoteProgress

from repo_store.errors import GitFailed

Progress = Callable[[str, int, int], None]
"""Told (stage, done, total) while something long runs; total is 0 where it is not known."""

# Old versions of Git wrote these; they harm nobody, and history must come in as it is.
_FORGIVEN: Final = ("badTimezone", "missingSpaceBeforeDate", "zeroPaddedFilemode", "missingEmail")
_ID = re.compile("[0-9a-f]{40}")
_OFFLINE: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file", "LC_ALL": "C"}
# Settings of the person who runs us have no say in our own repositories.
_OURS: Final = {**_OFFLINE, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}

_STAGES: Final = {
    RemoteProgress.COUNTING: "counting",
    RemoteProgress.COMPRESSING: "compressing",
    RemoteProgress.RECEIVING: "receiving",
    RemoteProgress.RESOLVING: "resolving",
}


class _Reporter(RemoteProgress):
    """Turns what git prints while it fetches into calls of `told`."""

    def __init__(self, told: Progress | None) -> None:
        super().__init__()
        self._told = told

    def update(
        self, op_code: int, cur_count: str | float, max_count: str | float | None = None, message: str = ""
    ) -> None:
        """Called by GitPython for every line of progress; its message says nothing that we do not say."""
        del message
        stage = _STAGES.get(op_code & self.OP_MASK)
        if self._told is not None and stage is not None:
            self._told(stage, int(cur_count or 0), int(max_count or 0))


def advertised(source: Path) -> dict[str, str]:
    """The refs of a repository or bundle on this disk and the ids they name. Raises GitFailed."""
    listing = _run(["ls-remote", "--", str(source)], _OFFLINE)
    pairs = (line.split("\t", 1) for line in listing.decode("utf-8", "replace").splitlines() if "\t" in line)
    return {name: object_id for object_id, name in pairs}


def fetch(git_dir: Path, source: Path, refspec: str, progress: Progress | None) -> None:
    """Bring one ref with its whole history from a repository or bundle on this disk. Raises GitFailed.

    Objects are checked on the way in (fetch.fsckObjects) but for faults in _FORGIVEN.
    """
    checks = ["fetch.fsckObjects=true", *(f"fetch.fsck.{fault}=ignore" for fault in _FORGIVEN)]
    options = [word for check in checks for word in ("-c", check)]
    command = ["git", f"--git-dir={git_dir}", *options, "fetch", "--no-tags", "--no-write-fetch-head"]
    command += ["--no-auto-maintenance", "--progress", "--", str(source), refspec]
    reporter = _Reporter(progress)
    with _started():
        process = Git(git_dir).execute(command, as_process=True, universal_newlines=True, env=_OFFLINE)
    try:
        handle_process_output(process, None, reporter.new_message_handler(), _ended, decode_streams=False)
    except GitCommandError as error:
        raise GitFailed(_last_words(reporter.error_lines) or _last_words([str(error)])) from error


def _ended(process: Git.AutoInterrupt | Popen[AnyStr]) -> None:
    process.wait()


def log_ids(git_dir: Path, commit_id: str, path: str, *, limit: int, skip: int) -> list[str]:
    """Ids of the first-parent commits that changed exactly this path, newest first."""
    options = ["--first-parent", "--format=%H", f"--max-count={int(limit)}", f"--skip={int(skip)}"]
    return _ours(git_dir, ["log", *options, "--end-of-options", commit_id, "--", path]).decode().split()


def blame(git_dir: Path, commit_id: str, path: str) -> bytes:
    """The porcelain output of git blame (which, in 2.39, does not know --end-of-options)."""
    return _ours(git_dir, ["blame", "--porcelain", "--first-parent", commit_id, "--", path])


def is_id(word: str) -> bool:
    """Whether this is how git writes the id of an object."""
    return _ID.fullmatch(word) is not None


def fsck(git_dir: Path, *, whole: bool = True) -> list[str]:
    """What `git fsck` complains about, reading all objects or only what names what; nothing when all is well."""
    options = [word for fault in _FORGIVEN for word in ("-c", f"fsck.{fault}=ignore")]
    command = ["git", f"--git-dir={git_dir}", *options, "fsck", "--no-dangling"]
    command += ["--strict", "--full"] if whole else ["--connectivity-only"]
    with _started():
        status, output, errors = Git(git_dir).execute(
            [*command, "--no-progress"], with_extended_output=True, with_exceptions=False, env=_OURS
        )
    said = f"{output}\n{errors}".splitlines()
    lines = [line for line in said if line.strip() and not line.startswith("notice:")]
    return lines or ([f"git fsck ended with {status}"] if status else [])


def collect(git_dir: Path, lock: int) -> None:
    """Pack what is loose and drop what nothing has named for two weeks, keeping this file handle open meanwhile."""
    with _started():
        Git(os.sep).execute(["git", f"--git-dir={git_dir}", "gc", "--quiet"], env=_OURS, pass_fds=(lock,))


def write_commit_graph(git_dir: Path) -> None:
    """Write the commit graph with changed-path filters, which make the log of a path quick."""
    _ours(git_dir, ["commit-graph", "write", "--reachable", "--changed-paths"])


def _ours(git_dir: Path, arguments: Sequence[str]) -> bytes:
    return _run([f"--git-dir={git_dir}", "--literal-pathspecs", *arguments], _OURS)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> bytes:
    with _started():
        output = Git(os.sep).execute(
            ["git", *arguments], stdout_as_string=False, strip_newline_in_stdout=False, env=environment
        )
    assert isinstance(output, bytes)
    return output


@contextmanager
def _started() -> Iterator[None]:
    """GitFailed for a git that ended badly, is not installed, or could not be started for want of processes."""
    try:
        yield
    except GitCommandError as error:
        raise GitFailed(_last_words(str(error.stderr).splitlines()) or f"git ended with {error.status}") from error
    except (CommandError, OSError) as error:
        raise GitFailed(_last_words(str(error).splitlines())) from error


def _last_words(lines: Sequence[str]) -> str:
    said = [line.strip().removeprefix("stderr:").strip(" '") for line in lines if line.strip()]
    return " ".join(said[-3:])
