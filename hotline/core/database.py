"""Hands verbs to database threads. `do` writes, `look` only reads; both run one verb in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from .clock import Clock
from .errors import Refusal
from .work import House, Tell, Work

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Publish = Callable[[list[Tell]], None]
Mark = Callable[[Work, list[Tell]], list[Tell]]


class Engine(Protocol):
    """The only thing that differs between the two ways to run: how threads and transactions are arranged."""

    def submit(self, verb: Callable[[Session], R], committed: Callable[[], None]) -> Future[R]:
        """Run `verb` in a transaction; call `committed` after its commit and before the future is done."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """A session that cannot write, on the calling thread."""
        ...

    def moment(self, session: Session, clock: Clock) -> Any:
        """What time it is for this transaction."""
        ...

    def close(self) -> None: ...


class Database:
    """The door between the event loop and the database threads."""

    def __init__(self, engine: Engine, house: House, clock: Clock, mark: Mark | None = None) -> None:
        """`mark` may add to what is told before it is committed (news for other processes)."""
        self._mark = mark
        self._engine = engine
        self._house = house
        self._clock = clock
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
        self.publish: Publish = lambda tells: None

    @property
    def house(self) -> House:
        return self._house

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def clock(self) -> Clock:
        return self._clock

    def submit(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a writing verb. The future holds its result after commit, or Refusal.

        Raises (through the future): Refusal as the verb raised it; Refusal("unavailable") when the database cannot
        commit, in which case nothing was changed or the outcome is unknown and the same verb may be tried again.
        """
        tells: list[Tell] = []

        def run(session: Session) -> R:
            tells.clear()
            work = Work(self._house, session, self._engine.moment(session, self._clock), tells)
            result = verb(work, *args, **kwargs)
            if self._mark is not None:
                tells[:] = self._mark(work, tells)
            session.flush()
            return result

        def committed() -> None:
            try:
                if tells:
                    self.publish(list(tells))
            except Exception as problem:  # news that is lost is a delay; the commit stands
                log.error("publish_failed", extra={"error": type(problem).__name__})

        return self._engine.submit(run, committed)

    def run(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`do` for threads, tests and the command line."""
        return self.submit(verb, *args, **kwargs).result()

    async def do(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing verb and wait for its commit. The ack that follows means: it is on disk."""
        return await asyncio.wrap_future(self.submit(verb, *args, **kwargs))

    def read(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading verb on the calling thread."""
        try:
            with self._engine.reading() as session:
                work = Work(self._house, session, self._engine.moment(session, self._clock))
                return verb(work, *args, **kwargs)
        except SQLAlchemyError as problem:
            raise unavailable(problem) from problem

    async def look(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading verb on a reader thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.read(verb, *args, **kwargs))

    def close(self) -> None:
        self._readers.shutdown()
        self._engine.close()


def unavailable(problem: SQLAlchemyError) -> Refusal:
    """Turn a database failure into what a client may hear. The statement and its values are never logged."""
    code = getattr(getattr(problem, "orig", None), "sqlstate", None) or type(problem).__name__
    log.error("database_failed", extra={"error": code})
    return Refusal("unavailable")


def passing(problem: SQLAlchemyError) -> bool:
    """Whether the transaction only lost against another one (deadlock, serialisation) and may be run again."""
    return isinstance(problem, (OperationalError, DBAPIError)) and getattr(
        getattr(problem, "orig", None), "sqlstate", None
    ) in ("40001", "40P01")
