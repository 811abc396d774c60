"""Three processes of eight threads that change pages at random and say, through a pipe, what was acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO
from uuid import uuid4

from sqlalchemy import select

from auth.actor import Actor
from tests.cast import Cast
from tests.durability.children import opened
from wiki import db
from wiki.config import Settings
from wiki.errors import SlipbookError
from wiki.pages.deleting import bring_back, delete_page, deletions
from wiki.pages.models import Page, PageVersion
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, restore_version, save_page
from wiki.pages.text import source_of
from wiki.spaces.queries import find_space

THREADS = 8
PLACES = [
    f"{folder}{name}" for folder in ("", "a/", "b/", "a/deep/") for name in ("one", "two", "three", "four", "five")
]


@dataclass
class Visitor:
    """One thread: who it is, its dice, and the pipe that it tells."""

    cast: Cast
    actor: Actor
    dice: random.Random
    pipe: int

    def go(self) -> None:
        """One change after another, until the process is killed or the pipe is closed."""
        while True:
            token = uuid4().hex
            kind = self.dice.choice([*["save"] * 6, "create", "create", "move", "delete", "return", "restore"])
            try:
                text = DEEDS[kind](self, token)
            except SlipbookError as refused:
                self.tell(kind=kind, refused=type(refused).__name__)
            except Exception as fault:  # noqa: BLE001 whatever it is, the test must hear of it
                self.tell(kind=kind, fault=repr(fault)[:2000])
            else:
                if text is not None:
                    self.tell(kind=kind, token=token, text=text, by=self.actor.name)

    def tell(self, **told: str) -> None:
        os.write(self.pipe, json.dumps(told).encode() + b"\n")

    def place(self) -> str:
        """Where a page may go; so few that they are often taken."""
        return f"{self.dice.choice(PLACES)}-{self.dice.randint(1, 4)}"

    def page(self) -> Page | None:
        with db.fresh() as session:
            ids = session.scalars(select(Page.id).where(Page.space_id == self.cast.handbook.id)).all()
            return session.get(Page, self.dice.choice(ids)) if ids else None


def save(visitor: Visitor, token: str) -> str | None:
    page = visitor.page()
    if page is None:
        return None
    with db.fresh():
        lines = source_of(page).decode().splitlines()
    lines.insert(visitor.dice.randint(1, len(lines)), f"\nline {token}\n")
    saved = save_page(visitor.actor, page, Edit("\n".join(lines) + "\n", token, page.version))
    return f"line {token}" if saved.changed else None


def create(visitor: Visitor, token: str) -> str:
    path = visitor.place()
    body = f"# {path}\n\nline {token}\n\n" + "".join(f"paragraph {number} of {path}\n\n" for number in range(6))
    create_page(visitor.actor, visitor.cast.handbook, NewPage(path, body=body, summary=token))
    return f"line {token}"


def move(visitor: Visitor, token: str) -> str | None:
    page = visitor.page()
    if page is None:
        return None
    move_page(visitor.actor, page, Move(visitor.place(), page.version, summary=token))
    return ""


def delete(visitor: Visitor, token: str) -> str | None:
    page = visitor.page()
    if page is None:
        return None
    delete_page(visitor.actor, page, page.version, token)
    return ""


def bring(visitor: Visitor, _token: str) -> str | None:
    with db.fresh():
        space = find_space(visitor.cast.handbook.id)
        assert space is not None
        gone = deletions(visitor.actor, space)
        if not gone:
            return None
        bring_back(visitor.actor, space, visitor.dice.choice(gone).commit)
    return ""


def restore(visitor: Visitor, _token: str) -> str | None:
    page = visitor.page()
    if page is None or page.number < 2:
        return None
    with db.fresh() as session:
        commits = session.scalars(select(PageVersion.commit_id).where(PageVersion.page_id == page.id)).all()
    return "" if restore_version(visitor.actor, page, visitor.dice.choice(commits), page.version).changed else None


DEEDS: Mapping[str, Callable[[Visitor, str], str | None]] = {
    "save": save,
    "create": create,
    "move": move,
    "delete": delete,
    "return": bring,
    "restore": restore,
}


def visit(settings: Settings, cast: Cast, seed: int, pipe: int) -> None:
    """The work of one process: it ends when it is killed."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)

    def one(number: int) -> None:
        with instance.bound():
            actor = cast.actor("ben" if number % 2 else "ann")
            Visitor(cast, actor, random.Random(f"{seed} {number}"), pipe).go()

    with opened(settings) as instance:
        threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def journal(file: IO[str], line: bytes) -> dict[str, str]:
    """Put down what was acknowledged, on the disk, before anything else happens."""
    told: dict[str, str] = json.loads(line)
    file.write(line.decode() + "\n")
    file.flush()
    return told
