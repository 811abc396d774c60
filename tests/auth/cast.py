"""The cast of these tests: who asks, and a space with a restricted part inside it."""

from __future__ import annotations

from collections.abc import Mapping

from auth.actor import Actor, GrantReason, Standing, TokenScope, Verb, anonymous
from auth.policy import Facts
from auth.roles import Role

HANDBOOK = Facts(area_id="handbook-area", space_id="handbook")
SALARIES = Facts(area_id="salaries-area", space_id="handbook")
ELSEWHERE = Facts(area_id="other-area", space_id="other")
SITE = Facts(area_id=None, space_id=None)


def standing(role: Role, area_id: str = "handbook-area", space_id: str | None = "handbook") -> Standing:
    """A role by a grant to the group Staff, in one area."""
    reason = GrantReason(area_id, "group", "g-staff", role, ("Team", "Staff"))
    return Standing(role, reason, space_id)


def person(
    role: Role | None = None,
    *,
    administrator: bool = False,
    scope: TokenScope | None = None,
    standings: Mapping[str, Standing] | None = None,
) -> Actor:
    """Somebody signed in, with a role in the handbook or none."""
    own = {"handbook-area": standing(role)} if role is not None else {}
    return Actor("p-ann", "ann", "Ann", (), standings or own, administrator, scope, 7)


def reader_of_public() -> Actor:
    """Nobody signed in, where the handbook is public."""
    reason = GrantReason("handbook-area", "anybody", None, Role.VIEWER)
    return anonymous({"handbook-area": Standing(Role.VIEWER, reason, "handbook")})


def scope(*verbs: Verb, spaces: frozenset[str] | None = None) -> TokenScope:
    """The scope of a token."""
    return TokenScope(frozenset(verbs), spaces)
