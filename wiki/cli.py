"""Every command of the ``slipbook`` program. Each runs inside the instance that the settings name."""

from __future__ import annotations

import os
import sys
from dataclasses import fields

import click

from wiki import config, language, migrating
from wiki.demo.commands import COMMANDS as DEMO
from wiki.errors import Invalid, SlipbookError, Unavailable
from wiki.instance import Instance
from wiki.language import say
from wiki.language import words as _
from wiki.pages.commands import COMMANDS as PAGES
from wiki.people import space_names
from wiki.people.commands import COMMANDS as PEOPLE
from wiki.serving.commands import COMMANDS as SERVING
from wiki.spaces.commands import COMMANDS as SPACES
from wiki.spaces.queries import names_of_visible

COMMANDS: tuple[click.Command, ...] = (*SERVING, *DEMO, *PEOPLE, *SPACES, *PAGES)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def program(context: click.Context) -> None:
    """Slipbook: pages in Git, found in Chinese and English, permissioned by directory groups."""
    context.obj = config.load()
    language.set_for_process(context.obj.language)
    if context.invoked_subcommand not in ("serve", "init", "upgrade", "settings", "demo"):
        _require_schema(context.obj)
        instance = context.with_resource(Instance(context.obj).bound())
        space_names.offer(instance, names_of_visible)


def _require_schema(settings: config.Settings) -> None:
    if not (settings.data / "slipbook.db").is_file():
        raise Unavailable(
            _("There is no Slipbook in %(folder)s.", folder=str(settings.data)),
            mend=_("Run `slipbook init` first, or set SLIPBOOK_DATA to the folder that holds one."),
        )
    migrating.require_newest(settings)


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
    language.set_for_process(os.environ.get("SLIPBOOK_LANGUAGE") or config.Settings.language)
    try:
        program()
    except config.WrongSetting as fault:
        click.echo(say(_("Wrong setting. %(fault)s", fault=fault.message)), err=True)
        sys.exit(2)
    except Invalid as fault:
        click.echo("\n".join(say(told) for told in fault.fields.values()) or str(fault), err=True)
        sys.exit(1)
    except SlipbookError as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
