"""The JSON kit: blueprints that refuse an argument which nobody declared (contract HTTP 43)."""

from __future__ import annotations

import marshmallow
from flask import Request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from wiki.web.json_bodies import read_json


class StrictParser(FlaskParser):
    """Unknown fields are refused wherever they stand, in the query too; a body is read by ``json_bodies``."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query", "json_or_form"), marshmallow.RAISE)

    def _raw_load_json(self, req: Request) -> object:
        return read_json(req) if req.get_data(cache=True) else marshmallow.missing


class JsonDoor(Blueprint):  # type: ignore[misc]
    """A blueprint of the API."""

    ARGUMENTS_PARSER = StrictParser()
