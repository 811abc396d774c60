"""Terminal door of people: administrators, tokens and the directory. Whoever reaches it owns the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auth.actor import SYSTEM, Actor
from auth.directory.directory import Directory
from auth.errors import AuthError
from wiki import db
from wiki.people import operations, queries, synchronising, tokens
from wiki.people.actors import actor_of
from wiki.people.directory import configured, memberships_in
from wiki.people.models import Person
from wiki.people.operations import NewPerson
from wiki.people.space_names import keys_of_spaces
from wiki.people.synchronising import NoDirectory, Synchronised
from wiki.people.tokens import TokenWish

_PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the password from the first line of this file instead of asking for it.",
)


@click.group()
def people() -> None:
    """Accounts."""


@people.command("create-admin")
@click.argument("login")
@click.option("--name", default="", help="The name that others see; the login when it is not given.")
@_PASSWORD_FILE
def create_admin(login: str, name: str, password_file: Path | None) -> None:
    """Create the local account LOGIN as Administrator of the site."""
    person = operations.create_admin(SYSTEM, NewPerson(login, name or login, _password(password_file)))
    click.echo(f"{person.login} is Administrator.")


@people.command("create")
@click.argument("login")
@click.option("--name", default="", help="The name that others see; the login when it is not given.")
@_PASSWORD_FILE
def create(login: str, name: str, password_file: Path | None) -> None:
    """Create the local account LOGIN."""
    person = operations.create_person(SYSTEM, NewPerson(login, name or login, _password(password_file)))
    click.echo(f"{person.login} has an account.")


@people.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Close the account LOGIN: its browsers are signed out and its tokens revoked at once."""
    with db.writing():
        person = operations.disable_person(SYSTEM, _person(login).id)
    click.echo(f"{person.login} is disabled; sessions and tokens have ended.")


@people.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Open the account LOGIN again. Its tokens stay revoked."""
    with db.writing():
        person = operations.enable_person(SYSTEM, _person(login).id)
    click.echo(f"{person.login} is enabled.")


@click.group()
def token() -> None:
    """Tokens for API and Git."""


@token.command("create")
@click.argument("login")
@click.option(
    "--scope", default="read", show_default=True, help="What it may do: read, write, git, admin, with commas."
)
@click.option("--days", default=90, show_default=True, help="How many days it lives, 365 at most.")
@click.option("--space", "space_keys", multiple=True, help="Only in this space; may be given several times.")
@click.option("--name", default="terminal", show_default=True, help="What it is for.")
def create_token(login: str, **options: Any) -> None:
    """Create a token of LOGIN and print it, once."""
    verbs = [verb.strip() for verb in options["scope"].split(",") if verb.strip()]
    with db.writing():
        owner = actor_of(_person(login))
        spaces = _space_ids(owner, options["space_keys"])
        made = tokens.create_token(owner, TokenWish(options["name"], verbs, options["days"], spaces))
    click.echo(made.text)


@click.group()
def directory() -> None:
    """The directory that people and groups come from."""


@directory.command("check")
def check() -> None:
    """Read the whole directory and say what is in it; status 1 when it cannot be read."""
    asked = _directory()
    try:
        found = asked.people()
    except AuthError as fault:
        raise click.ClickException(str(fault)) from fault
    active = sum(person.enabled for person in found.people)
    click.echo(f"Directory: {asked.namespace}")
    click.echo(f"People: {len(found.people)}, of them enabled: {active}")
    click.echo(f"Groups: {len(found.groups)}")
    click.echo(f"Members that lead nowhere, ignored: {found.ignored}")
    click.echo(f"Complete: {'yes' if found.complete else 'no'}")
    if not found.complete:
        raise click.exceptions.Exit(1)


@directory.command("explain")
@click.argument("login")
def explain(login: str) -> None:
    """Say how the directory knows LOGIN, and in which groups they are by which way."""
    asked = _directory()
    try:
        entry = asked.find_person(login)
        if entry is None:
            raise click.ClickException(f"The directory has no entry {login}, or more than one.")
        memberships = memberships_in(asked, entry)
    except AuthError as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"{entry.login}: {entry.name}, stable id {entry.id}, {'enabled' if entry.enabled else 'disabled'}")
    for one in memberships or ():
        click.echo(f"  {' > '.join(one.chain)}  ({one.group_id})")


@directory.command("sync")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option("--confirm", is_flag=True, help="Go on although many people or a whole group would be lost.")
def sync(*, dry_run: bool, confirm: bool) -> None:
    """Bring people and groups in line with the directory."""
    found = synchronising.sync(SYSTEM, dry_run=dry_run, confirmed=confirm)
    _tell(found, dry_run=dry_run)


COMMANDS: tuple[click.Command, ...] = (people, token, directory)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _person(login: str) -> Person:
    with db.reading():
        person = queries.person_by_login(login)
    if person is None:
        raise click.ClickException(f"Nobody here has the account {login}.")
    return person


def _space_ids(owner: Actor, keys: tuple[str, ...]) -> list[str] | None:
    if not keys:
        return None
    known = {key: space_id for space_id, key in keys_of_spaces(owner).items()}
    missing = [key for key in keys if key not in known]
    if missing:
        raise click.ClickException(f"The owner sees no space {missing[0]}.")
    return [known[key] for key in keys]


def _directory() -> Directory:
    asked = configured()
    if asked is None:
        raise NoDirectory
    return asked


def _tell(found: Synchronised, *, dry_run: bool) -> None:
    click.echo("Would change:" if dry_run else "Changed:" if found.changes else "Nothing to change.")
    for change in found.changes:
        click.echo(f"  {change}")
    if found.shrinkage is not None:
        lost = found.shrinkage
        click.echo(
            f"To be confirmed: {lost.people_lost} of {lost.people_known} people, {len(lost.emptied_groups)} groups."
        )
