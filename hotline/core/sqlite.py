"""The embedded store: one writer thread that commits in groups, readers on connections of their own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pysqlite3
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool

from .clock import Clock
from .database import unavailable

R = TypeVar("R")
GROUP = 200


def library_is_sound(version: tuple[int, ...] = pysqlite3.sqlite_version_info) -> bool:
    """Free of the WAL-reset corruption bug: 3.7.0 to 3.51.2 have it, 3.52.0 was withdrawn."""
    return version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0)


@dataclass(slots=True)
class _Job:
    run: Callable[[Session], Any]
    committed: Callable[[], None]
    future: Future[Any]


class SqliteEngine:
    """WAL, synchronous=FULL. A savepoint per verb and one fsync per group: whatever queued during the last commit
    forms the next group, so there is no timer and no wait when it is quiet.

    Raises RuntimeError when the SQLite library can corrupt a WAL database.
    """

    def __init__(self, file: Path) -> None:
        if not library_is_sound():
            present = ".".join(map(str, pysqlite3.sqlite_version_info))
            raise RuntimeError(f"SQLite {present} can corrupt a WAL database; 3.53.0 or newer is needed")
        url = f"sqlite:///{file}"
        self._write = create_engine(url, module=pysqlite3, poolclass=StaticPool)
        self._read = create_engine(url, module=pysqlite3, poolclass=QueuePool, pool_size=8, max_overflow=0)
        for engine, begin in ((self._write, "BEGIN IMMEDIATE"), (self._read, "BEGIN")):
            event.listen(engine, "connect", _prepare(readonly=engine is self._read))
            event.listen(engine, "begin", _begin(begin))
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._drain, name="writer", daemon=True)
        self._thread.start()

    def submit(self, verb: Callable[[Session], R], committed: Callable[[], None]) -> Future[R]:
        future: Future[R] = Future()
        self._queue.put(_Job(verb, committed, future))
        return future

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._read.connect() as connection, connection.begin(), Session(connection) as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing connection on the calling thread, for migrations before the first verb."""
        with self._write.begin() as connection:
            yield connection

    def moment(self, session: Session, clock: Clock) -> datetime:
        return clock.now()

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._write.dispose()
        self._read.dispose()

    def _drain(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            group = [first]
            last = False
            while len(group) < GROUP and not last:
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    last = True
                else:
                    group.append(job)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[_Job]) -> None:
        done: list[tuple[_Job, Any]] = []
        try:
            with self._write.connect() as connection, connection.begin():
                for job in group:
                    if not job.future.set_running_or_notify_cancel():
                        continue
                    try:
                        with Session(connection, join_transaction_mode="create_savepoint") as session:
                            result = job.run(session)
                            session.commit()
                        done.append((job, result))
                    except SQLAlchemyError as problem:
                        job.future.set_exception(unavailable(problem))
                    except BaseException as problem:
                        job.future.set_exception(problem)
        except SQLAlchemyError as problem:
            for job in group:
                if not job.future.done():
                    job.future.set_exception(unavailable(problem))
            return
        for job, result in done:
            job.committed()
            job.future.set_result(result)


def _prepare(readonly: bool) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: it would do so too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",
            "trusted_schema=OFF",
            f"query_only={'ON' if readonly else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
