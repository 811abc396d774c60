"""Bringing the sample company into an empty instance, through the same operations as everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import select

from auth.actor import SYSTEM
from auth.directory.admitting import Account
from auth.directory.directory import DirectoryGroup, DirectoryPerson
from auth.directory.file_format import Entries, write_entries
from auth.passwords import hash_password
from auth.roles import Role
from repo_store.types import Change, CommitRequest
from wiki import clock, db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant, grant_site
from wiki.demo import story
from wiki.errors import Conflict
from wiki.language import words as _
from wiki.pages.projection import take_in
from wiki.pages.taking_in.authors import author_of
from wiki.people.actors import actor_of
from wiki.people.models import Group, Person
from wiki.people.synchronising import sync
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of

PASSWORD = "slipbook-demo"  # noqa: S105 printed at every start, for loopback only
DIRECTORY = "demo-directory.json"
FILLED = "demo-filled"
Tell = Callable[[str], None]


class NotADemo(Conflict):
    """The folder holds people or spaces of somebody else; a demo with a public password has no place there."""

    message = _("This data folder holds an instance that is not the sample company.")
    mend = _("Set SLIPBOOK_DATA to an empty folder for the sample company.")


def refuse_others(data: Path) -> None:
    """NotADemo when the instance has people or spaces and was not begun as a demo."""
    if (data / DIRECTORY).is_file():
        return
    with db.fresh() as session:
        if session.scalar(select(Person.id).limit(1)) or session.scalar(select(Space.id).limit(1)):
            raise NotADemo


def is_filled(data: Path) -> bool:
    """Whether the whole company was filled in; an interrupted filling goes on where it stopped."""
    return (data / FILLED).is_file()


def write_directory(file: Path) -> None:
    """The small directory of the company, in ``file``. Everybody has the same password, hashed once."""
    hashed = hash_password(PASSWORD)
    accounts = tuple(
        Account(
            DirectoryPerson(
                id=f"person-{one.login}",
                login=one.login,
                name=one.name,
                email=one.email,
                enabled=True,
                groups=one.groups,
            ),
            hashed,
        )
        for one in story.PEOPLE
    )
    groups = tuple(
        DirectoryGroup(
            id=one.key,
            name=one.name,
            dn=None,
            subgroups=frozenset(),
            members=frozenset(f"person-{person.login}" for person in story.PEOPLE if one.key in person.groups),
        )
        for one in story.GROUPS
    )
    write_entries(file, Entries(accounts, groups))


def fill(data: Path, tell: Tell) -> None:
    """People and groups from the directory, then the spaces with their grants, then every commit of the story."""
    sync(SYSTEM)
    with db.writing() as session:
        groups = {one.external_id: one.id for one in session.scalars(select(Group))}
        for key in story.ADMINISTRATORS:
            grant_site(SYSTEM, Subject("group", groups[key]))
        for person in session.scalars(select(Person)):
            person.title = next((one.title for one in story.PEOPLE if one.login == person.login), None)
    for described in story.SPACES:
        tell(described.name)
        _fill_space(described, groups)
    (data / FILLED).touch()


def _fill_space(described: story.DemoSpace, groups: Mapping[str, str]) -> None:
    managers = [key for key, role in described.grants if role == "manager"]
    new = NewSpace(described.key, described.name, described.description, Subject("group", groups[managers[0]]))
    space = _half_filled(described.key) or create_space(SYSTEM, new)
    with db.writing() as session:
        area = session.get_one(Area, space.area_id)
        for key, role in described.grants:
            grant(SYSTEM, area, Subject("group", groups[key]), Role.parse(role))
    _write_history(space)
    take_in(space.id)


def _half_filled(key: str) -> Space | None:
    with db.fresh() as session:
        return session.scalar(select(Space).where(Space.key == key))


def _write_history(space: Space) -> None:
    repository, today = repository_of(space), clock.now().date()
    with db.fresh() as session:
        authors = {one.login: author_of(actor_of(one)) for one in session.scalars(select(Person))}
    told = [commit for commit in story.commits() if commit.space == space.key]
    head = repository.head()
    done = len(repository.first_parents(after=None, until=head)) if head else 0
    for commit in told[done:]:
        repository.commit_changes(
            CommitRequest(
                changes=(
                    *(Change(path, data) for path, data in commit.writes.items()),
                    *(Change(path, None) for path in commit.deletes),
                ),
                author=authors[commit.author],
                message=commit.message,
                at=commit.committed_at(today),
            )
        )
