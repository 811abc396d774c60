"""Every JSON address and its description: the blueprints of the rooms, one OpenAPI document made from them."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from wiki.attachments import api as attachments
from wiki.finding import api as finding
from wiki.pages import api as pages
from wiki.people import api as people
from wiki.spaces import api as spaces
from wiki.web.doors import declare_open
from wiki.web.json_doors import JsonDoor

BLUEPRINTS: tuple[JsonDoor, ...] = (
    people.blueprint,
    spaces.blueprint,
    pages.blueprint,
    attachments.blueprint,
    finding.blueprint,
)
PREFIX = "/api/v1"


def install(app: Flask) -> None:
    """Register every API room under ``/api/v1`` and the document at ``/api/v1/openapi.json``."""
    app.config.update(
        API_TITLE="Slipbook",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app, spec_kwargs={"security": [{"token": []}]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=PREFIX)
    for endpoint in [one for one in app.view_functions if one.startswith("api-docs.")]:
        declare_open(app, endpoint, "the description of the API names no content")
