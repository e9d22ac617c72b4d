"""The scaled-out store: a pool of threads, a transaction per verb, the database's own clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from .clock import Clock, SystemClock
from .database import passing, unavailable

R = TypeVar("R")
WRITERS = 8
TRIES = 5
PAUSE = 0.02


class PostgresEngine:
    """synchronous_commit stays on. A verb that loses a deadlock is run again: verbs touch nothing but the database."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url,
            pool_size=WRITERS + 6,
            max_overflow=2,
            pool_pre_ping=True,
            connect_args={"options": "-c synchronous_commit=on -c lock_timeout=5000 -c statement_timeout=15000"},
        )
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")

    def submit(self, verb: Callable[[Session], R], committed: Callable[[], None]) -> Future[R]:
        return self._threads.submit(self._run, verb, committed)

    def _run(self, verb: Callable[[Session], R], committed: Callable[[], None]) -> R:
        for attempt in range(TRIES):
            try:
                with Session(self._engine) as session, session.begin():
                    result = verb(session)
                committed()
                return result
            except SQLAlchemyError as problem:
                if not passing(problem) or attempt == TRIES - 1:
                    raise unavailable(problem) from problem
                time.sleep(PAUSE * (attempt + 1))  # the winner must get the rows this one just let go
        raise AssertionError("the loop returns or raises")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._engine.connect() as connection, connection.begin():
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            with Session(connection) as session:
                yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing connection on the calling thread, for migrations."""
        with self._engine.begin() as connection:
            yield connection

    def moment(self, session: Session, clock: Clock) -> datetime:
        """The database's time, so that several hosts agree on deadlines; an injected clock rules in tests."""
        if not isinstance(clock, SystemClock):
            return clock.now()
        moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()
