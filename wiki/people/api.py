"""JSON door of people: who the caller is."""

from __future__ import annotations

from marshmallow import Schema, fields

from auth.actions import Action
from auth.actor import Actor
from wiki.access.gate import require
from wiki.people.bearer import api_actor
from wiki.people.space_names import keys_of_spaces
from wiki.web.doors import declares
from wiki.web.json_doors import JsonDoor

blueprint = JsonDoor("people_api", __name__, description="The caller.")


class GroupSchema(Schema):
    """A group of the caller; ``chain`` leads from the group that names them to this one."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    chain = fields.List(fields.String(), required=True)


class RoleSchema(Schema):
    """The caller's role in a space."""

    space = fields.String(required=True)
    role = fields.String(required=True)


class ScopeSchema(Schema):
    """What the token leaves of what the caller may do; ``spaces`` null: all of them."""

    verbs = fields.List(fields.String(), required=True)
    spaces = fields.List(fields.String(), required=True, allow_none=True)


class MeSchema(Schema):
    """The caller: who they are, their groups, and what they may do."""

    id = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    is_administrator = fields.Boolean(required=True)
    groups = fields.List(fields.Nested(GroupSchema), required=True)
    roles = fields.List(fields.Nested(RoleSchema), required=True)
    scope = fields.Nested(ScopeSchema, required=True)


@blueprint.route("/me")  # type: ignore[untyped-decorator]
@blueprint.response(200, MeSchema, description="The caller.")  # type: ignore[untyped-decorator]
@declares(Action.SITE_READ)
def me() -> dict[str, object]:
    """The caller: login, name, groups and roles."""
    actor = api_actor()
    require(actor, Action.SITE_READ)
    return described(actor)


def described(actor: Actor) -> dict[str, object]:
    """``actor`` as the schema above has it; spaces by their keys."""
    keys = keys_of_spaces(actor)
    standings = {space_id: actor.standing_in_space(space_id) for space_id in keys}
    groups = [{"id": one.group_id, "name": one.name, "chain": list(one.chain)} for one in actor.groups]
    roles = [{"space": keys[space_id], "role": one.role.key} for space_id, one in standings.items() if one is not None]
    return {
        "id": actor.person_id,
        "login": actor.login,
        "name": actor.name,
        "is_administrator": actor.is_administrator,
        "groups": groups,
        "roles": sorted(roles, key=lambda one: one["space"]),
        "scope": _scope(actor),
    }


def _scope(actor: Actor) -> dict[str, object]:
    scope = actor.scope
    spaces = sorted(keys_of_spaces(actor).values()) if scope and scope.spaces is not None else None
    return {"verbs": sorted(scope.verbs) if scope else [], "spaces": spaces}
