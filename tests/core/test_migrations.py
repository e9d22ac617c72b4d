"""The schema: what the code expects, reached from anywhere a migration may have stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, inspect, select, text

from hotline.core.migrate import config, is_current, migrate
from hotline.core.models import Base
from hotline.core.postgres import PostgresEngine
from hotline.core.sqlite import SqliteEngine
from tests.conftest import STORE
from triage.models import Reading

Store = SqliteEngine | PostgresEngine


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store."""
    if STORE == "sqlite":
        engine: Store = SqliteEngine(tmp_path / "store.sqlite3")
    else:
        engine = PostgresEngine(request.getfixturevalue("postgres").fresh_database())
    yield engine
    engine.close()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


class Killed(Exception):
    pass


@contextmanager
def killed_at(connection: Connection, statement: int) -> Iterator[None]:
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Killed

    event.listen(connection, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", count)


def test_the_migrated_schema_is_the_one_the_code_needs(store: Store) -> None:
    with store.connection() as connection:
        assert not is_current(connection)
        migrate(connection)
        assert is_current(connection)
        assert differences(connection) == []


def test_running_it_again_changes_nothing(store: Store) -> None:
    with store.connection() as connection:
        migrate(connection)
    with store.connection() as connection:
        migrate(connection)
        assert differences(connection) == []


@pytest.mark.parametrize("statement", [1, 2, 3, 5, 8, 13, 20, 21, 34, 50])
def test_one_that_was_interrupted_left_nothing_and_can_be_run_again(store: Store, statement: int) -> None:
    with pytest.raises(Killed), store.connection() as connection, killed_at(connection, statement):
        migrate(connection)
    with store.connection() as connection:
        assert inspect(connection).get_table_names() == []
    with store.connection() as connection:
        migrate(connection)
        assert is_current(connection)
        assert differences(connection) == []


def test_a_line_that_has_readings_already_goes_on_with_them(store: Store) -> None:
    """What was read before triage said whose and how it is meant: affirmed, of oneself, no flag."""
    read = "INSERT INTO readings (id, contact, seq, at, level, hints, lexicon, failed) VALUES "
    with store.connection() as connection:
        command.upgrade(config(connection), "0001")
        connection.execute(text(read + "('r', 'c', 1, '2026-03-02 18:00:00+00:00', 3, '[]', '1', false)"))
    with store.connection() as connection:
        migrate(connection)
        assert differences(connection) == []
    with store.connection() as connection:
        row = connection.execute(select(Reading.__table__)).mappings().one()
        assert (row["level"], row["flags"], row["subject"], row["polarity"]) == (3, [], "self", "affirmed")
        assert (row["model"], row["read_by"]) == (None, None)
