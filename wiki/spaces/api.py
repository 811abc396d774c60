"""JSON door of spaces: list, create, change, put away, and who may use one."""

from __future__ import annotations

from typing import cast

from marshmallow import Schema, fields, validate

from auth.actions import Action
from auth.actor import SubjectKind
from auth.roles import Role
from wiki import db
from wiki.access.gate import require
from wiki.access.models import Grant
from wiki.access.operations import Subject
from wiki.errors import Invalid
from wiki.language import words as _
from wiki.people.bearer import api_actor
from wiki.spaces import operations
from wiki.spaces.callers import known
from wiki.spaces.granting import SUBJECT_KINDS, Wanted, grants_of, set_grants
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, SpaceChange
from wiki.spaces.queries import list_spaces, space_for
from wiki.web.doors import declares
from wiki.web.json_doors import JsonDoor

blueprint = JsonDoor("spaces_api", __name__, description="Spaces and who may use them.")
_KEY = "/spaces/<space>"


class SpaceSchema(Schema):
    """A space; ``key`` stands in addresses."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)


class SpacesSchema(Schema):
    """The spaces that the caller may see."""

    items = fields.List(fields.Nested(SpaceSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class NewSpaceSchema(Schema):
    """A space to be."""

    key = fields.String(required=True, validate=validate.Length(max=60))
    name = fields.String(load_default="", validate=validate.Length(max=200))
    description = fields.String(load_default="", validate=validate.Length(max=2000))


class SpaceChangeSchema(Schema):
    """What changes; what is left out stays."""

    name = fields.String(load_default=None, validate=validate.Length(1, 200))
    description = fields.String(load_default=None, validate=validate.Length(max=2000))


class GrantSchema(Schema):
    """A role for a group, a person, everybody signed in, or anybody; ``id`` is null for the last two."""

    kind = fields.String(required=True, validate=validate.OneOf(SUBJECT_KINDS))
    id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 10))
    role = fields.String(required=True, validate=validate.OneOf([role.key for role in Role]))


class GrantsSchema(Schema):
    """Who may use a space."""

    items = fields.List(fields.Nested(GrantSchema), required=True)
    next = fields.String(dump_only=True, allow_none=True)
    sure = fields.Boolean(load_default=False, load_only=True)


@blueprint.route("/spaces")  # type: ignore[untyped-decorator]
@blueprint.response(200, SpacesSchema, description="The spaces that the caller may see, by name.")  # type: ignore[untyped-decorator]
@declares(Action.SITE_READ, loads=list_spaces)
def spaces() -> dict[str, object]:
    """The spaces that the caller may see, by name."""
    require(api_actor(), Action.SITE_READ)
    return {"items": [described(one) for one in list_spaces(api_actor())], "next": None}


@blueprint.route("/spaces", methods=["POST"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(NewSpaceSchema)  # type: ignore[untyped-decorator]
@blueprint.response(201, SpaceSchema, description="The space that was created.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_CREATE)
def create_space(sent: dict[str, str]) -> dict[str, object]:
    """Create an empty space; the caller becomes its Manager."""
    return described(operations.create_space(api_actor(), NewSpace(sent["key"], sent["name"], sent["description"])))


@blueprint.route(_KEY)  # type: ignore[untyped-decorator]
@blueprint.response(200, SpaceSchema, description="The space.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_READ, loads=space_for)
def read_space(space: str) -> dict[str, object]:
    """One space."""
    return described(space_for(api_actor(), space))


@blueprint.route(_KEY, methods=["PATCH"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(SpaceChangeSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, SpaceSchema, description="The space as it is now.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_CHANGE, loads=space_for)
def change_space(sent: dict[str, str | None], space: str) -> dict[str, object]:
    """Give a space another name or description."""
    with db.writing():
        found = space_for(api_actor(), space, Action.SPACE_CHANGE)
        return described(operations.change_space(api_actor(), found, SpaceChange(**sent)))


@blueprint.route(_KEY, methods=["DELETE"])  # type: ignore[untyped-decorator]
@blueprint.response(204, description="The space is put away.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_CHANGE, loads=space_for)
def archive_space(space: str) -> None:
    """Put a space away; nothing is deleted."""
    with db.writing():
        operations.archive_space(api_actor(), space_for(api_actor(), space, Action.SPACE_CHANGE))


@blueprint.route(_KEY + "/grants")  # type: ignore[untyped-decorator]
@blueprint.response(200, GrantsSchema, description="Who may use the space.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_GRANT, loads=space_for)
def read_grants(space: str) -> dict[str, object]:
    """Who may use the space, strongest role first."""
    found = space_for(api_actor(), space, Action.SPACE_GRANT)
    return {"items": [_described_grant(one) for one in grants_of(api_actor(), found)], "next": None}


@blueprint.route(_KEY + "/grants", methods=["PUT"])  # type: ignore[untyped-decorator]
@known
@blueprint.arguments(GrantsSchema)  # type: ignore[untyped-decorator]
@blueprint.response(200, GrantsSchema, description="Who may use the space now.")  # type: ignore[untyped-decorator]
@declares(Action.SPACE_GRANT, loads=space_for)
def replace_grants(sent: dict[str, object], space: str) -> dict[str, object]:
    """Replace the whole list. Without a Manager in it, ``sure`` must be true."""
    lines = cast(list[dict[str, str]], sent["items"])
    wanted = [_wanted(one["kind"], one["id"], one["role"]) for one in lines]
    with db.writing():
        found = space_for(api_actor(), space, Action.SPACE_GRANT)
        set_grants(api_actor(), found, wanted, sure=bool(sent["sure"]))
        return {"items": [_described_grant(one) for one in grants_of(api_actor(), found)], "next": None}


def described(space: Space) -> dict[str, object]:
    """A space as the schema above has it."""
    return {"id": space.id, "key": space.key, "name": space.name, "description": space.description}


def _wanted(kind: str, subject_id: str | None, role: str) -> Wanted:
    needs_id = kind in ("group", "person")
    if needs_id != bool(subject_id):
        raise Invalid(fields={"items": _("A group or person needs its id; everybody and anybody have none.")})
    return Wanted(Subject(cast(SubjectKind, kind), subject_id or ""), Role.parse(role))


def _described_grant(one: Grant) -> dict[str, object]:
    return {"kind": one.subject_kind, "id": one.subject_id or None, "role": Role(one.role).key}
