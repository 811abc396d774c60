"""Programs under measurement: started on a port of their own, watched by the CPU time they use, stopped by their id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS, THREADS = 2, 4
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Program:
    """What to start: its command, variables on top of ours, the port it listens on, the file it writes to."""

    name: str
    command: tuple[str, ...]
    port: int
    log: Path
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Running:
    """A program that answers."""

    program: Program
    pid: int

    @property
    def base(self) -> str:
        """The origin it answers under."""
        return f"http://127.0.0.1:{self.program.port}"

    def cpu_seconds(self) -> float:
        """User and system time of the process and its children so far."""
        return sum(_cpu_of(pid) for pid in self._family())

    def resident_bytes(self) -> int:
        """Proportional set size of the process and its children."""
        return sum(_pss_of(pid) for pid in self._family())

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return [self.pid, *map(int, children)]


@contextmanager
def served(program: Program) -> Iterator[Running]:
    """Run ``program`` inside the block; SystemExit when it does not listen within a minute."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            program.command, env={**os.environ, **program.environ}, stdout=log, stderr=log, cwd=Path.cwd()
        )
    try:
        _wait_until_it_listens(program, process)
        yield Running(program, process.pid)
    finally:
        process.send_signal(signal.SIGINT)  # gunicorn's quick stop: nobody waits for an answer any more
        process.wait(60)


def gunicorn_options(port: int, threads: int = THREADS) -> tuple[str, ...]:
    """The settings of `wiki.serving.web`, for programs that gunicorn starts from its command line."""
    return (
        *("--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(threads)),
        *("--worker-class", "gthread", "--keep-alive", "5", "--timeout", "60", "--log-level", "warning"),
    )


def busy_seconds() -> float:
    """CPU time that the whole machine has used since it started, idle and waiting left out."""
    fields = [int(one) for one in Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS


def _wait_until_it_listens(program: Program, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", program.port)) == 0:
                return
        time.sleep(0.1)
    process.terminate()
    raise SystemExit(f"{program.name} did not come up; see {program.log}")


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _pss_of(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
