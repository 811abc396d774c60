"""Commands about spaces: which there are and how they stand, and writing again after a disk failed."""

from __future__ import annotations

import click

from auth.actor import SYSTEM
from repo_store.errors import StoreError
from wiki import db
from wiki.errors import NotFound
from wiki.language import say
from wiki.language import words as _
from wiki.spaces.models import Space
from wiki.spaces.operations import allow_writes
from wiki.spaces.queries import every_space, repository_of


@click.group()
def spaces() -> None:
    """Look after spaces."""


@spaces.command("list")
def list_them() -> None:
    """Every space: its key, its name, and what is wrong with it."""
    with db.reading():
        for space in every_space():
            click.echo("\t".join([space.key, space.name, _state(space)]))


@spaces.command("allow-writes")
@click.argument("key")
def allow(key: str) -> None:
    """Let a space be written to again, after somebody has looked at its disk."""
    with db.writing():
        space = next((one for one in every_space() if one.key == key), None)
        if space is None:
            raise NotFound(_("There is no space %(key)s.", key=key))
        was_read_only = allow_writes(SYSTEM, space)
    told = _("The space %(key)s can be written to again.", key=key)
    click.echo(say(told if was_read_only else _("The space %(key)s was not read-only.", key=key)))


def _state(space: Space) -> str:
    try:
        reason = repository_of(space).why_read_only()
    except StoreError as fault:
        return str(fault)
    return say(_("read-only: %(reason)s", reason=reason)) if reason else say(_("in order"))


COMMANDS: tuple[click.Command, ...] = (spaces,)
