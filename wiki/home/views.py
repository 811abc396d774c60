"""The door of home, and the two addresses that a supervisor or load balancer asks."""

from __future__ import annotations

from flask import Response, jsonify
from flask.blueprints import BlueprintSetupState

from auth.actions import Action
from wiki.access.gate import require
from wiki.home.readiness import readiness
from wiki.home.signposts import signposts
from wiki.pages.queries import recent
from wiki.people.session import current_actor
from wiki.spaces.queries import list_spaces
from wiki.web.doors import Door
from wiki.web.screens import Place
from wiki.web.screens import show as show_screen

door = Door("home")
LATEST = 12


@door.record_once
def put_up_signposts(state: BlueprintSetupState) -> None:
    """Screens of errors belong to the web kit, which knows no rooms: what they lead to comes from here."""
    state.app.extensions["signposts"] = signposts


@door.reads("/", Action.SITE_READ)
def show() -> str:
    actor = current_actor()
    require(actor, Action.SITE_READ)
    changes = recent(actor, limit=LATEST)
    return show_screen("home/show.html", Place("home"), spaces=list_spaces(actor), changes=changes, person=actor)


@door.open("/healthz", "a process that answers says nothing about anybody")
def is_alive() -> Response:
    return jsonify(status="ok")


@door.open("/readyz", "names three parts and whether they answer, nothing else")
def is_ready() -> Response:
    parts = readiness()
    answer = jsonify(status="ok" if all(parts.values()) else "not ready", parts=parts)
    answer.status_code = 200 if all(parts.values()) else 503
    return answer
