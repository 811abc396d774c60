"""F1: the process is killed at a system call of one save of a page: the old page or the new one, never less."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from auth.actor import Actor
from repo_store.maintenance import check
from tests.cast import Cast
from tests.durability.children import FORK, KILLED, ask_verify, opened, page_at_path, start_again
from tests.repo_store.faults.watching import Outcome, points
from wiki import db
from wiki.config import Settings
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.text import source_of
from wiki.spaces.queries import repository_of

SAMPLE = 10


@dataclass(frozen=True)
class Desk:
    """Saves the page in a child that strace looks at, or ends."""

    strace: str
    settings: Settings
    cast: Cast
    ben: Actor
    trace: Path

    def save(self, text: str) -> None:
        page = page_at_path("desk")
        assert page is not None
        save_page(self.ben, page, Edit(text, "", page.version))

    def watch(self, text: str, *expressions: str) -> Outcome:
        ours, theirs = FORK.Pipe()

        def work() -> None:
            with opened(self.settings):
                page_at_path("desk")
                theirs.recv()
                self.save(text)
                theirs.send("saved")

        child = FORK.Process(target=work)
        child.start()
        theirs.close()
        options = [word for expression in expressions for word in ("-e", expression)]
        command = [self.strace, "-f", "-o", str(self.trace), *options, "-p", str(child.pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as observer:
            assert observer.stderr is not None
            said = observer.stderr.readline()
            if "attached" not in said:
                child.kill()
                pytest.skip(f"strace may not attach to a process here: {said.strip()}")
            ours.send("go")
            answer = _answer(ours)
            child.join(30)
        lines = self.trace.read_text(errors="replace").splitlines()
        calls = tuple(line.partition(" ")[2].lstrip() for line in lines)
        return Outcome(answer, None, child.exitcode == KILLED, calls)


def _answer(wire: object) -> str | None:
    try:
        return str(wire.recv())  # type: ignore[attr-defined]
    except (EOFError, ConnectionError):
        return None


@pytest.fixture
def desk(strace: str, settings: Settings, cast: Cast, ben: Actor, tmp_path: Path) -> Desk:
    create_page(ben, cast.handbook, NewPage("desk", body="# Desk\n\nstart\n"))
    start_again()
    return Desk(strace, settings, cast, ben, tmp_path / "trace")


def text_now() -> str:
    page = page_at_path("desk")
    assert page is not None
    with db.fresh():
        return source_of(page).decode()


@pytest.mark.parametrize("limit", [SAMPLE, pytest.param(None, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_f1_a_save_killed_at_a_system_call_leaves_the_old_page_or_the_new_one(desk: Desk, limit: int | None) -> None:
    counted = desk.watch("# Desk\n\ncounted\n", "trace=%file,%desc").counted
    seen: Counter[str] = Counter()
    for name, number in points(counted, limit):
        old, new = text_now(), f"# Desk\n\n{name} {number}\n"
        outcome = desk.watch(new, f"trace={name}", f"inject={name}:signal=SIGKILL:when={number}")
        start_again()
        assert text_now() in (old, new)
        if outcome.commit is not None:
            assert text_now() == new
        seen["killed"] += outcome.killed
        seen["new" if text_now() == new else "old"] += 1
        desk.save(f"# Desk\n\nafter {name} {number}\n")
        assert text_now() == f"# Desk\n\nafter {name} {number}\n", "the next save works at once"
    start_again()
    assert check(repository_of(desk.cast.handbook)) == []
    assert ask_verify() == []
    assert seen["old"] > 0
    assert seen["killed"] > 0
    print(f"{sum(counted.values())} system calls in one save: {dict(seen)}")
