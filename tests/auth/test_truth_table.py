"""Who may do what, written by hand from the access contract and not from the code."""

from __future__ import annotations

import pytest

from auth.actions import Action
from auth.actor import ANONYMOUS, SYSTEM, Actor
from auth.policy import BecauseKind, Decision, Facts, decide
from auth.roles import Role
from tests.auth.cast import HANDBOOK, SITE, person, reader_of_public

# yes: allowed. 401: asked to sign in. 403: seen, not allowed. 404: looks missing.
# "public" is nobody signed in, in a public space. "stranger" and "admin" have no role in the space.
COLUMNS = ("nobody", "public", "stranger", "viewer", "commenter", "editor", "manager", "admin", "system")
TABLE = """
site:read        401  401  yes  yes  yes  yes  yes  yes  yes
site:administer  401  401  403  403  403  403  403  yes  yes
site:set-up      yes  yes  yes  yes  yes  yes  yes  yes  yes
people:list      401  401  yes  yes  yes  yes  yes  yes  yes
person:read      401  401  yes  yes  yes  yes  yes  yes  yes
search:find      401  401  yes  yes  yes  yes  yes  yes  yes
space:create     401  401  403  403  403  403  403  yes  yes
space:read       401  yes  404  yes  yes  yes  yes  404  404
space:change     401  401  404  403  403  403  yes  404  404
space:grant      401  401  404  403  403  403  yes  yes  yes
space:import     401  401  404  403  403  403  403  yes  yes
page:read        401  yes  404  yes  yes  yes  yes  404  404
page:raw         401  yes  404  yes  yes  yes  yes  404  404
page:history     401  yes  404  yes  yes  yes  yes  404  404
page:create      401  401  404  403  403  yes  yes  404  404
page:edit        401  401  404  403  403  yes  yes  404  404
page:restore     401  401  404  403  403  yes  yes  404  404
page:delete      401  401  404  403  403  yes  yes  404  404
page:move        401  401  404  403  403  yes  yes  404  404
area:cross       401  401  404  403  403  403  yes  404  404
page:comment     401  401  404  403  yes  yes  yes  404  404
draft:keep       401  401  404  403  403  yes  yes  404  404
file:read        401  yes  404  yes  yes  yes  yes  404  404
file:upload      401  401  404  403  403  yes  yes  404  404
file:remove      401  401  404  403  403  yes  yes  404  404
"""
OWN_TABLE = """
profile:change   401  yes  403
session:end      401  yes  404
token:create     401  yes  404
"""
ON_THE_SITE = ("site:", "people:", "person:", "search:", "space:create")

CAST: dict[str, Actor] = {
    "nobody": ANONYMOUS,
    "public": reader_of_public(),
    "stranger": person(),
    "viewer": person(Role.VIEWER),
    "commenter": person(Role.COMMENTER),
    "editor": person(Role.EDITOR),
    "manager": person(Role.MANAGER),
    "admin": person(administrator=True),
    "system": SYSTEM,
}
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(row[0], who, said) for row in ROWS for who, said in zip(COLUMNS, row[1:], strict=True)]


def answer(decision: Decision) -> str:
    """What a door makes of a decision."""
    if decision.allowed:
        return "yes"
    if decision.because.kind is BecauseKind.SIGN_IN:
        return "401"
    return "403" if decision.visible else "404"


@pytest.mark.parametrize(("key", "who", "said"), CELLS, ids=[f"{key}-{who}" for key, who, _ in CELLS])
def test_who_may_do_what(key: str, who: str, said: str) -> None:
    facts = SITE if key.startswith(ON_THE_SITE) else HANDBOOK
    assert answer(decide(CAST[who], Action(key), facts)) == said


@pytest.mark.parametrize("line", OWN_TABLE.strip().splitlines())
def test_what_belongs_to_somebody_is_for_them_alone(line: str) -> None:
    key, nobody, owner, somebody_else = line.split()
    mine, theirs = (Facts(None, None, owner_id=one) for one in ("p-ann", "p-ben"))
    assert answer(decide(ANONYMOUS, Action(key), mine)) == nobody
    assert answer(decide(person(), Action(key), mine)) == owner
    assert answer(decide(person(), Action(key), theirs)) == somebody_else
    assert answer(decide(person(administrator=True), Action(key), theirs)) == somebody_else


def test_the_tables_hold_every_action_once() -> None:
    listed = [row[0] for row in ROWS] + [line.split()[0] for line in OWN_TABLE.strip().splitlines()]
    assert sorted(listed) == sorted(action.value for action in Action)


@pytest.mark.parametrize("action", [one for one in Action if one is not Action.SITE_SET_UP])
@pytest.mark.parametrize("who", COLUMNS)
def test_nothing_can_be_done_to_what_is_missing(who: str, action: Action) -> None:
    missing = Facts("handbook-area", "handbook", exists=False)
    assert answer(decide(CAST[who], action, missing)) == ("401" if who in ("nobody", "public") else "404")


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", COLUMNS)
def test_whatever_is_allowed_is_visible_and_the_same_when_asked_again(who: str, action: Action) -> None:
    first = decide(CAST[who], action, HANDBOOK)
    assert first.visible or not first.allowed
    assert decide(CAST[who], action, HANDBOOK) == first
