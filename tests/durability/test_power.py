"""F3: the power is cut right after a save or a sign-in was acknowledged; the next start has it, sound and at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from repo_store.maintenance import check
from tests.cast import PASSWORD, Cast, gather
from tests.durability.children import FORK, ask_verify, opened, page_at_path, start_again
from tests.durability.disks import MAKE, cut_power, image, mounted
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.app import create_app
from wiki.config import Settings
from wiki.instance import current
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.text import source_of
from wiki.spaces.queries import repository_of

QUICK = 5.0
"""Seconds from the start to the first answer."""


@dataclass(frozen=True)
class Machine:
    """A disk, and what runs on it: each time in a process of its own, as after a boot."""

    disk: Path
    data: Path

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, url="http://localhost", language="en", timezone="UTC")

    def ask(self, work: Callable[[], object]) -> object:
        """What ``work`` answers in a process that lives until then, and not a moment longer."""
        ours, theirs = FORK.Pipe()

        def inside(wire: Connection) -> None:
            with opened(self.settings):
                wire.send(work())
                wire.recv()  # the power goes while it waits

        child = FORK.Process(target=inside, args=(theirs,))
        child.start()
        theirs.close()
        try:
            return ours.recv()
        finally:
            cut_power(self.disk)
            child.kill()
            child.join()


@dataclass(frozen=True)
class Seen:
    """The state after a start: the first answer and what it took, then what Git and verify have to say."""

    is_whole: bool
    took: float
    complaints: tuple[str, ...]


def boot(number: int, cookie: str) -> Seen:
    """Start; look whether the session and what was saved last are there, then let the worker start as well."""
    began = time.monotonic()
    visitor = Visitor(create_app(current().settings).test_client())
    visitor.client.set_cookie("sid", cookie)
    answer = visitor.get("/s/handbook/power")
    took = time.monotonic() - began
    start_again()
    page = page_at_path("power")
    assert page is not None
    with db.fresh():
        text = source_of(page).decode()
        complaints = check(repository_of(page.space))
    is_whole = answer.status_code == 200 and f"after cut {number}." in answer.text and f"after cut {number}." in text
    return Seen(is_whole, took, (*complaints, *(ask_verify() if number % 10 == 0 else ())))


def act(cast: Cast, number: int) -> str | None:
    """One save, and every third time one sign-in through the screen: its cookie."""
    page = page_at_path("power")
    ben = cast.actor("ben")
    body = f"# Power\n\nafter cut {number}.\n"
    if page is None:
        create_page(ben, cast.handbook, NewPage("power", body=body))
    else:
        save_page(ben, page, Edit(body, "", page.version))
    visitor = Visitor(create_app(current().settings).test_client())
    assert visitor.sign_in("ben", PASSWORD).status_code == 302
    return visitor.cookie()


@pytest.mark.parametrize("cuts", [3, pytest.param(150, marks=pytest.mark.long)], ids=["sample", "whole"])
@pytest.mark.parametrize("kind", sorted(MAKE))
def test_f3_what_was_acknowledged_before_a_power_cut_is_there_after_it(
    tmp_path: Path, empty_database: bytes, kind: str, cuts: int
) -> None:
    file, folder = image(kind, tmp_path / "image", 12_000), tmp_path / "disk"
    machine = Machine(folder, folder / "data")
    with mounted(file, folder):
        machine.data.mkdir(mode=0o700)
        (machine.data / "slipbook.db").write_bytes(empty_database)
        with opened(machine.settings) as instance:
            cast = gather(instance)
            instance.close()
    slowest = 0.0
    for number in range(cuts):
        with mounted(file, folder):
            cookie = machine.ask(lambda number=number: act(cast, number))
        with mounted(file, folder):
            seen = machine.ask(lambda number=number, cookie=cookie: boot(number, str(cookie)))
        assert isinstance(seen, Seen)
        assert (seen.is_whole, seen.complaints) == (True, ()), f"after cut {number}"
        assert seen.took < QUICK
        slowest = max(slowest, seen.took)
    print(f"{kind}: power cut after each of {cuts} saves with a sign-in, and after each start; nothing lost;")
    print(f"slowest first answer after a cut {slowest:.2f} s")
