"""The embedded store: nothing is acknowledged that a power cut could take back, and one fsync serves a group."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline.core import sqlite
from hotline.core.sqlite import SqliteEngine, library_is_sound

EXPECTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SqliteEngine]:
    engine = SqliteEngine(tmp_path / "store.sqlite3")
    with engine.connection() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield engine
    engine.close()


def write(word: str) -> object:
    return lambda session: session.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


def pragmas(connection: Connection | Session) -> dict[str, object]:
    return {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in EXPECTED}


def test_every_connection_writes_ahead_and_syncs_fully(engine: SqliteEngine) -> None:
    with ExitStack() as open_:
        readers = [open_.enter_context(engine.reading()) for _ in range(8)]
        assert [pragmas(reader) for reader in readers] == [EXPECTED] * 8
    assert engine.submit(pragmas, lambda: None).result(10) == EXPECTED


def test_a_reader_cannot_write(engine: SqliteEngine) -> None:
    with engine.reading() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("INSERT INTO words VALUES ('no')"))


def test_a_reader_sees_one_moment_while_others_write(engine: SqliteEngine) -> None:
    count = text("SELECT count(*) FROM words")
    with engine.reading() as session:
        before = session.execute(count).scalar()
        engine.submit(write("later"), lambda: None).result(10)  # type: ignore[arg-type]
        assert session.execute(count).scalar() == before
    with engine.reading() as session:
        assert session.execute(count).scalar() == 1


def test_what_queued_during_a_commit_shares_the_next_one(engine: SqliteEngine) -> None:
    commits: list[Connection] = []
    release = threading.Event()
    slow = engine.submit(lambda session: release.wait(10), lambda: None)
    futures = [engine.submit(write(str(n)), lambda: None) for n in range(100)]  # type: ignore[arg-type]
    count = commits.append
    event.listen(Engine, "commit", count)
    try:
        release.set()
        for future in (slow, *futures):
            future.result(10)
    finally:
        event.remove(Engine, "commit", count)
    assert len(commits) <= 3


def test_what_was_queued_is_stored_before_the_store_closes(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path / "store.sqlite3")
    with engine.connection() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    futures = [engine.submit(write(str(n)), lambda: None) for n in range(300)]  # type: ignore[arg-type]
    engine.close()
    assert all(future.done() and future.exception() is None for future in futures)


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
    ],
)
def test_libraries_that_can_corrupt_a_write_ahead_log_are_known(version: tuple[int, ...], sound: bool) -> None:
    assert library_is_sound(version) is sound


def test_the_library_in_use_is_sound() -> None:
    assert library_is_sound()


def test_an_affected_library_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "library_is_sound", lambda: False)
    with pytest.raises(RuntimeError, match="corrupt"):
        SqliteEngine(tmp_path / "store.sqlite3")
    assert not (tmp_path / "store.sqlite3").exists()
