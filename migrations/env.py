"""Runs migrations on the database that ``wiki/migrating.py`` names."""

from alembic import context
from sqlalchemy import create_engine

from wiki.tables import METADATA

settings = context.config.attributes
engine = create_engine(settings["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
