"""From grants and areas to the role that somebody really has in each area. Pure: nothing is loaded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from auth.actor import GrantReason, GroupMembership, Standing, SubjectKind
from auth.roles import Role, lesser

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ORDER: Mapping[str, int] = {"group": 0, "everybody": 1, "anybody": 2, "person": 3}


@dataclass(frozen=True)
class AreaFact:
    """An area and the one around it (None: a space). ``space_id`` is what a token's list of spaces names; an
    inner area that leaves it out takes that of the area around it."""

    id: str
    parent_id: str | None
    space_id: str | None = None


@dataclass(frozen=True)
class GrantFact:
    """One grant as it is stored. ``anybody`` never gets more than Viewer, whatever the row says."""

    area_id: str
    subject_kind: SubjectKind
    subject_id: str | None
    role: Role
    granted_by: str | None = None
    granted_at: datetime | None = None


@dataclass(frozen=True)
class SubjectSet:
    """Everything that a grant can name to mean this somebody."""

    person_id: str | None = None
    memberships: tuple[GroupMembership, ...] = ()
    signed_in: bool = False

    def chain_to(self, kind: str, subject_id: str | None) -> tuple[str, ...] | None:
        """The group names that lead to this subject (none for other kinds); None: it is somebody else."""
        if kind == "anybody":
            return ()
        if not self.signed_in:
            return None
        if kind == "everybody" or (kind == "person" and subject_id is not None and subject_id == self.person_id):
            return ()
        if kind == "group":
            return self._chains.get(subject_id)
        return None

    @cached_property
    def _chains(self) -> Mapping[str | None, tuple[str, ...]]:
        return {one.group_id: one.chain for one in self.memberships}


def effective_roles(
    grants: Iterable[GrantFact], areas: Iterable[AreaFact], subject: SubjectSet, *, person_grants: bool = True
) -> dict[str, Standing]:
    """The standing in every area where there is one; an area that is left out is denied.

    Inside an area the highest matching grant wins; an inner area is the lesser of itself and of every area
    around it. An area whose surroundings are unknown or run in a circle is denied. ``person_grants`` False
    leaves out the grants to single persons.
    """
    best = _best_grants(grants, subject, person_grants=person_grants)
    known = {area.id: area for area in areas}
    found = {area_id: _standing(area_id, known, best) for area_id in known if area_id in best}
    return {area_id: standing for area_id, standing in found.items() if standing is not None}


def _best_grants(grants: Iterable[GrantFact], subject: SubjectSet, *, person_grants: bool) -> dict[str, GrantReason]:
    best: dict[str, GrantReason] = {}
    for grant in grants:
        chain = subject.chain_to(grant.subject_kind, grant.subject_id)
        if chain is None or (grant.subject_kind == "person" and not person_grants):
            continue
        reason = _reason(grant, chain)
        rival = best.get(grant.area_id)
        if rival is None or _weight(reason) < _weight(rival):
            best[grant.area_id] = reason
    return best


def _reason(grant: GrantFact, chain: tuple[str, ...]) -> GrantReason:
    return GrantReason(
        area_id=grant.area_id,
        subject_kind=grant.subject_kind,
        subject_id=grant.subject_id,
        role=lesser(grant.role, Role.VIEWER) if grant.subject_kind == "anybody" else grant.role,
        chain=chain,
        granted_by=grant.granted_by,
        granted_at=grant.granted_at,
    )


def _weight(reason: GrantReason) -> tuple[int, int, int, str, datetime, str]:
    """The highest role first; among equals always the same one, a group before a single person."""
    at = reason.granted_at or _LONG_AGO
    return (
        -reason.role,
        _ORDER[reason.subject_kind],
        len(reason.chain),
        reason.subject_id or "",
        at if at.tzinfo else at.replace(tzinfo=UTC),
        reason.granted_by or "",
    )


def _standing(area_id: str, known: Mapping[str, AreaFact], best: Mapping[str, GrantReason]) -> Standing | None:
    line = _outwards(area_id, known)
    if not line or any(area.id not in best for area in line):
        return None
    own = best[area_id]
    narrowest = min(line, key=lambda area: best[area.id].role)
    role = best[narrowest.id].role
    return Standing(
        role=role,
        because=replace(own, narrowed_by=narrowest.id if role < own.role else None),
        space_id=next((area.space_id for area in line if area.space_id is not None), None),
    )


def _outwards(area_id: str, known: Mapping[str, AreaFact]) -> list[AreaFact]:
    """The area and all around it, innermost first; empty where one is unknown or they run in a circle."""
    line: list[AreaFact] = []
    seen: set[str] = set()
    step: str | None = area_id
    while step is not None:
        if step in seen or step not in known:
            return []
        seen.add(step)
        line.append(known[step])
        step = known[step].parent_id
    return line
