"""The stage for texts that were made to hurt."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.adversarial.stage import Stage
from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import csrf_of, signed_in
from wiki.config import Settings


@pytest.fixture
def stage(app: Flask, cast: Cast, settings: Settings) -> Stage:
    """ben, who edits the Handbook, at both doors of a site that answers errors as it does for readers."""
    app.testing = False
    ben = signed_in(app, "ben")
    return Stage(app, cast, ben, caller(app, cast, "ben"), settings.data, csrf_of(ben.get("/me")))
