"""A writer in a process of its own, and strace looking on or interfering from its first system call to its last."""

import json
import multiprocessing
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from repo_store.errors import StoreError
from repo_store.repository import Repository
from tests.repo_store.faults.watching import Outcome, save, unreserved

Watch = Callable[..., Outcome]


def _write_when_told(root: Path, text: str, wire: Connection) -> None:
    wire.recv()
    try:
        answer = {"commit": save(root, text), "error": None}
    except StoreError as error:
        answer = {"commit": None, "error": type(error).__name__}
    wire.send(json.dumps(answer))


@pytest.fixture(scope="session")
def strace() -> str:
    """The program, where it is there and may look into our processes."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed")
    trial = subprocess.run([found, "-e", "inject=getpid:error=EIO", "true"], capture_output=True, check=False)
    if trial.returncode:
        pytest.skip("strace may not look into processes here")
    return found


@pytest.fixture
def watch(strace: str, tmp_path: Path, root: Path) -> Watch:
    """watch("text", "inject=fsync:error=EIO:when=3") lets a process save the text; strace does that to it."""

    def run(text: str, *expressions: str) -> Outcome:
        ours, theirs = multiprocessing.get_context("fork").Pipe()
        writer = multiprocessing.get_context("fork").Process(target=_write_when_told, args=(root, text, theirs))
        writer.start()
        theirs.close()
        trace = tmp_path / "trace"
        options = [word for expression in expressions or ("trace=%file,%desc",) for word in ("-e", expression)]
        command = [strace, "-y", "-o", str(trace), *options, "-p", str(writer.pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as observer:
            assert observer.stderr is not None
            said = observer.stderr.readline()
            if "attached" not in said:
                writer.kill()
                pytest.skip(f"strace may not attach to a process here: {said.strip()}")
            ours.send("go")
            answer = _answer(ours)
            writer.join(30)
        calls = tuple(trace.read_text(errors="replace").splitlines())
        return Outcome(answer["commit"], answer["error"], writer.exitcode == -signal.SIGKILL, calls)

    return run


def _answer(wire: Connection) -> dict[str, str | None]:
    try:
        answer: dict[str, str | None] = json.loads(wire.recv())
    except (EOFError, ConnectionError):
        return {"commit": None, "error": None}
    return answer


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Where the spaces are; on a disk of its own where a test says so."""
    folder = tmp_path / "spaces"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def handbook(root: Path) -> Repository:
    """A repository with a page."""
    store = unreserved(root)
    store.create("handbook")
    save(root, "start")
    return store.open("handbook")
