"""The JSON kit: blueprints that refuse an argument which nobody declared (contract HTTP 43)."""

from __future__ import annotations

import marshmallow
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser


class StrictParser(FlaskParser):
    """Unknown fields are refused wherever they stand, in the query too."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query", "json_or_form"), marshmallow.RAISE)


class JsonDoor(Blueprint):  # type: ignore[misc]
    """A blueprint of the API."""

    ARGUMENTS_PARSER = StrictParser()
