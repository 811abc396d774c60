"""Commands that start, prepare and bring up an instance."""

from __future__ import annotations

import click

from wiki import db, migrating
from wiki.config import Settings
from wiki.errors import Conflict, Unavailable
from wiki.instance import Instance
from wiki.language import say
from wiki.language import words as _
from wiki.serving.lock import is_serving
from wiki.serving.run import run
from wiki.serving.verifying import tables
from wiki.serving.verifying.commands import COMMANDS as VERIFYING
from wiki.serving.worker import work as run_worker


@click.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve this instance: web and worker, until it is told to stop."""
    _prepare(settings)
    click.echo(f"Slipbook: {settings.url}", err=True)
    run(settings)


@click.command()
@click.pass_obj
def init(settings: Settings) -> None:
    """Prepare an empty instance in the data folder."""
    folder = str(settings.data)
    if migrating.stands_at(settings):
        raise Conflict(_("%(folder)s holds an instance already; nothing was changed.", folder=folder))
    migrating.upgrade(settings)
    click.echo(say(_("An empty instance is in %(folder)s. Start it with `slipbook serve`.", folder=folder)))


@click.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the database to what this program needs."""
    if is_serving(settings.data):
        raise Conflict(_("A server runs on this data folder."), mend=_("Stop it, then upgrade."))
    before = migrating.stands_at(settings)
    migrating.upgrade(settings)
    click.echo(f"{before or 'nothing'} -> {migrating.newest()}")


@click.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Run the worker alone (for installations with several web nodes)."""
    run_worker(settings)


def _prepare(settings: Settings) -> None:
    if migrating.stands_at(settings) is None:
        migrating.upgrade(settings)
    migrating.require_newest(settings)
    _refuse_damage(settings)


def _refuse_damage(settings: Settings) -> None:
    """Unavailable, with the file, when SQLite finds its file damaged: serving it could show or lose anything."""
    instance = Instance(settings)
    try:
        with instance.bound(), db.fresh():
            found = tables.check_file(quick=True)
    finally:
        instance.close()
    if found:
        file = str(settings.data / "slipbook.db")
        raise Unavailable(_("%(file)s cannot be used. %(why)s", file=file, why=found[0].told), mend=found[0].mend)


COMMANDS: tuple[click.Command, ...] = (serve, init, upgrade, worker, *VERIFYING)
