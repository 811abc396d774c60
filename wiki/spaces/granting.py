"""Who may do what in a space: the list of grants as a whole, read and replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from auth.roles import Role
from wiki import db
from wiki.access.gate import require
from wiki.access.models import Area, Grant
from wiki.access.operations import Subject, grant, take_grant
from wiki.access.queries import grants_in
from wiki.errors import Invalid
from wiki.language import words as _
from wiki.spaces.errors import NobodyLeft
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of

SUBJECT_KINDS = ("group", "person", "everybody", "anybody")


@dataclass(frozen=True)
class Wanted:
    """One line of the list: who gets which role."""

    subject: Subject
    role: Role


def grants_of(actor: Actor, space: Space) -> Sequence[Grant]:
    """The grants of a space, strongest first: for those who may change them."""
    require(actor, Action.SPACE_GRANT, facts_of(space))
    return grants_in(space.area_id)


def set_grants(actor: Actor, space: Space, wanted: Sequence[Wanted], *, sure: bool = False) -> None:
    """Make ``wanted`` the grants of the space: what is new is given, what is missing is taken away.

    NobodyLeft when no Manager would be left and ``sure`` is not said. Runs inside ``writing()``.
    """
    require(actor, Action.SPACE_GRANT, facts_of(space))
    target = {(one.subject.kind, one.subject.id): one for one in wanted}
    if len(target) != len(wanted):
        raise Invalid(fields={"grants": _("Somebody stands in the list twice.")})
    if not sure and not any(one.role is Role.MANAGER for one in wanted):
        raise NobodyLeft(fields={"sure": _("Nobody would be left to look after this space.")})
    area = db.session().get_one(Area, space.area_id)
    standing = {(one.subject_kind, one.subject_id): one for one in grants_in(area.id)}
    for key, one in target.items():
        if key not in standing or standing[key].role != one.role:
            _refuse_wide(actor, one)
            grant(actor, area, one.subject, one.role)
    for kind, subject_id in standing.keys() - target.keys():
        take_grant(actor, area, Subject(kind, subject_id))


def _refuse_wide(actor: Actor, wanted: Wanted) -> None:
    """Public spaces are off by default: only an Administrator opens one, and for reading only."""
    if wanted.subject.kind != "anybody":
        return
    require(actor, Action.SITE_ADMINISTER)
    if wanted.role is not Role.VIEWER:
        raise Invalid(fields={"grants": _("People who are not signed in can be Viewers only.")})
