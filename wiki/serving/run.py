"""Running an instance until it is told to stop: the lock, the set-up token of an empty one, then the supervisor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields

import click

from wiki import config, db, logs
from wiki.instance import Instance
from wiki.people.queries import is_empty
from wiki.people.setting_up import setup_token
from wiki.serving.lock import serving
from wiki.serving.supervisor import Supervisor


def run(settings: config.Settings) -> None:
    """Serve ``settings``; Conflict when a server already runs there, Unavailable when the port is taken."""
    logs.set_up(settings.log_level)
    with serving(settings.data):
        _tell_token(settings)
        Supervisor(settings, {**os.environ, **environment(settings)}).run()


def environment(settings: config.Settings) -> Mapping[str, str]:
    """The settings as variables, for the children: they must see exactly what the parent saw."""
    found: dict[str, str] = {}
    for one in fields(settings):
        if not one.metadata["secret"]:  # those are read again from where the parent read them
            found[config.PREFIX + one.name.upper()] = _written(getattr(settings, one.name))
    return found


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _tell_token(settings: config.Settings) -> None:
    instance = Instance(settings)
    with instance.bound(), db.fresh():
        if is_empty():
            click.echo(f"Open {settings.url}/setup and enter this token: {setup_token(settings)}", err=True)
    instance.close()
