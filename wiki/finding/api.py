"""JSON door of finding: search."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from auth.actions import Action
from wiki.finding.queries import MOST_DEEP, Asked, Found, FoundPage, find
from wiki.people.bearer import api_actor
from wiki.web.doors import declares
from wiki.web.json_doors import JsonDoor

blueprint = JsonDoor("finding_api", __name__, description="Full-text search.")


class SearchArguments(Schema):
    """What to search for; ``cursor`` is what the answer before called ``next``."""

    q = fields.String(required=True, validate=validate.Length(max=10_000))
    space = fields.String(load_default="", validate=validate.Length(max=60))
    kind = fields.String(load_default="", validate=validate.Length(max=20))
    tag = fields.String(load_default="", validate=validate.Length(max=100))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    cursor = fields.Integer(load_default=0, validate=validate.Range(0, MOST_DEEP))


class PartSchema(Schema):
    """A piece of a snippet; ``mark`` where it is what was searched for."""

    text = fields.String(required=True)
    mark = fields.Boolean(required=True)


class HitSchema(Schema):
    """A page that was found; ``heading`` and ``anchor`` name the section of the snippet."""

    id = fields.String(required=True)
    space = fields.String(required=True)
    path = fields.String(required=True)
    title = fields.String(required=True)
    score = fields.Float(required=True)
    heading = fields.String(required=True, allow_none=True)
    anchor = fields.String(required=True, allow_none=True)
    snippet = fields.List(fields.Nested(PartSchema), required=True)


class FacetsSchema(Schema):
    """How the found pages are spread; only pages that the caller may see are counted."""

    spaces = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    tags = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SearchSchema(Schema):
    """The answer to a search; ``next`` is the cursor of the next hits."""

    total = fields.Integer(required=True)
    hits = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Nested(FacetsSchema, required=True)
    did_you_mean = fields.String(required=True, allow_none=True)
    loose = fields.Boolean(
        required=True, metadata={"description": "Whether no page has all the words, so that these have some of them."}
    )
    next = fields.Integer(required=True, allow_none=True)


@blueprint.route("/search")  # type: ignore[untyped-decorator]
@blueprint.arguments(SearchArguments, location="query")  # type: ignore[untyped-decorator]
@blueprint.response(200, SearchSchema, description="What was found.")  # type: ignore[untyped-decorator]
@declares(Action.SEARCH_FIND, loads=find)
def search(asked: dict[str, object]) -> dict[str, object]:
    """The pages that match and that the caller may see, best first."""
    wish = Asked(
        text=str(asked["q"]),
        space=str(asked["space"]),
        kind=str(asked["kind"]),
        tag=str(asked["tag"]),
        limit=int(str(asked["limit"])),
        offset=int(str(asked["cursor"])),
    )
    return described(find(api_actor(), wish))


def described(found: Found) -> dict[str, object]:
    """The answer as the schema above has it."""
    return {
        "total": found.total,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": {"spaces": found.facets.spaces, "kinds": found.facets.kinds, "tags": found.facets.tags},
        "did_you_mean": found.did_you_mean,
        "loose": found.is_loose,
        "next": found.next_offset,
    }


def _hit(hit: FoundPage) -> dict[str, object]:
    return {
        "id": hit.id,
        "space": hit.space,
        "path": hit.path,
        "title": hit.title,
        "score": hit.score,
        "heading": hit.heading,
        "anchor": hit.anchor,
        "snippet": [{"text": part.text, "mark": part.marked} for part in hit.snippet],
    }
