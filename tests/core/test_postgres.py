"""The scaled-out store: durable commits, deadlocks run again, readers that only read."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline.core.postgres import PostgresEngine
from tests.servers import Postgres

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[PostgresEngine]:
    engine = PostgresEngine(postgres.fresh_database())
    with engine.connection() as connection:
        connection.execute(text("CREATE TABLE rows (id int PRIMARY KEY, n int)"))
        connection.execute(text("INSERT INTO rows VALUES (1, 0), (2, 0)"))
    yield engine
    engine.close()


def show(session: Session) -> str:
    return str(session.execute(text("SHOW synchronous_commit")).scalar())


def test_every_commit_waits_for_the_disk(engine: PostgresEngine) -> None:
    barrier = threading.Barrier(8)

    def verb(session: Session) -> str:
        barrier.wait(10)
        return show(session)

    futures = [engine.submit(verb, lambda: None) for _ in range(8)]
    assert [future.result(10) for future in futures] == ["on"] * 8


def test_of_two_verbs_in_a_deadlock_both_are_carried_out(engine: PostgresEngine) -> None:
    both_hold_one = threading.Barrier(2)
    runs: list[int] = []
    committed: list[int] = []

    def crossing(first: int, second: int) -> object:
        def verb(session: Session) -> None:
            runs.append(first)
            session.execute(text("UPDATE rows SET n = n + 1 WHERE id = :id"), {"id": first})
            if len(runs) <= 2:
                both_hold_one.wait(10)
            session.execute(text("UPDATE rows SET n = n + 1 WHERE id = :id"), {"id": second})

        return verb

    futures = [
        engine.submit(crossing(a, b), lambda a=a: committed.append(a))  # type: ignore[arg-type, misc]
        for a, b in ((1, 2), (2, 1))
    ]
    for future in futures:
        future.result(20)
    assert len(runs) == 3
    assert sorted(committed) == [1, 2]
    with engine.reading() as session:
        assert list(session.execute(text("SELECT n FROM rows ORDER BY id")).scalars()) == [2, 2]


def test_a_reader_cannot_write(engine: PostgresEngine) -> None:
    with engine.reading() as session, pytest.raises(DBAPIError, match="read-only"):
        session.execute(text("UPDATE rows SET n = 9"))


def test_a_reader_sees_one_moment_while_others_write(engine: PostgresEngine) -> None:
    total = text("SELECT sum(n) FROM rows")
    with engine.reading() as session:
        before = session.execute(total).scalar()
        engine.submit(lambda s: s.execute(text("UPDATE rows SET n = n + 1")), lambda: None).result(10)
        assert session.execute(total).scalar() == before
