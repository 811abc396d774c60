"""Every command of the ``slipbook`` program. Each runs inside the instance that the settings name."""

from __future__ import annotations

import sys
from dataclasses import fields

import click

from wiki import config, language, migrating
from wiki.demo.commands import COMMANDS as DEMO
from wiki.errors import SlipbookError
from wiki.instance import Instance
from wiki.pages.commands import COMMANDS as PAGES
from wiki.people.commands import COMMANDS as PEOPLE
from wiki.serving.commands import COMMANDS as SERVING

COMMANDS: tuple[click.Command, ...] = (*SERVING, *DEMO, *PEOPLE, *PAGES)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def program(context: click.Context) -> None:
    """Slipbook: pages in Git, found in Chinese and English, permissioned by directory groups."""
    context.obj = config.load()
    language.set_for_process(context.obj.language)
    if context.invoked_subcommand not in ("serve", "init", "upgrade", "settings", "demo"):
        _require_schema(context.obj)
        context.with_resource(Instance(context.obj).bound())


def _require_schema(settings: config.Settings) -> None:
    if not (settings.data / "slipbook.db").is_file():
        raise click.ClickException(f"There is no Slipbook in {settings.data}. Run `slipbook init` first.")
    if migrating.stands_at(settings) != migrating.newest():
        raise click.ClickException("The database is older than this program. Run `slipbook upgrade` first.")


@program.command("settings")
@click.pass_obj
def list_settings(settings: config.Settings) -> None:
    """List every setting with its value and meaning; secrets are not shown."""
    for one in fields(settings):
        value = getattr(settings, one.name)
        shown = "(set)" if one.metadata["secret"] and value else "(not set)" if one.metadata["secret"] else value
        click.echo(f"SLIPBOOK_{one.name.upper()}={shown}\n    {one.metadata['sentence']}")


for command in COMMANDS:
    program.add_command(command)


def main() -> None:
    """The entry point: an error of ours ends with a sentence and status 1, not with a trace."""
    try:
        program()
    except config.WrongSetting as fault:
        click.echo(f"Wrong setting. {fault}", err=True)
        sys.exit(2)
    except SlipbookError as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
