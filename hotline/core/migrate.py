"""Brings a database to the present schema. Forward only, each step in one transaction, safe to run again."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def migrate(connection: Connection) -> None:
    """Run every step that is missing, on this connection's transaction."""
    command.upgrade(config(connection), "head")


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this code needs."""
    present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(config()).get_current_head()
