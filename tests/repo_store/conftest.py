"""Real repositories in a temporary folder, and short words for what the tests do with them."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from repo_store import UNCHECKED, Author, Change, Commit, CommitRequest, Store
from repo_store.repository import Repository
from repo_store.types import Reserve, Unchecked

ANN = Author("Ann 安", "p-1@example.invalid")

Write = Callable[..., Commit]

# How long one example takes says more about the machine than about the code; what must be quick is measured apart.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "spaces", Reserve(free_bytes=0, free_share=0.0))


@pytest.fixture
def repository(store: Store) -> Repository:
    return store.create("handbook")


@pytest.fixture
def write(repository: Repository) -> Write:
    """write("a.md", "text") commits one file of the repository; None deletes it."""

    def commit(
        path: str, text: str | bytes | None, expected: str | Unchecked | None = UNCHECKED, message: str = "edit"
    ) -> Commit:
        data = text.encode() if isinstance(text, str) else text
        return repository.commit_changes(CommitRequest((Change(path, data, expected),), ANN, message))

    return commit


@pytest.fixture
def write_all(repository: Repository) -> Write:
    """write_all({"a.md": "text", "b.md": None}) commits several files at once."""

    def commit(files: dict[str, str | None], message: str = "edit") -> Commit:
        changes = tuple(Change(path, None if text is None else text.encode()) for path, text in files.items())
        return repository.commit_changes(CommitRequest(changes, ANN, message))

    return commit


@pytest.fixture
def git() -> Callable[..., str]:
    """git(repository, "log") is what the git program itself says."""

    def run(repository: Repository | Path, *arguments: str, given: bytes = b"") -> str:
        path = repository if isinstance(repository, Path) else repository.path
        done = subprocess.run(
            ["git", "-C", str(path), "-c", "core.quotePath=false", *arguments],
            input=given,
            capture_output=True,
            check=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        )
        return done.stdout.decode()

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and payloads; tests that need it are skipped where it is missing."""
    here = Path(__file__).parents[2]
    folder = (here / os.environ.get("SLIPBOOK_SHARED", "../shared")).resolve()
    if not folder.is_dir():
        pytest.skip("SLIPBOOK_SHARED does not name a folder")
    return folder


@pytest.fixture(scope="session")
def payloads(shared: Path) -> Callable[[str], list[str]]:
    """payloads("filename") are the strings of that file of attacks."""

    def read(name: str) -> list[str]:
        lines = (shared / "adversarial" / "dev" / f"{name}.jsonl").read_text().splitlines()
        return [json.loads(line)["payload"] for line in lines]

    return read
