"""A Slipbook that runs as people run it: processes of their own, a folder of its own, a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[3]
PROGRAM = str(Path(sys.executable).with_name("slipbook"))
PATIENCE = 60.0
Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ask: Callable[[], Found | None], patience: float = PATIENCE) -> Found:
    """The first answer that is something, asked again and again."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = ask()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {patience} seconds")


@dataclass
class Site:
    """The settings of one instance, and the commands that are run on it."""

    data: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environ(self, **changed: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLIPBOOK_")}
        own = {"DATA": str(self.data), "PORT": str(self.port), "URL": self.url, "LANGUAGE": "en", "WORKERS": "1"}
        chosen = {**own, **self.more, **changed}
        named = {f"SLIPBOOK_{name}": value for name, value in chosen.items()}
        return {**inherited, **named, "SLIPBOOK_CONFIG": ""}

    def run(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """One command, with its exit status and what it printed."""
        return subprocess.run(
            [PROGRAM, *words],
            cwd=ROOT,
            env=self.environ(**changed),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *words: str) -> Server:
        """`slipbook serve`, in the background; what it prints goes into ``serve.log`` beside the data."""
        with (self.data.parent / f"serve-{self.port}.log").open("wb") as log:
            process = subprocess.Popen(
                [PROGRAM, *(words or ("serve",))],
                cwd=ROOT,
                env=self.environ(),
                stdout=log,
                stderr=log,
            )
        return Server(self, process, Path(log.name))


@dataclass
class Server:
    """A running `slipbook serve`."""

    site: Site
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of an answer; 0 where nobody answers."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.site.url + path, headers=given), timeout=20
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0, ""

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return self.get("/readyz")[0] == 200

    def wait_until_ready(self) -> None:
        until(self.is_ready)

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def child(self, module: str) -> int | None:
        """The process id of the child that runs ``module``."""
        return next((pid for pid, words in children(self.process.pid).items() if module in words), None)

    def stop(self) -> float:
        """Ask it to stop; how many seconds it and all its children took."""
        everybody, began = set(descendants(self.process.pid)), time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        assert not [pid for pid in everybody if is_running(pid)]
        return time.monotonic() - began


def children(pid: int) -> dict[int, str]:
    """The processes that ``pid`` started itself, with their command lines."""
    stats = {int(folder.name): _text(folder / "stat") for folder in Path("/proc").glob("[0-9]*")}
    own = [one for one, stat in stats.items() if re.search(rf"\) \S {pid} ", stat)]
    return {one: _text(Path(f"/proc/{one}/cmdline")).replace("\0", " ") for one in own}


def descendants(pid: int) -> dict[int, str]:
    """Every process below ``pid`` with its command line."""
    below = children(pid)
    return below | {one: words for child in below for one, words in descendants(child).items()}


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not only what is left of one."""
    stat = _text(Path(f"/proc/{pid}/stat"))
    return bool(stat) and ") Z " not in stat


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
