"""Migrations lead to the tables of the models and back to nothing."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from wiki import migrating
from wiki.config import Settings
from wiki.tables import METADATA


def test_the_migrated_database_equals_the_models(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    migrating.upgrade(settings)
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
        tables = inspect(connection).get_table_names()
    engine.dispose()
    assert differences == []
    assert set(METADATA.tables) <= set(tables)


def test_migrations_go_down_to_an_empty_database_and_up_again(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    migrating.upgrade(settings)
    migrating.downgrade(settings, "base")
    engine = create_engine(settings.database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    migrating.upgrade(settings)
    assert migrating.stands_at(settings) == migrating.newest()


def test_a_revision_is_named_after_its_file_and_fits_the_column() -> None:
    scripts = list(ScriptDirectory.from_config(migrating.config_for("sqlite://")).walk_revisions())
    assert scripts
    for script in scripts:
        assert Path(script.path).stem == script.revision
        assert len(script.revision) <= 32
