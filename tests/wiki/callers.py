"""A program that calls the API with a token of one of the cast."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast
from wiki import db
from wiki.people.tokens import TokenWish, create_token


@dataclass(frozen=True)
class Caller:
    """Calls below /api/v1; ``token`` None: without one."""

    client: FlaskClient
    token: str | None

    def call(self, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        """One call; ``if_match='"x"'`` becomes the header If-Match."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=sent)


def caller(app: Flask, cast: Cast, login: str | None, verbs: Collection[str] = ("read", "write", "admin")) -> Caller:
    """The program of ``login``, or of nobody."""
    if login is None:
        return Caller(app.test_client(), None)
    with db.writing():
        made = create_token(cast.actor(login), TokenWish("test", verbs, 30))
    return Caller(app.test_client(), made.text)
