"""What every test may ask for: settings in an empty folder, an instance with its schema, the application, the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from auth import passwords
from tests.cast import Cast, gather
from tests.staying_here import refuse_others
from wiki import language, migrating
from wiki.app import create_app
from wiki.config import Settings
from wiki.instance import Instance

refuse_others()
SHARED = Path(os.environ.get("SLIPBOOK_SHARED", Path(__file__).parent.parent.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and payloads; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: set SLIPBOOK_SHARED to run this test")
    return SHARED


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with the newest schema, migrated once for the whole run."""
    settings = Settings(data=tmp_path_factory.mktemp("schema"))
    migrating.upgrade(settings)
    return (settings.data / "slipbook.db").read_bytes()


@pytest.fixture(autouse=True)
def _cheap_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parameters that the cast was hashed with; the strong ones are tried where passwords are tested."""
    if "tests/auth" not in request.node.nodeid:
        monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def _english() -> None:
    """Commands and workers choose a language for their process; a test begins in English whatever ran before it."""
    language.set_for_process("en")


@pytest.fixture
def settings(tmp_path: Path, empty_database: bytes) -> Settings:
    """Settings of an instance of its own, with an empty database."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "slipbook.db").write_bytes(empty_database)
    return Settings(data=data, url="http://localhost", language="en", timezone="UTC")


@pytest.fixture
def instance(settings: Settings) -> Iterator[Instance]:
    """The instance, bound to the test: queries and operations can be called directly."""
    made = Instance(settings)
    with made.bound():
        yield made
    made.close()


class Compiled(BytecodeCache):
    """Templates compiled once for the whole run: compiling them anew for every test takes longer than the tests."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key + bucket.checksum in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on the same data as ``instance``."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = Compiled()
    made.testing = True
    yield made
    made.extensions["instance"].close()


@pytest.fixture
def cast(instance: Instance) -> Cast:
    """ann manages Handbook, ben edits, cem views, dora is outside, root is Administrator; nobody is signed in."""
    return gather(instance)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser with no cookies."""
    return app.test_client()
