"""People and groups of a directory as they are kept here, by stable id: creating, renaming, closing, memberships.

What must change is found elsewhere (signing in, synchronising). Everything runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from auth.actor import GroupMembership
from auth.directory.directory import DirectoryPerson
from auth.directory.login_names import login_key
from wiki import clock, db
from wiki.people import sessions
from wiki.people.models import Group, Membership, Person
from wiki.slugs import new_id


def find_mirrored(namespace: str, external_id: str) -> Person | None:
    """The account of the entry with this stable id."""
    return db.session().scalar(select(Person).where(Person.source == namespace, Person.external_id == external_id))


def find_group(namespace: str, external_id: str) -> Group | None:
    """The group with this stable id, gone or not."""
    return db.session().scalar(select(Group).where(Group.source == namespace, Group.external_id == external_id))


def keep_person(namespace: str, entry: DirectoryPerson) -> Person:
    """The account of ``entry``, created or brought up to date. Whether it is enabled is not looked at."""
    free_login(namespace, entry.login, entry.id)
    person = find_mirrored(namespace, entry.id)
    if person is None:
        person = Person(
            id=new_id(),
            source=namespace,
            external_id=entry.id,
            login=entry.login,
            login_key=login_key(entry.login),
            name=entry.name,
            email=entry.email,
            created_at=clock.now(),
        )
        db.session().add(person)
    rename(person, entry.login, entry.name, entry.email)
    db.session().flush()
    return person


def rename(person: Person, login: str, name: str, email: str | None) -> None:
    """Take over what the directory calls the person now."""
    person.login, person.login_key, person.name, person.email = login, login_key(login), name, email


def free_login(namespace: str, login: str, external_id: str) -> None:
    """Take the login from another entry that still has it here: a login is only a name, and names move (D1, D3)."""
    held = select(Person).where(Person.source == namespace, Person.login_key == login_key(login))
    holder = db.session().scalar(held.where(Person.external_id != external_id))
    if holder is not None:
        holder.login_key = f"{holder.login_key}~{holder.id}"
        db.session().flush()


def close(person: Person, at: datetime) -> None:
    """The directory no longer vouches for the person: browsers and tokens end at once (D34)."""
    person.gone_at = at
    sessions.end_everything(person.id)


def keep_group(namespace: str, external_id: str, name: str) -> Group:
    """The group, created, renamed or back again."""
    group = find_group(namespace, external_id)
    if group is None:
        group = Group(id=new_id(), source=namespace, external_id=external_id, name=name)
        db.session().add(group)
    group.name, group.gone_at = name, None
    db.session().flush()
    return group


def keep_membership(namespace: str, person: Person, found: GroupMembership) -> None:
    """The person is in the group, by this chain. ``found`` names the group as the directory does."""
    group = keep_group(namespace, found.group_id, found.name)
    known = db.session().get(Membership, (person.id, group.id))
    if known is None:
        db.session().add(Membership(person_id=person.id, group_id=group.id, chain=list(found.chain)))
    else:
        known.chain = list(found.chain)


def drop_membership(namespace: str, person: Person, external_id: str) -> None:
    """The person is no longer in the group."""
    group = find_group(namespace, external_id)
    if group is not None:
        known = (Membership.person_id == person.id, Membership.group_id == group.id)
        db.session().execute(delete(Membership).where(*known))


def replace_memberships(namespace: str, person: Person, now: Iterable[GroupMembership]) -> bool:
    """Make ``now`` the groups of the person; whether anything changed."""
    before, after = dict(_known(person.id)), {one.group_id: one for one in now}
    changed = [one for one in after.values() if before.get(one.group_id) != list(one.chain)]
    for one in changed:
        keep_membership(namespace, person, one)
    for external_id in before.keys() - after.keys():
        drop_membership(namespace, person, external_id)
    return bool(changed) or bool(before.keys() - after.keys())


def lose_group(namespace: str, external_id: str) -> None:
    """The group is gone from the directory; grants to it stay written and give nothing."""
    gone = (Group.source == namespace, Group.external_id == external_id)
    db.session().execute(update(Group).where(*gone).values(gone_at=clock.now()))


def _known(person_id: str) -> Iterable[tuple[str, list[str]]]:
    wanted = select(Group.external_id, Membership.chain).join(Membership, Membership.group_id == Group.id)
    return db.session().execute(wanted.where(Membership.person_id == person_id, Group.gone_at.is_(None))).all()
