"""Reading access: the epoch, and the role that a set of subjects has in each area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from auth.actor import Standing
from auth.policy import AreaFact, GrantFact, SubjectSet, effective_roles
from auth.roles import Role
from wiki import db
from wiki.access.models import AccessEpoch, Area, Grant, SiteGrant


def epoch() -> int:
    """The current epoch; it grows with every change of grant, area or membership."""
    return db.session().scalar(select(AccessEpoch.epoch)) or 0


def standings_of(subjects: SubjectSet) -> Mapping[str, Standing]:
    """The role of ``subjects`` in each area where they have one, narrowed by the areas around it, with its reason."""
    areas = db.session().execute(select(Area.id, Area.parent_id, Area.space_id)).all()
    grants = db.session().scalars(select(Grant).where(_matches(Grant, subjects))).all()
    facts = [
        GrantFact(
            area_id=one.area_id,
            subject_kind=one.subject_kind,
            subject_id=one.subject_id or None,
            role=Role(one.role),
            granted_by=one.granted_by,
            granted_at=one.granted_at,
        )
        for one in grants
    ]
    return effective_roles(facts, [AreaFact(*area) for area in areas], subjects)


def is_administrator(subjects: SubjectSet) -> bool:
    """Whether a grant on the site makes these subjects Administrator."""
    found = db.session().scalar(select(SiteGrant.id).where(_matches(SiteGrant, subjects)).limit(1))
    return found is not None


def grants_in(area_id: str) -> Sequence[Grant]:
    """All grants of one area, strongest first."""
    order = (Grant.role.desc(), Grant.subject_kind, Grant.subject_id)
    return db.session().scalars(select(Grant).where(Grant.area_id == area_id).order_by(*order)).all()


def _matches(table: type[Grant] | type[SiteGrant], subjects: SubjectSet) -> ColumnElement[bool]:
    groups = [one.group_id for one in subjects.memberships]
    ways = [
        and_(table.subject_kind == "group", table.subject_id.in_(groups)),
        table.subject_kind == "anybody",
    ]
    if subjects.person_id:
        ways.append(and_(table.subject_kind == "person", table.subject_id == subjects.person_id))
    if subjects.signed_in:
        ways.append(table.subject_kind == "everybody")
    return or_(*ways)
