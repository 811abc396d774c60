"""`slipbook verify`: it finds what was broken on purpose, says nothing where all is well, and touches nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from auth.actor import Actor
from repo_store.types import Change, CommitRequest
from tests.cast import Cast
from wiki import background, db, language
from wiki.errors import NotFound, Unavailable
from wiki.instance import Instance
from wiki.pages.models import Page
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.taking_in.authors import author_of
from wiki.serving.verifying.commands import verify_
from wiki.serving.verifying.copying import copied
from wiki.serving.verifying.everything import verify
from wiki.spaces.queries import repository_of


def codes(key: str | None = None) -> list[str]:
    return sorted({one.code for one in verify(key, lambda _done, _total: None)})


@pytest.fixture
def ben(cast: Cast) -> Actor:
    return cast.actor("ben")


@pytest.fixture
def page(cast: Cast, ben: Actor) -> Page:
    """The Handbook with three pages that are found."""
    create_page(ben, cast.handbook, NewPage("guides", body="# Guides\n\nSee [the set-up](guides/setup.md).\n"))
    create_page(ben, cast.handbook, NewPage("guides/old", body="# 旧的\n\n内容\n"))
    made = create_page(ben, cast.handbook, NewPage("guides/setup", body="# Set up\n\nFirst step.\n"))
    background.at_start()
    return made


@pytest.fixture
def sql(instance: Instance) -> Callable[[str], None]:
    """Write into the database past everything."""

    def run(statement: str) -> None:
        with closing(sqlite3.connect(instance.settings.data / "slipbook.db")) as database:
            database.execute(statement)
            database.commit()

    return run


Sql = Callable[[str], None]


def test_a_sound_instance_is_green_and_left_as_it_was(instance: Instance, page: Page) -> None:
    data = instance.settings.data
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and path.name != "slipbook.db-shm"}
    assert codes() == []
    assert {path: path.read_bytes() for path in before} == before
    assert [path for path in data.iterdir() if path.name.startswith(".verifying")] == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE pages SET title = 'Something else' WHERE path = 'guides/setup'", "tables.differ"),
        ("UPDATE page_links SET target = 'nowhere.md'", "tables.differ"),
        ("DELETE FROM page_versions WHERE number = 1", "tables.differ"),
        ("UPDATE pages SET area_id = 'elsewhere' WHERE path = 'guides/setup'", "pages.area"),
        ("DELETE FROM page_texts", "rows.unfitting"),
        ("UPDATE page_texts SET blob = 'x'", "rows.unfitting"),
        ("UPDATE pages SET path = 'elsewhere' WHERE path = 'guides/old'", "rows.unfitting"),
        ("DELETE FROM page_identities WHERE path = 'guides/old'", "rows.stray"),
        ("UPDATE spaces SET area_id = 'none'", "space.area"),
        ("UPDATE pages SET updated_at = '2001-01-01 00:00:00.000000' WHERE path = 'guides/old'", "index.differs"),
    ],
)
def test_rows_that_were_changed_are_found(page: Page, sql: Sql, statement: str, code: str) -> None:
    sql(statement)
    assert code in codes()


def test_a_damaged_file_of_the_database_is_found(instance: Instance, page: Page) -> None:
    file = instance.settings.data / "slipbook.db"
    instance.database.close()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    for start in range(8192, len(data) - 4096, 4096 * 9):
        data[start : start + 200] = os.urandom(200)
    file.write_bytes(data)
    assert codes() == ["database.damaged"]


def test_a_database_that_is_none_is_said(instance: Instance, page: Page) -> None:
    instance.database.close()
    (instance.settings.data / "slipbook.db-wal").unlink(missing_ok=True)
    (instance.settings.data / "slipbook.db").write_bytes(b"not a database " * 1000)
    with pytest.raises(Unavailable, match="could not be copied"):
        codes()


@pytest.mark.parametrize("fault", [OSError("elsewhere"), sqlite3.DatabaseError("elsewhere")])
def test_a_failure_beside_the_copy_is_not_taken_for_one_of_the_copy(
    instance: Instance, page: Page, fault: Exception
) -> None:
    with pytest.raises(type(fault), match="elsewhere"), copied(instance):
        raise fault
    assert [path for path in instance.settings.data.iterdir() if path.name.startswith(".verifying")] == []


def test_damage_in_git_is_found(cast: Cast, page: Page) -> None:
    repository = repository_of(cast.handbook)
    files = (
        path for path in (repository.path / "objects").rglob("*") if path.suffix in ("", ".pack") and path.is_file()
    )
    largest = max(files, key=lambda path: path.stat().st_size)  # a loose object, or all of them in a pack
    largest.chmod(0o600)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 0xFF
    largest.write_bytes(data)
    assert "git.damaged" in codes()


def test_a_repository_that_is_gone_is_found(cast: Cast, page: Page) -> None:
    path = repository_of(cast.handbook).path
    path.rename(path.with_name("elsewhere.git"))
    found = {one.code: one.heals for one in verify(None, lambda _done, _total: None)}
    assert {"git.missing", "git.stray", "tables.unreadable"} <= set(found)
    assert not found["git.stray"], "nobody but an administrator moves it away"


def test_a_space_that_is_read_only_is_found(cast: Cast, page: Page) -> None:
    location = repository_of(cast.handbook).location
    location.read_only.write_text("2026-01-01 fsync failed")
    (found,) = verify(None, lambda _done, _total: None)
    assert found.code == "git.read-only"
    assert "slipbook spaces allow-writes handbook" in str(found.mend)


def test_what_heals_by_itself_is_told_and_is_no_failure(instance: Instance, cast: Cast, page: Page, ben: Actor) -> None:
    repository = repository_of(cast.handbook)
    lock = repository.path / "refs" / "heads" / "main.lock"
    lock.touch()
    os.utime(lock, (time.time() - 3600,) * 2)
    (instance.settings.spaces / ".new-0").mkdir()
    change = Change("late.md", b"# Late\n", expected=None)
    lock.unlink()
    repository.commit_changes(CommitRequest((change,), author_of(ben), "Late"))
    lock.touch()
    os.utime(lock, (time.time() - 3600,) * 2)
    found = verify(None, lambda _done, _total: None)
    assert {one.code for one in found} == {"git.leftover", "git.drafts", "tables.behind"}
    assert all(one.heals for one in found)


def test_the_index_may_lag_behind_and_may_not_differ(instance: Instance, cast: Cast, page: Page, ben: Actor) -> None:
    save_page(ben, page, Edit("# Set up\n\nLater step.\n", "", page.version))
    assert codes() == [], "the event waits"
    with db.writing() as session:
        session.connection().exec_driver_sql("UPDATE event_cursors SET event_id = 1000000")
    assert codes() == ["index.differs"]


def test_an_index_that_cannot_be_read_is_told(instance: Instance, page: Page) -> None:
    for file in instance.settings.index.rglob("*.toc"):
        file.write_bytes(b"")
    assert codes() == ["index.unusable"]


def test_a_commit_that_comes_meanwhile_is_no_finding(cast: Cast, page: Page, ben: Actor) -> None:
    def save(done: int, _total: int) -> None:
        now = page_now(page.id)
        save_page(ben, now, Edit(f"# Set up\n\nStep {done}.\n", "", now.version))

    assert [one.code for one in verify(None, save)] == []


def page_now(page_id: str) -> Page:
    with db.fresh() as session:
        return session.get_one(Page, page_id)


def test_one_space_can_be_asked_about(cast: Cast, page: Page, sql: Sql) -> None:
    sql("UPDATE pages SET title = 'Something else' WHERE path = 'guides/setup'")
    assert codes("handbook") == ["tables.differ"]
    with pytest.raises(NotFound, match="There is no space nowhere"):
        codes("nowhere")


def typed(*words: str) -> Result:
    return CliRunner().invoke(verify_, words, catch_exceptions=False)


def test_the_command_says_a_sentence_with_a_mend_in_both_languages(page: Page, sql: Sql) -> None:
    assert (typed().exit_code, typed().stdout) == (0, "Everything is as it should be.\n")
    sql("UPDATE pages SET title = 'Something else' WHERE path = 'guides/setup'")
    found = typed("--space", "handbook")
    assert found.exit_code == 1
    assert "handbook: Pages whose rows differ from Git: 1, such as guides/setup." in found.stdout
    assert "Run `slipbook rebuild --space handbook`." in found.stdout
    with language.spoken("zh"):
        assert "与Git不一致的页面" in typed("--space", "handbook").stdout


def test_the_command_answers_machines_in_json(page: Page, sql: Sql) -> None:
    assert json.loads(typed("--json").stdout) == []
    sql("UPDATE pages SET title = 'Something else' WHERE path = 'guides/setup'")
    rows = json.loads(typed("--json", "--space", "handbook").stdout)
    assert [(row["code"], row["space"], row["heals"]) for row in rows] == [("tables.differ", "handbook", False)]
