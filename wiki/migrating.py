"""The schema of the database: where it stands, and bringing it up. Alembic is spoken here only."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from wiki import paths
from wiki.config import Settings


def config_for(url: str, connection: Connection | None = None) -> Config:
    """Alembic's settings for one database, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    config.attributes["connection"] = connection
    return config


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the database of ``settings`` to ``revision``, creating it when there is none."""
    settings.data.mkdir(parents=True, exist_ok=True)
    command.upgrade(config_for(settings.database_url), revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take the database back to ``revision``."""
    command.downgrade(config_for(settings.database_url), revision)


def stands_at(settings: Settings) -> str | None:
    """The revision of the database, None when there is none or it has no schema yet."""
    if not (settings.data / "slipbook.db").is_file():
        return None
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


def newest() -> str | None:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(config_for("sqlite://")).get_current_head()
