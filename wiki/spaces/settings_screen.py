"""Everything on the settings screen of a space, gathered once: who may do what, with names, and what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from auth.roles import Role
from wiki.access.gate import may
from wiki.access.models import Grant
from wiki.access.operations import Subject
from wiki.errors import Invalid
from wiki.language import say
from wiki.language import words as _
from wiki.people.queries import group_names_of, groups, names_of, people_called
from wiki.spaces.forms import subject_of
from wiki.spaces.granting import Wanted, grants_of
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of

_SPECIAL = {"everybody": _("Everybody signed in"), "anybody": _("Anybody, also without signing in")}


@dataclass(frozen=True)
class GrantLine:
    """One grant as the screen shows it; ``value`` names its subject in forms."""

    value: str
    name: str
    kind: str
    role: str
    is_exception: bool


@dataclass(frozen=True)
class SettingsScreen:
    """What the template of the settings needs besides its forms."""

    lines: Sequence[GrantLine]
    may_change: bool


def gather(actor: Actor, space: Space) -> SettingsScreen:
    """The screen as ``actor`` sees it."""
    return SettingsScreen(lines_of(grants_of(actor, space)), may(actor, Action.SPACE_CHANGE, facts_of(space)))


def lines_of(grants: Sequence[Grant]) -> list[GrantLine]:
    """Grants with the names of their subjects."""
    people = names_of(one.subject_id for one in grants if one.subject_kind == "person")
    known = group_names_of(one.subject_id for one in grants if one.subject_kind == "group")
    return [_line(one, {**people, **known}.get(one.subject_id, one.subject_id)) for one in grants]


def choices(actor: Actor, *, only_me: bool = False) -> list[tuple[str, str]]:
    """Everything that a grant can be given to but single people: value and name, first the empty choice."""
    first = _("Only me") if only_me else _("Choose")
    found = [(f"group:{one.id}", one.name) for one in groups(actor)]
    return [("", say(first)), *found, ("everybody:", say(_SPECIAL["everybody"]))]


def wanted_list(lines: Sequence[GrantLine], subject: Subject, role: Role | None) -> list[Wanted]:
    """The list of grants with one line set anew, or (``role`` None) taken out."""
    kept = [Wanted(subject_of(one.value), Role.parse(one.role)) for one in lines]
    kept = [one for one in kept if one.subject != subject]
    return kept if role is None else [*kept, Wanted(subject, role)]


def subject_asked_for(chosen: str, login: str) -> Subject:
    """The group that was chosen or the person whose account was typed."""
    if not login.strip():
        return subject_of(chosen)
    people = people_called(login.strip())
    if not people:
        raise Invalid(fields={"login": _("There is no account of this name.")})
    return Subject("person", people[0].id)


def role_of(key: str) -> Role | None:
    """The role that was chosen; None for "none", which takes the grant away."""
    if key == "none":
        return None
    try:
        return Role.parse(key)
    except ValueError as fault:
        raise Invalid(fields={"role": _("Choose from the list.")}) from fault


def _line(one: Grant, name: str) -> GrantLine:
    special = _SPECIAL.get(one.subject_kind)
    shown = say(special) if special else name
    value = f"{one.subject_kind}:{one.subject_id}"
    return GrantLine(value, shown, one.subject_kind, Role(one.role).key, one.subject_kind == "person")
