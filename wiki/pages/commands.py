"""Terminal door of pages: bring in a repository as a space, and build the tables anew from Git."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import click
from sqlalchemy import select

from auth.actor import SYSTEM
from wiki import db
from wiki.pages.import_report import ImportReport, report_on
from wiki.pages.projection import rebuild, take_in
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, import_space
from wiki.spaces.queries import every_space, find_space

_PHASES = {
    "counting": "Counting objects",
    "compressing": "Compressing",
    "receiving": "Copying the repository",
    "resolving": "Checking objects",
    "commits": "Reading the history",
    "pages": "Rendering pages",
}


class _Bars:
    """One progress bar after the other, as the work goes through its phases."""

    def __init__(self) -> None:
        self._phase = ""
        self._bar: Any = None

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._close()

    def __call__(self, phase: str, done: int, total: int) -> None:
        if phase != self._phase:
            self._close()
            self._phase = phase
            self._bar = click.progressbar(length=max(total, 1), label=_PHASES.get(phase, phase))
            self._bar.__enter__()
        self._bar.update(max(0, done - self._bar.pos))

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)


@click.command("import")
@click.argument("source")
@click.option("--space", "key", required=True, help="Short name of the new space, for addresses.")
@click.option("--name", default="", help="Name of the new space; the short name where none is given.")
@click.option("--description", default="", help="What the space is for.")
def import_(source: str, key: str, name: str, description: str) -> None:
    """Make a space of a Git repository: a folder, a bare repository or a bundle on this machine.

    The whole history is kept as it is. Nobody sees the space until an Administrator lets somebody in.
    """
    with _Bars() as bars:
        space = import_space(SYSTEM, NewSpace(key, name, description), source, bars)
        taken = take_in(space.id, bars)
    with db.fresh():
        found = find_space(space.id)
        assert found is not None
        report = report_on(found)
    click.echo(f"{taken.commits} commits and {taken.pages} pages are now the space {key}.")
    for line in _told(report):
        click.echo(line)


@click.command("rebuild")
@click.option("--space", "key", default=None, help="Short name of one space; all of them where none is given.")
def rebuild_(key: str | None) -> None:
    """Build what the database knows of the text anew from Git. Comments, grants and page ids stay."""
    with db.fresh() as session:
        one = select(Space).where(Space.key == key)
        spaces = list(every_space() if key is None else session.scalars(one))
    if key is not None and not spaces:
        raise click.ClickException(f"There is no space {key}.")
    for space in spaces:
        with _Bars() as bars:
            taken = rebuild(space.id, bars)
        click.echo(f"{space.key}: {taken.commits} commits, {taken.pages} pages.")


def _told(report: ImportReport) -> list[str]:
    lines = [
        f"Pages: {report.pages}",
        f"Links that resolve: {report.links_resolving} of {report.links}",
        f"Images that show: {report.images_showing} of {report.images}",
        f"Pages that raised: {len(report.raised)}",
        *(f"    {path}" for path in report.raised),
        f"Names that clash: {len(report.clashes)}",
        *(f"    {file} is at {path}" for file, path in report.clashes),
    ]
    if report.too_large:
        lines += ["Too large to render:", *(f"    {path}" for path in report.too_large)]
    return lines


COMMANDS: tuple[click.Command, ...] = (import_, rebuild_)
