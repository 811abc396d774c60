"""What people do at the terminal of the machine."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.cast import Cast
from tests.wiki.people.visitors import DirectoryFile
from wiki import db
from wiki.errors import Invalid
from wiki.instance import Instance
from wiki.people import queries
from wiki.people.actors import actor_of
from wiki.people.commands import COMMANDS
from wiki.people.models import ApiToken
from wiki.people.space_names import SpaceName, offer
from wiki.people.synchronising import NoDirectory


def run(*words: str, typed: str = "") -> Result:
    """Run one of the commands, as ``slipbook`` does."""
    program = click.Group(commands={str(one.name): one for one in COMMANDS})
    return CliRunner().invoke(program, list(words), input=typed)


def test_an_administrator_is_created_from_a_file_or_by_typing(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("seven otters under a bridge\nand a note\n")
    assert (
        run("people", "create-admin", "xuan", "--name", "许安", "--password-file", str(file)).output
        == "xuan is Administrator.\n"
    )
    secret = "nine herons on the pier"
    typed = run("people", "create-admin", "second", typed=f"{secret}\n{secret}\n")
    assert typed.exit_code == 0
    assert secret not in typed.output
    assert run("people", "create", "third", "--password-file", str(file)).exit_code == 0
    with db.fresh():
        roles = {
            login: actor_of(queries.people_called(login)[0]).is_administrator for login in ("xuan", "second", "third")
        }
    assert roles == {"xuan": True, "second": True, "third": False}


def test_a_password_that_will_not_do_creates_nobody(instance: Instance) -> None:
    result = run("people", "create-admin", "xuan", typed="password\npassword\n")
    assert isinstance(result.exception, Invalid)
    with db.fresh():
        assert queries.is_empty()


def test_accounts_are_disabled_and_enabled(cast: Cast) -> None:
    assert run("people", "disable", "BEN").exit_code == 0
    with db.fresh():
        assert not queries.people_called("ben")[0].is_active
    assert run("people", "enable", "ben").exit_code == 0
    with db.fresh():
        assert queries.people_called("ben")[0].is_active
    missing = run("people", "disable", "nobody")
    assert missing.exit_code == 1
    assert "Nobody here has the account nobody." in missing.output


def test_a_token_is_printed_once_and_narrowed(instance: Instance, cast: Cast) -> None:
    handbook = cast.handbook
    named = {handbook.id: SpaceName("handbook", "Handbook")}
    offer(instance, lambda actor: named if handbook.area_id in actor.standings else {})
    printed = run("token", "create", "ann", "--scope", "read, write", "--days", "10", "--space", "handbook")
    assert printed.exit_code == 0
    with db.fresh() as session:
        kept = session.get_one(ApiToken, printed.output.split("_")[1])
    assert (kept.person_id, kept.verbs, kept.space_ids) == ("p-ann", ["read", "write"], [cast.handbook.id])
    assert (kept.expires_at - kept.created_at).days == 10
    assert "The owner sees no space handbook." in run("token", "create", "dora", "--space", "handbook").output
    assert isinstance(run("token", "create", "ann", "--scope", "fly").exception, Invalid)


@pytest.mark.usefixtures("with_directory")
def test_d38_the_directory_is_checked_explained_and_synchronised(directory: DirectoryFile) -> None:
    checked = run("directory", "check")
    assert checked.output.splitlines() == [
        "Directory: file",
        "People: 1, of them enabled: 1",
        "Groups: 2",
        "Members that lead nowhere, ignored: 0",
        "Complete: yes",
    ]
    assert run("directory", "explain", "ERIN").output.splitlines() == [
        "erin: Erin, stable id e-1, enabled",
        "  eng  (g-eng)",
        "  eng > staff  (g-staff)",
    ]
    assert run("directory", "explain", "nobody").exit_code == 1
    assert run("directory", "sync", "--dry-run").output.startswith("Would change:\n  PersonAdded")
    with db.fresh():
        assert queries.is_empty()
    assert run("directory", "sync").output.startswith("Changed:")
    assert run("directory", "sync").output == "Nothing to change.\n"
    directory.path.write_text("{")
    broken = run("directory", "check")
    assert broken.exit_code == 1
    assert "is not a directory" in broken.output


def test_without_a_directory_the_commands_say_so(instance: Instance) -> None:
    for words in (("check",), ("explain", "erin"), ("sync",)):
        assert isinstance(run("directory", *words).exception, NoDirectory)
