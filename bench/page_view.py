"""How fast a page is shown: Slipbook, a bare Flask route with the same bytes, and Otter Wiki, in one run.

    python -m bench.page_view [--work FOLDER] [--pages 2000] [--seconds 5] [--rounds 3] [--without-otter]

Fifty people who are signed in read a thousand pages in turn over 16 connections; every view passes session, gate and
link filling, and no browser has the page already. Every line of Slipbook's log is read afterwards: each answer has to
be a 200 to a known person. The folder keeps corpus, instance and rivals, so that the next run starts at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import escape

from bench import corpus
from bench.company import PEOPLE, Company, Sight
from bench.load import CONNECTIONS, Load, Round, ask, has_wrk
from bench.rivals import Otter, bare_program, otter_url
from bench.servers import THREADS, WORKERS, Program, Running, busy_seconds, served

PORTS = {"slipbook": 18101, "bare": 18102, "otter": 18103}
VIEWED = 1000
SAMPLE = 100
WARM_TURNS, LONGEST_WARM_UP = 5, 20.0
ROUTE = "/s/<space>/<path:path>"


@dataclass
class Subject:
    """One of the three: what is asked of it, and what each round gave."""

    running: Running
    round: Round
    loads: list[Load] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    foreign: list[float] = field(default_factory=list)
    logged: int = 0

    def measure(self, seconds: float, folder: Path) -> None:
        """One round; the CPU time of the server is divided by its answers."""
        cpu, busy = self.running.cpu_seconds(), busy_seconds()
        load = ask(self.round, seconds, folder)
        used = self.running.cpu_seconds() - cpu
        self.loads.append(load)
        self.cpu_ms.append(1000 * used / load.answers)
        self.foreign.append(busy_seconds() - busy - used)

    @property
    def rate(self) -> float:
        """Answers a second, the median of all rounds."""
        return statistics.median(one.a_second for one in self.loads)


def main() -> None:
    """Build what is missing, serve all three, measure them in turn, print a table."""
    options = _options()
    folder = options.work.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    some = corpus.pages(folder / "corpus", options.pages)
    wanted = corpus.viewed(some, VIEWED)
    company, otter = Company(folder / "slipbook", PORTS["slipbook"]), Otter(folder / "otter")
    if not company.is_built:
        print("Building the instance …", flush=True)
        company.build(some)
    if not options.without_otter:
        otter.build(some)
    with ExitStack() as stack:
        slipbook = _slipbook(stack, company, wanted)
        page = _verified(slipbook, company.sights(wanted))
        subjects = [slipbook, _bare(stack, folder, page)]
        if not options.without_otter:
            subjects.append(_otter(stack, otter, wanted))
        _measure(subjects, options, folder)
        _print_head(some, page, otter.version if not options.without_otter else None)
        _print_table(subjects)
        _print_statements(slipbook)
    failed = sum(load.errors for subject in subjects for load in subject.loads)
    sys.exit(f"{failed} errors" if failed else 0)


def _slipbook(stack: ExitStack, company: Company, wanted: Sequence[corpus.CorpusPage]) -> Subject:
    environ = {
        "SLIPBOOK_DATA": str(company.settings.data),
        "SLIPBOOK_URL": company.settings.url,
        "SLIPBOOK_PORT": str(company.settings.port),
        "SLIPBOOK_WORKERS": str(WORKERS),
        "SLIPBOOK_THREADS": str(THREADS),
    }
    log = company.settings.data.parent / "slipbook.log"
    command = (sys.executable, "-m", "wiki.serving.web")
    running = stack.enter_context(served(Program("Slipbook", command, company.settings.port, log, environ)))
    return Subject(running, Round(running.base, [one.url for one in company.sights(wanted)], company.cookies()))


def _bare(stack: ExitStack, folder: Path, page: bytes) -> Subject:
    running = stack.enter_context(served(bare_program(folder / "bare", PORTS["bare"], page)))
    return Subject(running, Round(running.base, ["/"]))


def _otter(stack: ExitStack, otter: Otter, wanted: Sequence[corpus.CorpusPage]) -> Subject:
    running = stack.enter_context(served(otter.program(PORTS["otter"])))
    subject = Subject(running, Round(running.base, [otter_url(one) for one in wanted]))
    _sample(subject)
    return subject


def _verified(slipbook: Subject, sights: Sequence[Sight]) -> bytes:
    """The answer of median size, after each of a sample was seen to hold the title of its own page."""
    bodies = _sample(slipbook)
    for sight, body in zip(sights, bodies, strict=False):
        if f"<h1>{escape(sight.title)}</h1>" not in body.decode():
            raise SystemExit(f"{sight.url} was answered without its title, {sight.title}")
    return sorted(bodies, key=len)[len(bodies) // 2]


def _sample(subject: Subject) -> list[bytes]:
    """The first pages, asked for one by one; SystemExit when one is not a 200."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.running.program.port, timeout=60)
    bodies = []
    for at, url in enumerate(subject.round.urls[:SAMPLE]):
        cookies = subject.round.cookies
        connection.request("GET", url, headers={"Cookie": cookies[at % len(cookies)]} if cookies else {})
        answer = connection.getresponse()
        bodies.append(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{subject.running.program.name} answered {answer.status} for {url}")
    connection.close()
    return bodies


def _measure(subjects: Sequence[Subject], options: argparse.Namespace, folder: Path) -> None:
    """Warm up, then the rounds in turn, so that whatever else the machine does meets all of them."""
    for subject in subjects:
        _warm_up(subject, folder)
        subject.logged = subject.running.program.log.stat().st_size
    for _round in range(options.rounds):
        for subject in subjects:
            subject.measure(options.seconds, folder)


def _warm_up(subject: Subject, folder: Path) -> None:
    """Until every process has shown every page, so to say: a few times as many answers as pages, or long enough."""
    answers, until = 0, time.monotonic() + LONGEST_WARM_UP
    while answers < WARM_TURNS * len(subject.round.urls) and time.monotonic() < until:
        answers += ask(subject.round, 3, folder).answers


def _print_table(subjects: Sequence[Subject]) -> None:
    print(
        f"{'':12} {'req/s':>9} {'(range)':>15} {'CPU ms':>7} {'p50 ms':>7} {'p99 ms':>8} {'bytes':>7} {'MB':>5} "
        f"{'others':>7}"
    )
    for one in subjects:
        rates = [load.a_second for load in one.loads]
        answers, size = sum(load.answers for load in one.loads), sum(load.bytes for load in one.loads)
        print(
            f"{one.running.program.name:12} {one.rate:9.1f} {f'{min(rates):.0f}-{max(rates):.0f}':>15} "
            f"{statistics.median(one.cpu_ms):7.3f} {statistics.median(load.p50 for load in one.loads):7.1f} "
            f"{statistics.median(load.p99 for load in one.loads):8.1f} {size // answers:7d} "
            f"{one.running.resident_bytes() / 1e6:5.0f} {statistics.median(one.foreign):6.1f}s"
        )
    slipbook, *rivals = subjects
    for one in rivals:
        cpu = statistics.median(one.cpu_ms) / statistics.median(slipbook.cpu_ms)
        print(
            f"Slipbook / {one.running.program.name}: {slipbook.rate / one.rate:.3f} by answers, {cpu:.3f} by CPU time"
        )


def _print_statements(slipbook: Subject) -> None:
    """What the log says of the measured answers; SystemExit where one was not a page shown to somebody known."""
    with slipbook.running.program.log.open("rb") as log:
        log.seek(slipbook.logged)
        lines = [json.loads(line) for line in log if line.startswith(b"{")]
    views = [line for line in lines if line["log"] == "slipbook.request"]
    strange = [
        one for one in lines if one not in views or one["status"] != 200 or not one["person"] or one["route"] != ROUTE
    ]
    if strange:
        raise SystemExit(f"{len(strange)} lines of the log are not page views, the first: {strange[0]}")
    statements, people = [one["sql"] for one in views], {one["person"] for one in views}
    print(
        f"{len(views)} views by {len(people)} people in the log, all 200; SQL statements a view: "
        f"median {statistics.median(statements):.0f}, most {max(statements)}"
    )


def _print_head(some: Sequence[corpus.CorpusPage], page: bytes, otter: str | None) -> None:
    languages = ", ".join(f"{sum(one.language == name for one in some)} {name}" for name in ("zh", "en", "mixed"))
    print(
        f"{len(some)} pages ({languages}; {sum(len(one.data) for one in some) / 1e6:.1f} MB), {VIEWED} of them read by "
        f"{PEOPLE} people over {CONNECTIONS} connections; {WORKERS} processes of {THREADS} threads each; "
        f"the bare route answers {len(page)} bytes; Otter Wiki {otter or 'left out'}; "
        f"asked by {'wrk' if has_wrk() else 'Python'}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.page_view",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Load comes from Debian's wrk (apt-get install wrk)"
        + ("." if has_wrk() else ", which is MISSING here: a slower program in Python takes its place."),
    )
    usual = Path(tempfile.gettempdir()) / "slipbook-bench"
    parser.add_argument("--work", type=Path, default=usual, help=f"folder for everything that is built ({usual})")
    parser.add_argument("--pages", type=int, default=2000, help="pages of the corpus")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds for each server")
    parser.add_argument("--without-otter", action="store_true", help="leave Otter Wiki out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
