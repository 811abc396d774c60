"""Changing access: areas, grants, the epoch. Every change bumps the epoch in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, delete, select, update

from auth.actions import Action
from auth.actor import Actor, SubjectKind
from auth.roles import Role
from repo_store.paths import folded
from wiki import clock, db
from wiki.access.gate import require
from wiki.access.models import AccessEpoch, Area, Grant, SiteGrant
from wiki.events.operations import About, publish
from wiki.slugs import new_id


@dataclass(frozen=True)
class Subject:
    """Who a grant is for: a person, a group, everybody signed in, or anybody."""

    kind: SubjectKind
    id: str = ""


def bump_epoch() -> None:
    """Make every cached verdict stale."""
    changed = db.session().execute(update(AccessEpoch).values(epoch=AccessEpoch.epoch + 1))
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session().add(AccessEpoch(id=1, epoch=1))
        db.session().flush()


def open_space_area(space_id: str) -> Area:
    """The area of a new space. Its creator was checked at the gate of the space."""
    area = Area(id=new_id(), space_id=space_id, root_path="", created_at=clock.now())
    db.session().add(area)
    db.session().flush()
    bump_epoch()
    return area


def move_areas(space_id: str, old_path: str, new_path: str) -> None:
    """Let the areas at and below ``old_path`` follow their pages to ``new_path``. The mover was checked at the gate."""
    old, moved = folded(old_path), False
    for area in db.session().scalars(select(Area).where(Area.space_id == space_id, Area.root_path != "")):
        if f"{folded(area.root_path)}/".startswith(f"{old}/"):
            below = area.root_path.split("/")[old_path.count("/") + 1 :]
            area.root_path, moved = "/".join([new_path, *below]), True
    if moved:
        db.session().flush()
        bump_epoch()


def open_held_area(space_id: str, parent_id: str, root_path: str) -> Area:
    """An area inside another into which only the Managers of that one are let. A job makes it: nobody is asked."""
    area = Area(id=new_id(), space_id=space_id, root_path=root_path, parent_id=parent_id, created_at=clock.now())
    db.session().add(area)
    db.session().flush()
    managers = select(Grant).where(Grant.area_id == parent_id, Grant.role == Role.MANAGER)
    for one in db.session().scalars(managers).all():
        same = {"subject_kind": one.subject_kind, "subject_id": one.subject_id, "granted_by": one.granted_by}
        db.session().add(Grant(id=new_id(), area_id=area.id, role=Role.MANAGER, granted_at=clock.now(), **same))
    db.session().flush()
    bump_epoch()
    return area


def close_held_area(area: Area) -> None:
    """Take away such an area, which holds nothing any more, with its grants."""
    db.session().execute(delete(Grant).where(Grant.area_id == area.id))
    db.session().delete(area)
    db.session().flush()
    bump_epoch()


def grant(actor: Actor, area: Area, subject: Subject, role: Role) -> Grant:
    """Give ``subject`` this role in ``area``; a role it had there is replaced."""
    require(actor, Action.SPACE_GRANT, _standing_in(area))
    given = db.session().scalar(_grant_of(area.id, subject))
    if given is None:
        given = Grant(
            id=new_id(),
            area_id=area.id,
            subject_kind=subject.kind,
            subject_id=subject.id,
            role=role,
            granted_by=actor.person_id,
            granted_at=clock.now(),
        )
        db.session().add(given)
    elif given.role != role:
        given.role, given.granted_by, given.granted_at = role, actor.person_id, clock.now()
    bump_epoch()
    publish(actor, "grant.given", _about(area, subject, role))
    return given


def take_grant(actor: Actor, area: Area, subject: Subject) -> bool:
    """Take away what ``subject`` was granted in ``area``; False when there was nothing."""
    require(actor, Action.SPACE_GRANT, _standing_in(area))
    given = db.session().scalar(_grant_of(area.id, subject))
    if given is None:
        return False
    db.session().delete(given)
    bump_epoch()
    publish(actor, "grant.taken", _about(area, subject, Role(given.role)))
    return True


def grant_site(actor: Actor, subject: Subject) -> None:
    """Make ``subject`` Administrator of the site."""
    require(actor, Action.SITE_ADMINISTER)
    known = select(SiteGrant).where(SiteGrant.subject_kind == subject.kind, SiteGrant.subject_id == subject.id)
    if db.session().scalar(known):
        return
    db.session().add(
        SiteGrant(
            id=new_id(),
            subject_kind=subject.kind,
            subject_id=subject.id,
            granted_by=actor.person_id,
            granted_at=clock.now(),
        )
    )
    bump_epoch()
    publish(actor, "grant.given", About(subject=f"{subject.kind}:{subject.id}", details={"role": "administrator"}))


@dataclass(frozen=True)
class _Standing:
    area_id: str
    space_id: str


def _standing_in(area: Area) -> _Standing:
    return _Standing(area_id=area.id, space_id=area.space_id)


def _grant_of(area_id: str, subject: Subject) -> Select[Grant]:
    return select(Grant).where(
        Grant.area_id == area_id, Grant.subject_kind == subject.kind, Grant.subject_id == subject.id
    )


def _about(area: Area, subject: Subject, role: Role) -> About:
    return About(
        space_id=area.space_id,
        area_id=area.id,
        subject=f"{subject.kind}:{subject.id}",
        details={"role": role.key},
    )
