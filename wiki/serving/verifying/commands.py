"""Terminal door: check everything, and accept text that is newer than the database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from wiki import db
from wiki.language import Words, counted, say
from wiki.language import words as _
from wiki.pages.projection import take_in
from wiki.pages.taking_in.holding import accept
from wiki.serving.verifying.everything import spaces_named, verify
from wiki.serving.verifying.findings import Finding


@click.command("verify")
@click.option("--space", "key", default=None, help="Short name of one space; everything where none is given.")
@click.option("--json", "for_machines", is_flag=True, help="Print the findings as JSON.")
@click.option("--accept", "accepts", is_flag=True, help="Show held pages again: the database was older than the text.")
@click.pass_context
def verify_(context: click.Context, key: str | None, for_machines: bool, accepts: bool) -> None:
    """Check that nothing is lost or damaged: Git, tables, index. Safe beside a running server.

    Ends with status 1 when somebody has to do something.
    """
    if accepts:
        _accept(key)
    with click.progressbar(length=1, label=say(_("Verifying")), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = verify(key, progress)
    click.echo(_as_json(found) if for_machines else "\n".join(_told(found)))
    if any(not one.heals for one in found):
        context.exit(1)


def _accept(key: str | None) -> None:
    with db.fresh():
        spaces = spaces_named(key)
    for space in spaces:
        take_in(space.id)
        count = accept(space.id)
        if count:
            click.echo(say(_shown_again(space.key, count)), err=True)


def _shown_again(key: str, count: int) -> Words:
    return counted(
        "%(space)s: %(num)s page is shown again.", "%(space)s: %(num)s pages are shown again.", count, space=key
    )


def _told(found: Sequence[Finding]) -> list[str]:
    if not found:
        return [say(_("Everything is as it should be."))]
    return [f"{one.space}: {_line(one)}" if one.space else _line(one) for one in found]


def _line(one: Finding) -> str:
    said = say(one.told)
    return f"{said}{'' if said.endswith('。') else ' '}{say(one.mend)}"


def _as_json(found: Sequence[Finding]) -> str:
    rows = [
        {"code": one.code, "space": one.space, "message": say(one.told), "mend": say(one.mend), "heals": one.heals}
        for one in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


COMMANDS: tuple[click.Command, ...] = (verify_,)
