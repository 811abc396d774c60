"""`slipbook demo`: a throw-away instance with the sample company, filled once, then served."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from wiki import config, migrating
from wiki.demo import story
from wiki.demo.loading import DIRECTORY, PASSWORD, fill, is_filled, refuse_others, write_directory
from wiki.instance import Instance
from wiki.language import words as _
from wiki.serving.run import run

SHOWN = ("suqing", "linxiao", "zhoumin", "chenli", "xuan")


@click.command()
@click.option("--no-serve", is_flag=True, help="Fill the instance and stop.")
@click.pass_obj
def demo(settings: config.Settings, *, no_serve: bool) -> None:
    """Bring up the sample company: its people, its pages, their history. Loopback only."""
    chosen = _settings(settings)
    migrating.upgrade(chosen)
    instance = Instance(chosen)
    with instance.bound():
        refuse_others(chosen.data)
        if not (chosen.data / DIRECTORY).is_file():
            write_directory(chosen.data / DIRECTORY)
        if not is_filled(chosen.data):
            click.echo("Filling the sample company:")
            fill(chosen.data, lambda name: click.echo(f"  {name}"))
    instance.close()
    _greet(chosen)
    if not no_serve:
        click.echo("\nStop with Ctrl-C.")
        run(chosen)


def _settings(settings: config.Settings) -> config.Settings:
    if not config.is_loopback(settings.host):
        mend = _("the demo's passwords are public, so it listens on 127.0.0.1 only.")
        raise config.WrongSetting("host", settings.host, mend)
    url = settings.url if "SLIPBOOK_URL" in os.environ else f"http://{config.in_address(settings.host)}:{settings.port}"
    return replace(settings, demo=True, url=url, directory_file=str(settings.data / DIRECTORY))


def _greet(settings: config.Settings) -> None:
    click.echo(f"\nSlipbook 简册: {settings.url}\nPassword of everybody: {PASSWORD}\n")
    for one in story.PEOPLE:
        if one.login in SHOWN:
            click.echo(f"  {one.login:10} {one.name}  {one.title}")


COMMANDS: tuple[click.Command, ...] = (demo,)
