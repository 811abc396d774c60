"""A page with nothing beside it, people in front of it, and small files of every kind."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from auth.actor import Actor
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from wiki import db
from wiki.attachments.limits import Upload
from wiki.attachments.operations import upload_files
from wiki.attachments.queries import PageFile
from wiki.pages.models import Page
from wiki.pages.operations import NewPage, create_page
from wiki.pages.projection import take_in
from wiki.pages.queries import find_page
from wiki.spaces.models import Space
from wiki.spaces.queries import repository_of

BODY = "# Set up\n\nFirst step.\n"


def png(width: int = 3, height: int = 2, colour: str = "red") -> bytes:
    """A small picture."""
    made = BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


def claims(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Desk:
    """A page and somebody who adds files to it."""

    actor: Actor
    page: Page

    def now(self) -> Page:
        """The page as it is now."""
        with db.fresh():
            found = find_page(self.page.id)
        assert found is not None
        return found

    def add(self, files: Mapping[str, bytes], *, replaces: bool = False) -> list[PageFile]:
        """Upload these files, by name."""
        sent = [Upload(name, BytesIO(data)) for name, data in files.items()]
        return upload_files(self.actor, self.now(), sent, replaces=replaces)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    ben = cast.actor("ben")
    return Desk(ben, create_page(ben, cast.handbook, NewPage("guides/setup", body=BODY, origin="api")))


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    return lambda login: signed_in(app, login)


@dataclass(frozen=True)
class Program:
    """Ben's program: calls with a JSON body, and with files."""

    caller: Caller

    def send(self, path: str, files: Mapping[str, bytes]) -> TestResponse:
        """Upload these files to ``path`` below /api/v1."""
        parts = [(BytesIO(data), name) for name, data in files.items()]
        headers = {"Authorization": f"Bearer {self.caller.token}"}
        return self.caller.client.post(f"/api/v1{path}", data={"files": parts}, headers=headers)

    def call(self, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        return self.caller.call(method, path, json, **headers)


@pytest.fixture
def program(app: Flask, cast: Cast) -> Program:
    return Program(caller(app, cast, "ben"))


def push(space: Space, files: Mapping[str, bytes | None]) -> str:
    """Write (or, for None, delete) files past the operations, as somebody who pushes does; the commit."""
    changes = tuple(Change(path, data) for path, data in files.items())
    commit = repository_of(space).commit_changes(CommitRequest(changes, Author("X", "x@example.org"), "Push"))
    take_in(space.id)
    return commit.id


def send_files(visitor: Visitor, path: str, files: Mapping[str, bytes], **form: str) -> TestResponse:
    """Send the form behind ``path`` with these files, as a browser does."""
    token = csrf_of(visitor.get("/me"))
    parts = [(BytesIO(data), name) for name, data in files.items()]
    return visitor.client.post(path, data={"csrf_token": token, "files": parts, **form})
