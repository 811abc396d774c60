"""Commands that start, prepare and bring up an instance."""

from __future__ import annotations

import click

from wiki import migrating
from wiki.config import Settings
from wiki.serving.lock import is_serving
from wiki.serving.run import run
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
    if migrating.stands_at(settings):
        raise click.ClickException(f"{settings.data} already holds an instance; nothing was changed.")
    migrating.upgrade(settings)
    click.echo(f"An empty instance is in {settings.data}. Start it with `slipbook serve`.")


@click.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the database to what this program needs."""
    if is_serving(settings.data):
        raise click.ClickException("A server runs on this data folder. Stop it, then upgrade.")
    before = migrating.stands_at(settings)
    migrating.upgrade(settings)
    click.echo(f"{before or 'nothing'} -> {migrating.newest()}")


@click.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Run the worker alone (for installations with several web nodes)."""
    run_worker(settings)


def _prepare(settings: Settings) -> None:
    stands = migrating.stands_at(settings)
    if stands is None:
        migrating.upgrade(settings)
    elif stands != migrating.newest():
        raise click.ClickException("The database is older or newer than this program. Run `slipbook upgrade` first.")


COMMANDS: tuple[click.Command, ...] = (serve, init, upgrade, worker)
