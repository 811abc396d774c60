"""F4, F6: the disk is full or read-only: whoever writes is told so, readers notice nothing, and it passes by itself."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from repo_store import Store
from repo_store.types import Reserve
from tests.cast import Cast
from tests.durability.children import KILLED, ask_verify, die, page_at_path, run, start_again
from tests.durability.disks import fill, in_memory, mount
from tests.wiki.callers import caller
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from wiki import background, db
from wiki.access.operations import bump_epoch
from wiki.app import create_app
from wiki.config import Settings
from wiki.instance import Instance, current
from wiki.spaces import queries

WRITES = ("save", "draft", "upload", "sign in")
REFUSED = (503, 507)
BLOCKS = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with in_memory(tmp_path / "disk", "64m") as folder:
        yield folder


@pytest.fixture
def settings(disk: Path, empty_database: bytes) -> Settings:
    """An instance on a disk of its own."""
    data = disk / "data"
    data.mkdir(mode=0o700)
    (data / "slipbook.db").write_bytes(empty_database)
    return Settings(data=data, url="http://localhost", language="en", timezone="UTC")


@pytest.fixture(autouse=True)
def _no_reserve(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Write to the last byte; only one test wants the reserve that is always kept."""
    if "reserve" not in request.node.name:
        monkeypatch.setattr(queries, "_open_store", lambda settings: Store(settings.spaces, Reserve(0, 0.0)))


class Desk:
    """Ben at his browser and with his program."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.browser, self.program = signed_in(app, "ben"), caller(app, cast, "ben")
        self.token = csrf_of(self.browser.get("/me"))
        self.rounds = 0
        assert self.save().status_code == 201
        page = page_at_path("desk")
        assert page is not None
        self.page_id = page.id

    def save(self) -> TestResponse:
        self.rounds += 1
        page = page_at_path("desk")
        self.sent = f"# Desk\n\nround {self.rounds} {os.urandom(3000).hex()}\n"
        wish = {"if_match": f'"{page.version}"'} if page else {"if_none_match": "*"}
        return self.program.call("PUT", "/spaces/handbook/pages/desk", {"body": self.sent}, **wish)

    def draft(self) -> TestResponse:
        headers = {"X-CSRF-Token": self.token, "X-Requested-With": "slipbook"}
        typed = {"title": "Desk", "body": os.urandom(3000).hex(), "base": "0" * 40, "summary": ""}
        return self.browser.client.put(f"/p/{self.page_id}/draft", json=typed, headers=headers)

    def upload(self) -> TestResponse:
        sent = {"files": (io.BytesIO(os.urandom(3000)), f"{self.rounds}.bin")}
        headers = {"Authorization": f"Bearer {self.program.token}"}
        return self.program.client.post(f"/api/v1/pages/{self.page_id}/files", data=sent, headers=headers)

    def sign_in(self) -> TestResponse:
        return Visitor(self.app.test_client()).sign_in("cem")

    def write(self, what: str) -> TestResponse:
        deeds: dict[str, Callable[[], TestResponse]] = {
            "save": self.save, "draft": self.draft, "upload": self.upload, "sign in": self.sign_in,
        }  # fmt: skip
        return deeds[what]()

    def reads(self) -> None:
        """A page, a search and a file of the site are answered as ever."""
        assert self.browser.get("/s/handbook/desk").status_code == 200
        assert self.program.call("GET", "/spaces/handbook/pages/desk").status_code == 200
        assert self.browser.get("/search?q=desk").status_code in (200, 503)


@pytest.fixture
def desk(app: Flask, cast: Cast, instance: Instance) -> Desk:
    made = Desk(app, cast)
    start_again()
    return made


def assert_told(what: str, answer: TestResponse) -> None:
    """A refusal says what is wrong and how to go on, and nothing of the inside."""
    assert answer.status_code in REFUSED, (what, answer.status_code, answer.text[:300])
    assert "Traceback" not in answer.text
    assert len(answer.text) > 40


def assert_all_work(desk: Desk) -> None:
    for what in WRITES:
        answer = desk.write(what)
        assert answer.status_code in (200, 201, 302, 303), (what, answer.status_code, answer.text[:300])
    desk.reads()


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_f4_a_full_disk_refuses_with_a_sentence_and_passes_by_itself(desk: Desk, disk: Path, every: int) -> None:
    seen: Counter[str] = Counter()
    for blocks in BLOCKS[::every]:
        for what in WRITES:
            was = page_at_path("desk")
            ballast = fill(disk, blocks)
            answer = desk.write(what)
            if answer.status_code >= 400:
                assert_told(what, answer)
            seen[f"{what} {'refused' if answer.status_code >= 400 else 'done'}"] += 1
            desk.reads()
            ballast.unlink()
            background.at_start()
            now = page_at_path("desk")
            assert now is not None
            assert was is not None
            if what == "save":
                assert (now.version != was.version) == (answer.status_code < 400), "done as a whole or not at all"
        assert_all_work(desk)
    start_again()
    assert ask_verify() == []
    assert all(seen[f"{what} refused"] for what in WRITES), seen
    print(dict(seen))


def test_f4_i9_the_reserve_is_kept_and_reading_goes_on(
    cast: Cast, app: Flask, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_open_store", lambda settings: Store(settings.spaces, Reserve(40 << 20, 0.05)))
    desk = Desk(app, cast)
    ballast = fill(disk, 20 << 8)
    for what in ("save", "upload"):
        assert_told(what, desk.write(what))
    assert desk.sign_in().status_code == 302
    desk.reads()
    ballast.unlink()
    assert_all_work(desk)


def test_f4_an_upload_that_waits_on_the_full_disk_is_refused_with_a_sentence(desk: Desk, disk: Path) -> None:
    def work() -> None:
        sent = {"files": (io.BytesIO(os.urandom(3 << 20)), "large.bin")}
        headers = {"Authorization": f"Bearer {desk.program.token}"}
        client = create_app(current().settings).test_client()
        assert_told("upload", client.post(f"/api/v1/pages/{desk.page_id}/files", data=sent, headers=headers))

    ballast = fill(disk, 8)
    # In a child: Python drops a file that it could not fill without closing it.
    assert run(current().settings, work) == 0
    desk.reads()
    ballast.unlink()
    assert_all_work(desk)


def test_f6_a_disk_that_becomes_read_only_is_read_and_works_again(
    desk: Desk, disk: Path, settings: Settings, instance: Instance
) -> None:
    def work() -> None:
        with db.writing():
            bump_epoch()
        die()

    _let_go(desk, instance)
    assert run(settings, work) == KILLED  # the log that it leaves lets the database be opened without writing
    mount("-o", "remount,ro", disk)
    try:
        for what in WRITES:
            assert_told(what, desk.write(what))
            desk.reads()
        background.at_start()
        _let_go(desk, instance)
    finally:
        mount("-o", "remount,rw", disk)
    _let_go(desk, instance)
    assert_all_work(desk)
    start_again()
    assert ask_verify() == []


def _let_go(desk: Desk, instance: Instance) -> None:
    """Close what is open for writing: the kernel makes no disk read-only, or writable, under it when asked politely."""
    instance.close()
    desk.app.extensions["instance"].close()
