"""Browsers as people use them, and the file of a small directory, for the tests of people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import HASH, PASSWORD
from wiki import db
from wiki.people.actors import actor_of
from wiki.people.models import Person
from wiki.people.sessions import Client
from wiki.people.signing_in import SignedIn, sign_in


@dataclass
class Visitor:
    """A browser that sends the forms it was shown, with their CSRF token."""

    client: FlaskClient

    def get(self, path: str, **how: object) -> TestResponse:
        return self.client.get(path, **how)  # type: ignore[arg-type]

    def post(self, path: str, form: Mapping[str, object] | None = None, shown_at: str = "/login") -> TestResponse:
        """Send ``form`` to ``path`` with the token that stands on the screen ``shown_at``."""
        token = csrf_of(self.client.get(shown_at))
        return self.client.post(path, data={"csrf_token": token, **(form or {})})

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/login", {"login": login, "password": password})

    def cookie(self, name: str = "sid") -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found else None


def csrf_of(shown: TestResponse) -> str:
    """The CSRF token in the forms of a screen."""
    return shown.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def signed_in(app: Flask, login: str) -> Visitor:
    """A new browser in which ``login`` has signed in."""
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(login).status_code == 302
    return visitor


@dataclass
class DirectoryFile:
    """The JSON file of a small directory that tests write to."""

    path: Path

    def write(
        self, people: Mapping[str, Mapping[str, object]], groups: Mapping[str, Mapping[str, object]] | None = None
    ) -> None:
        rows = [
            {"id": key, "name": key.title(), "email": None, "enabled": True, "password_hash": HASH, **row}
            for key, row in people.items()
        ]
        bundles = [{"id": key, "members": [], "subgroups": [], **row} for key, row in (groups or {}).items()]
        self.path.write_text(json.dumps({"people": rows, "groups": bundles}), "utf-8")


CLIENT = Client("192.0.2.1", "Firefox/140.0 Linux")


def signs_in(login: str, password: str = PASSWORD) -> SignedIn:
    """Sign in without a screen."""
    with db.reading():
        return sign_in(login, password, CLIENT)


def groups_of(person: Person) -> list[tuple[str, tuple[str, ...]]]:
    """The groups of a person as an actor has them: name and chain."""
    with db.fresh():
        return sorted((one.name, one.chain) for one in actor_of(person).groups)


def people() -> dict[str, Person]:
    """Everybody by the stable id of their entry."""
    with db.fresh() as session:
        return {str(one.external_id): one for one in session.query(Person)}
