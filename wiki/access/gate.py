"""The one gate: every change and every read of a single object asks here, on the loaded object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Because, Decision, Facts, decide, explain
from wiki.errors import NotAllowed, NotFound, SignInNeeded
from wiki.language import Words
from wiki.language import words as _
from wiki.work import note_asked

NAMES: Mapping[str, Words] = {
    "viewer": _("Viewer"),
    "commenter": _("Commenter"),
    "editor": _("Editor"),
    "manager": _("Manager"),
    "administrator": _("Administrator"),
    "person": _("you in person"),
    "everybody": _("everybody who is signed in"),
    "anybody": _("anybody"),
    "read": _("reading"),
    "write": _("writing"),
    "git": _("Git"),
    "admin": _("administration"),
}


class Guarded(Protocol):
    """Anything that stands in an area."""

    @property
    def area_id(self) -> str | None: ...


def require(actor: Actor, action: Action, thing: Guarded | Facts | None = None) -> Decision:
    """Return the decision when ``actor`` may do ``action`` with ``thing``.

    NotFound where the thing is not visible, SignInNeeded where nobody is signed in, NotAllowed (with the reason)
    where it is visible and this action is not granted.
    """
    note_asked(action)
    decision = decide(actor, action, facts_of(thing))
    if decision.allowed:
        return decision
    if not actor.is_signed_in:
        raise SignInNeeded
    if not decision.visible:
        raise NotFound
    raise NotAllowed(mend=_said(decision.because))


def _said(because: Because) -> Words:
    """The reason, with the names that the screens use for roles and the like."""
    sentence, values = explain(because)
    return Words(sentence, {name: NAMES.get(value, value) for name, value in values.items()})


def may(actor: Actor, action: Action, thing: Guarded | Facts | None = None) -> bool:
    """Whether ``actor`` may do it: for buttons and lists, never in place of ``require``."""
    return decide(actor, action, facts_of(thing)).allowed


def facts_of(thing: Guarded | Facts | None) -> Facts:
    """What the policy must know of ``thing``."""
    if isinstance(thing, Facts):
        return thing
    return Facts(
        area_id=thing.area_id if thing is not None else None,
        space_id=getattr(thing, "space_id", None),
        owner_id=getattr(thing, "person_id", None),
    )
