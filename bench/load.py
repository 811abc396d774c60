"""Asking a server for pages over 16 connections that stay open, from a process of its own."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

CONNECTIONS = 16
_SCRIPT = """\
local urls = {%(urls)s}
local cookies = {%(cookies)s}
local at = 0
request = function()
  at = at + 1
  if #cookies > 0 then
    wrk.headers["Cookie"] = cookies[(at + math.floor(at / #urls)) %% #cookies + 1]
  end
  return wrk.format("GET", urls[at %% #urls + 1])
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('JSON{"answers":%%d,"seconds":%%.6f,"bytes":%%d,"errors":%%d,"p50":%%.3f,"p99":%%.3f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Round:
    """What the addresses are and who asks: the reader changes with every request, and again with every turn."""

    base: str
    urls: Sequence[str]
    cookies: Sequence[str] = ()


@dataclass(frozen=True)
class Load:
    """What came back: latencies in milliseconds, bytes with headers, errors of any kind."""

    answers: int
    seconds: float
    bytes: int
    errors: int
    p50: float
    p99: float

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def has_wrk() -> bool:
    """Whether Debian's load generator is here; without it Python asks, which holds fast servers back."""
    return shutil.which("wrk") is not None


def ask(wanted: Round, seconds: float, folder: Path) -> Load:
    """Ask for ``seconds``; ``folder`` takes the script."""
    return _with_wrk(wanted, seconds, folder) if has_wrk() else _with_python(wanted, seconds, folder)


def _with_wrk(wanted: Round, seconds: float, folder: Path) -> Load:
    script = folder / "wrk.lua"
    quoted = {name: ",".join(json.dumps(one) for one in getattr(wanted, name)) for name in ("urls", "cookies")}
    script.write_text(_SCRIPT % quoted)
    how = ("--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds:.0f}s", "--timeout", "30s")
    command = ["wrk", *how, "--script", str(script), wanted.base]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = re.search(r"JSON(\{.*\})", done.stdout)
    if told is None:
        raise SystemExit(done.stdout + done.stderr)
    return Load(**json.loads(told[1]))


def _with_python(wanted: Round, seconds: float, folder: Path) -> Load:
    task = folder / "load.json"
    task.write_text(json.dumps(asdict(wanted)))
    command = [sys.executable, "-m", "bench.load", str(task), str(seconds)]
    return Load(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


class _Asking:
    """The fallback: a thread for each connection, one process for all."""

    def __init__(self, wanted: Round, until: float) -> None:
        self.wanted, self.until = wanted, until
        self.took: list[float] = []
        self.bytes = self.errors = 0
        self._lock = threading.Lock()

    def ask(self, first: int) -> None:
        host, port = self.wanted.base.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        at = first
        while time.perf_counter() < self.until:
            self._once(connection, at)
            at += CONNECTIONS
        connection.close()

    def _once(self, connection: http.client.HTTPConnection, at: int) -> None:
        urls, cookies = self.wanted.urls, self.wanted.cookies
        headers = {"Cookie": cookies[(at + at // len(urls)) % len(cookies)]} if cookies else {}
        began = time.perf_counter()
        try:
            connection.request("GET", urls[at % len(urls)], headers=headers)
            answer = connection.getresponse()
            size, failed = len(answer.read()), answer.status >= 400
        except (OSError, http.client.HTTPException):
            connection.close()
            size, failed = 0, True
        with self._lock:
            self.took.append(1000 * (time.perf_counter() - began))
            self.bytes += size
            self.errors += failed


def _main(task: str, seconds: float) -> None:
    wanted = Round(**json.loads(Path(task).read_text()))
    began = time.perf_counter()
    asking = _Asking(wanted, began + seconds)
    threads = [threading.Thread(target=asking.ask, args=(first,)) for first in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(asking.took)
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    load = Load(len(took), time.perf_counter() - began, asking.bytes, asking.errors, p50, p99)
    print(json.dumps(asdict(load)))


if __name__ == "__main__":
    _main(sys.argv[1], float(sys.argv[2]))
