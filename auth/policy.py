"""The one place where it is decided who may do what: ``decide``, pure. The roles come from ``standings``, the
sentences from ``because``; both are offered here too, so that the gate needs this module only."""

from __future__ import annotations

from dataclasses import dataclass

from auth.actions import Action, Need
from auth.actor import Actor, Standing
from auth.because import Because, BecauseKind, explain
from auth.roles import Role
from auth.standings import AreaFact, GrantFact, SubjectSet, effective_roles

__all__ = [
    "AreaFact",
    "Because",
    "BecauseKind",
    "Decision",
    "Facts",
    "GrantFact",
    "SubjectSet",
    "decide",
    "effective_roles",
    "explain",
]


@dataclass(frozen=True)
class Facts:
    """What a decision must know of the thing: where it is, whose it is, whether it is there at all.

    For something that is about to be created, the place where it goes. ``owner_id`` is the person it belongs
    to (a draft, a session, a profile); what one may do with one's own things only needs it.
    """

    area_id: str | None
    space_id: str | None
    owner_id: str | None = None
    exists: bool = True


@dataclass(frozen=True)
class Decision:
    """Not ``visible``: the door answers as for a missing thing. Visible, not ``allowed``: it says why."""

    allowed: bool
    visible: bool
    because: Because


def decide(actor: Actor, action: Action, facts: Facts) -> Decision:
    """May this actor do this? Deny by default; the same answer for the same three values, always.

    The token's scope is asked last, so a token never makes visible what its owner does not see.
    """
    decision = _without_token(actor, action, facts)
    if actor.scope is None or not decision.visible:
        return decision
    return _narrowed_by_token(actor, action, facts, decision)


def _without_token(actor: Actor, action: Action, facts: Facts) -> Decision:
    if action.needs is Need.ANYBODY:
        return _allow(BecauseKind.ANYBODY)
    if not facts.exists:
        return _hide(actor, Because(BecauseKind.MISSING, area_id=facts.area_id))
    if actor.is_administrator and action.is_open_to_administrators:
        return _allow(BecauseKind.ADMINISTRATOR)
    if isinstance(action.needs, Role):
        return _by_role(actor, action, action.needs, facts)
    return _by_person(actor, action, facts)


def _by_person(actor: Actor, action: Action, facts: Facts) -> Decision:
    if not (actor.is_signed_in or actor.is_system):
        return _hide(actor, Because(BecauseKind.SIGN_IN))
    if action.needs is Need.ADMINISTRATOR:
        visible = facts.area_id is None or facts.area_id in actor.standings
        return Decision(allowed=False, visible=visible, because=Because(BecauseKind.NOT_ADMINISTRATOR))
    if not action.is_own:
        return _allow(BecauseKind.SIGNED_IN)
    if facts.owner_id is not None and facts.owner_id == actor.person_id:
        return _allow(BecauseKind.OWN)
    # Profiles are seen by everybody who is signed in; other people's sessions and tokens by nobody.
    seen = action is Action.PROFILE_CHANGE
    return Decision(allowed=False, visible=seen, because=Because(BecauseKind.NOT_YOURS))


def _by_role(actor: Actor, action: Action, needs: Role, facts: Facts) -> Decision:
    standing = _standing(actor, facts)
    if standing is None:
        unknown = facts.area_id is None and facts.space_id is not None
        kind = BecauseKind.UNRESOLVED_AREA if unknown else BecauseKind.NO_GRANT
        return _hide(actor, Because(kind, area_id=facts.area_id, needs=needs.key))
    if action is Action.DRAFT_KEEP and facts.owner_id not in (None, actor.person_id):
        return _hide(actor, Because(BecauseKind.NOT_YOURS, area_id=facts.area_id))
    allowed = standing.role >= needs
    because = Because(
        kind=_kind(standing, allowed=allowed) if allowed or actor.is_signed_in else BecauseKind.SIGN_IN,
        role=standing.role,
        grant=standing.because,
        area_id=facts.area_id,
        narrowed_by=standing.because.narrowed_by,
        needs=needs.key,
    )
    return Decision(allowed=allowed, visible=True, because=because)


def _standing(actor: Actor, facts: Facts) -> Standing | None:
    """The standing that counts. Where the area cannot be resolved, that of Managers of the space only."""
    if facts.area_id is not None:
        return actor.standings.get(facts.area_id)
    if facts.space_id is None:
        return None
    standing = actor.standing_in_space(facts.space_id)
    return standing if standing is not None and standing.role is Role.MANAGER else None


def _kind(standing: Standing, *, allowed: bool) -> BecauseKind:
    if standing.because.narrowed_by is not None:
        return BecauseKind.NARROWED_GRANT if allowed else BecauseKind.NARROWED
    return BecauseKind.GRANT if allowed else BecauseKind.TOO_LITTLE


def _narrowed_by_token(actor: Actor, action: Action, facts: Facts, decision: Decision) -> Decision:
    """What the token leaves of ``decision``: another space looks missing, another verb is refused with its
    name."""
    scope = actor.scope
    if scope is None or action.needs is Need.ANYBODY:
        return decision
    standing = _standing(actor, facts)
    space_id = standing.space_id if standing is not None else facts.space_id
    in_a_space = facts.area_id is not None or facts.space_id is not None
    if (in_a_space or action.needs is Need.ADMINISTRATOR) and not scope.reaches(space_id):
        because = Because(BecauseKind.TOKEN_SPACE, area_id=facts.area_id)
        return Decision(allowed=False, visible=not in_a_space, because=because)
    if decision.allowed and not scope.covers(action.verb):
        needs = action.verb or action.value
        because = Because(BecauseKind.TOKEN_VERB, area_id=facts.area_id, needs=needs)
        return Decision(allowed=False, visible=True, because=because)
    return decision


def _allow(kind: BecauseKind) -> Decision:
    return Decision(allowed=True, visible=True, because=Because(kind))


def _hide(actor: Actor, because: Because) -> Decision:
    """Looks missing. Whoever is not signed in is asked to sign in, hidden or missing alike."""
    nobody = not (actor.is_signed_in or actor.is_system)
    return Decision(allowed=False, visible=False, because=Because(BecauseKind.SIGN_IN) if nobody else because)
