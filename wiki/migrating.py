"""The schema of the database: where it stands, and bringing it up. Alembic is spoken here only."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError

from wiki import paths
from wiki.config import Settings, make_data_folder
from wiki.errors import Unavailable
from wiki.language import words as _


def config_for(url: str, connection: Connection | None = None) -> Config:
    """Alembic's settings for one database, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    config.attributes["connection"] = connection
    return config


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the database of ``settings`` to ``revision``, creating it when there is none, or Unavailable."""
    make_data_folder(settings)
    stands_at(settings)
    try:
        command.upgrade(config_for(settings.database_url), revision)
    except CommandError as fault:
        raise Unavailable(
            _("The database was made by a newer program."), mend=_("Install that program, then start again.")
        ) from fault


def downgrade(settings: Settings, revision: str) -> None:
    """Take the database back to ``revision``."""
    command.downgrade(config_for(settings.database_url), revision)


def stands_at(settings: Settings) -> str | None:
    """The revision of the database, None when there is none or it has no schema yet."""
    if not (settings.data / "slipbook.db").is_file():
        return None
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as fault:
        raise Unavailable(
            _("The database in %(folder)s cannot be read: %(why)s.", folder=str(settings.data), why=str(fault.orig)),
            mend=_("Put a backup in its place, or set SLIPBOOK_DATA to another folder."),
        ) from fault
    finally:
        engine.dispose()


def newest() -> str | None:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(config_for("sqlite://")).get_current_head()


def require_newest(settings: Settings) -> None:
    """Unavailable, with the mend, where the database is not the one that this program needs."""
    if stands_at(settings) != newest():
        raise Unavailable(
            _("The database was made by an older or a newer program."),
            mend=_("Run `slipbook upgrade` with the newest program, then start again."),
        )
