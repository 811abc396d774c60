"""The parent process: starts the children, restarts the ones that die, stops them all on SIGTERM."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from wiki.config import Settings
from wiki.errors import Unavailable
from wiki.language import words as _

log = logging.getLogger("slipbook.serve")
PATIENCE = 9.0
"""Seconds that the children have to end; what is killed then is taken up at the next start."""
CHILDREN = ("wiki.serving.web", "wiki.serving.worker")


@dataclass
class Child:
    """A module that runs as a process of its own."""

    module: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float | None = None

    def start(self, environ: Mapping[str, str]) -> None:
        self.started, self.due = time.monotonic(), None
        self.process = subprocess.Popen([sys.executable, "-m", self.module], env=dict(environ))  # noqa: S603 ours

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def wait_before_restart(self) -> float:
        """Seconds to wait: none after a long life, up to 30 when it dies again and again."""
        self.failures = 0 if time.monotonic() - self.started > 60 else self.failures + 1
        return min(30.0, (1 << min(self.failures, 6)) / 2 - 0.5)


class Supervisor:
    """Keeps web and worker alive until it is told to stop."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self.environ = dict(environ or os.environ)
        self.children = [Child(module) for module in CHILDREN]
        self.stopping = threading.Event()

    def run(self) -> None:
        """Start, watch, stop. Returns when every child has ended."""
        self._refuse_a_taken_port()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_args: self.stopping.set())
        for child in self.children:
            child.start(self.environ)
        while not self.stopping.wait(0.2):
            for child in self.children:
                if child.has_died():
                    self._start_again(child)
        self._stop()

    def _refuse_a_taken_port(self) -> None:
        with socket.socket(socket.AF_INET6 if ":" in self.settings.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.settings.host, self.settings.port))
            except OSError as taken:
                raise Unavailable(
                    _(
                        "Port %(port)s on %(host)s cannot be used: %(why)s.",
                        port=self.settings.port,
                        host=self.settings.host,
                        why=taken.strerror or str(taken),
                    ),
                    mend=_("Stop what listens there, or choose another with PORT or SLIPBOOK_PORT."),
                ) from taken

    def _start_again(self, child: Child) -> None:
        """Start ``child`` when its time has come; meanwhile the others are watched."""
        if child.due is None:
            wait = child.wait_before_restart()
            child.due = time.monotonic() + wait
            code = child.process.returncode if child.process else None
            log.error("%s ended with status %s; started again in %.1f s", child.module, code, wait)
        elif time.monotonic() >= child.due:
            child.start(self.environ)

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
