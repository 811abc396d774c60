"""F17: memory runs out in the web process: who saves is told to try again, and nothing that was acknowledged goes."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

from flask import Flask

from tests.cast import Cast
from tests.durability.children import FORK, ask_verify, opened, page_at_path, start_again
from tests.wiki.callers import caller
from wiki import db
from wiki.app import create_app
from wiki.config import Settings
from wiki.pages.text import source_of

ROUNDS = 12


def _used() -> int:
    """The address space of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def test_f17_saves_with_little_memory_are_refused_or_kept(app: Flask, cast: Cast, settings: Settings) -> None:
    token = caller(app, cast, "ben").token
    ours, theirs = FORK.Pipe()

    def work() -> None:
        with opened(settings):
            client = create_app(settings).test_client()
            for number in range(ROUNDS):
                spare = [None, 1, 4, 16, 64][number % 5]
                limit = resource.RLIM_INFINITY if spare is None else _used() + (spare << 20)
                body = f"# Round {number}\n\n" + f"line of round {number}\n" * 20_000
                wish = {"Authorization": f"Bearer {token}", "If-Match": "*"} if number else {
                    "Authorization": f"Bearer {token}", "If-None-Match": "*"}  # fmt: skip
                resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
                answer = client.put("/api/v1/spaces/handbook/pages/short", json={"body": body}, headers=wish)
                status = answer.status_code
                resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                theirs.send((number, status))

    child = FORK.Process(target=work)
    child.start()
    theirs.close()
    answers = list[tuple[int, int]]()
    with suppress(EOFError, ConnectionError):  # a process that dies of it is started again by the supervisor
        while len(answers) < ROUNDS:
            answers.append(ours.recv())
    child.join(60)
    # A commit whose taking in found no memory is there although nobody was told: the next save meets it as a conflict.
    # Libraries that hide what they ran out of still make some of the refusals a 500.
    assert {status for _number, status in answers} <= {200, 201, 409, 500, 503}, answers
    kept = [number for number, status in answers if status < 300]
    assert kept
    start_again()
    page = page_at_path("short")
    assert page is not None
    with db.fresh():
        text = source_of(page)
    assert any(f"# Round {number}\n".encode() in text for number in range(kept[-1], ROUNDS)), (
        "the last one told, or later"
    )
    assert ask_verify() == []
    print(f"{ROUNDS} saves, {len(kept)} done, the others refused for want of memory")
