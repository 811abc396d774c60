"""A Slipbook with the corpus in it and people who are signed in: built once, served as in production."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from auth.actor import SYSTEM
from auth.roles import Role
from bench.corpus import CorpusPage, by_bundle
from repo_store.types import Author, Change, CommitRequest
from wiki import clock, db, migrating
from wiki.access.models import Area
from wiki.access.operations import Subject, bump_epoch, grant
from wiki.app import create_app
from wiki.config import Settings
from wiki.instance import Instance
from wiki.pages.addresses import page_address
from wiki.pages.models import Page
from wiki.pages.projection import take_in
from wiki.people.models import LOCAL, Group, Membership, Person
from wiki.people.sessions import Client, begin
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

PEOPLE = 50
GROUPS = (("readers", Role.VIEWER), ("talkers", Role.COMMENTER), ("writers", Role.EDITOR), ("keepers", Role.MANAGER))


@dataclass(frozen=True)
class Sight:
    """A page as readers reach it: its address and the title that must stand in the answer."""

    url: str
    title: str


class Company:
    """One instance in ``folder``, listening on ``port``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.settings = Settings(data=folder, url=f"http://127.0.0.1:{port}", port=port, timezone="UTC")

    @property
    def is_built(self) -> bool:
        """Whether the last page was taken in at an earlier run."""
        return (self.settings.data / "built").is_file()

    def build(self, some: Sequence[CorpusPage]) -> None:
        """Bring in people, grants, spaces and pages; what a broken-off run left is thrown away."""
        shutil.rmtree(self.settings.data, ignore_errors=True)
        migrating.upgrade(self.settings)
        with self.bound():
            _bring_people()
            for bundle, its_pages in by_bundle(some).items():
                _bring_space(bundle, its_pages)
        (self.settings.data / "built").touch()

    @contextmanager
    def bound(self) -> Iterator[Instance]:
        """The instance, for calls that need it."""
        instance = Instance(self.settings)
        with instance.bound():
            yield instance
        instance.close()

    def sights(self, wanted: Sequence[CorpusPage]) -> list[Sight]:
        """Where each of these pages is read."""
        with self.bound(), db.fresh() as session:
            known = {(page.space.key, page.file): page for page in session.scalars(select(Page))}
            found = [known[one.bundle, one.file] for one in wanted]
            return [Sight(page_address(page.space.key, page.path), page.title) for page in found]

    def cookies(self) -> list[str]:
        """A browser for each person, signed in now: what it sends as its cookie."""
        app = create_app(self.settings)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        with app.extensions["instance"].bound(), db.writing() as session:
            people = session.scalars(select(Person).order_by(Person.id)).all()
            secrets = [begin(person, Client("127.0.0.1", "bench")) for person in people]
        app.extensions["instance"].close()
        held = [
            signer.dumps({"_user_id": one, "_fresh": True, "csrf_token": f"{at:040x}"})
            for at, one in enumerate(secrets)
        ]
        return [f"{app.config['SESSION_COOKIE_NAME']}={one}" for one in held]


def _bring_people() -> None:
    now = clock.now()
    with db.writing() as session:
        session.add_all(Group(id=name, external_id=name, name=name) for name, _role in GROUPS)
        for at in range(PEOPLE):
            login = f"reader{at:02d}"
            language = ("zh", "en")[at % 2]
            session.add(
                Person(
                    id=login,
                    source=LOCAL,
                    login=login,
                    login_key=login,
                    name=f"Reader {at}",
                    language=language,
                    created_at=now,
                )
            )
        session.flush()
        for at in range(PEOPLE):
            session.add(Membership(person_id=f"reader{at:02d}", group_id=GROUPS[at % len(GROUPS)][0], chain=[]))
        bump_epoch()


def _bring_space(key: str, its_pages: Sequence[CorpusPage]) -> None:
    space = create_space(SYSTEM, NewSpace(key, key.replace("-", " ").title(), "", Subject("group", "keepers")))
    with db.writing() as session:
        area = session.get_one(Area, space.area_id)
        for group, role in GROUPS:
            grant(SYSTEM, area, Subject("group", group), role)
    _commit(space, its_pages)
    take_in(space.id)


def _commit(space: Space, its_pages: Sequence[CorpusPage]) -> None:
    repository_of(space).commit_changes(
        CommitRequest(
            changes=tuple(Change(one.file, one.data) for one in its_pages),
            author=Author("Bench", "bench@example.invalid"),
            message="Bring in the pages",
            at=clock.now(),
        )
    )
