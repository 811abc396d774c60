"""One cast for all tests: ann manages Handbook, ben edits, cem views, dora is outside, root administers the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auth.actor import Actor
from auth.roles import Role
from wiki import clock, db
from wiki.access.models import Area, SiteGrant
from wiki.access.operations import Subject, bump_epoch, grant
from wiki.instance import Instance
from wiki.people.actors import actor_of
from wiki.people.models import LOCAL, Group, Membership, Person
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space

PASSWORD = "a plain long password"
# argon2id hash of PASSWORD with cheap parameters, so that a test does not pay for a strong one
HASH = "$argon2id$v=19$m=8,t=1,p=1$STHPAuz2vmk2hY/mBEXouQ$y/naZv8WXI5j6eZ747A1XYSKvFgh9TM3PahNxIC5pm8"
ROLES: Mapping[str, Role | None] = {"ann": Role.MANAGER, "ben": Role.EDITOR, "cem": Role.VIEWER, "dora": None}


@dataclass(frozen=True)
class Cast:
    """The people of the tests and the space that they share."""

    people: Mapping[str, Person]
    handbook: Space

    def actor(self, login: str) -> Actor:
        """``login`` as an actor of this moment (roles are worked out now)."""
        with db.fresh():
            return actor_of(self.people[login])


def gather(instance: Instance) -> Cast:
    """Put the cast on the stage of ``instance``."""
    people = {login: _person(login) for login in ("ann", "ben", "cem", "dora", "root")}
    groups = {login: Group(id=f"g-{login}", external_id=f"g-{login}", name=f"{login}'s group") for login in ROLES}
    with db.writing() as session:
        session.add_all([*people.values(), *groups.values()])
        session.flush()
        for login, group in groups.items():
            session.add(Membership(person_id=people[login].id, group_id=group.id, chain=[group.name]))
        session.add(
            SiteGrant(id="site-root", subject_kind="person", subject_id=people["root"].id, granted_at=clock.now())
        )
        bump_epoch()
    with db.fresh():
        root = actor_of(people["root"])
    handbook = create_space(root, NewSpace("handbook", "Handbook", "How we work", Subject("group", groups["ann"].id)))
    _grant_roles(root, handbook, groups)
    return Cast(people, handbook)


def _grant_roles(root: Actor, handbook: Space, groups: Mapping[str, Group]) -> None:
    with db.writing() as session:
        area = session.get_one(Area, handbook.area_id)
        for login, role in ROLES.items():
            if role is not None:
                grant(root, area, Subject("group", groups[login].id), role)


def _person(login: str) -> Person:
    return Person(
        id=f"p-{login}",
        source=LOCAL,
        login=login,
        login_key=login,
        name=login.capitalize(),
        email=f"{login}@example.com",
        password_hash=HASH,
        created_at=clock.now(),
    )
