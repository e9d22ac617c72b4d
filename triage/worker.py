"""The learner's process. It may hang, be killed or never start: whoever asks gets an answer in time or LearnerLost."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from pathlib import Path
from typing import Any

from .verdict import Reason, Said

log = logging.getLogger(__name__)

LIMIT = 2.0  # seconds for one reading, starting excepted
STARTING = 20.0
REST = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before a lost process is started again

_learner: Any = None


class LearnerLost(Exception):
    """No answer in time, or no process to answer."""


def _start(begin: Callable[[str], None], folder: str) -> None:
    """In the new process: nobody's Ctrl-C but the line's, and no life after the line's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    begin(folder)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(0)


def _begin(folder: str) -> None:
    global _learner
    from .learner import Learner

    _learner = Learner.load(Path(folder))


def _read(text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
    reason: Reason | None = _learner.raises(text, context, found)
    return reason


def _ready() -> bool:
    return _learner is not None


class Worker:
    """Asks a process of its own. `ask` and `begin` can be replaced, for processes that misbehave on purpose."""

    def __init__(
        self,
        folder: Path,
        version: str,
        begin: Callable[[str], None] = _begin,
        ask: Callable[[str, Sequence[Said], Sequence[Reason]], Reason | None] = _read,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.version = version
        self._folder, self._begin, self._ask, self._clock = folder, begin, ask, clock
        self._pool: ProcessPoolExecutor | None = None
        self._lost = 0
        self._again_at = 0.0

    async def read(self, text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
        """The learner's reason to raise above what the rules found, if it has one. Raises LearnerLost."""
        pool = await self._ready_pool()
        try:
            answer = await asyncio.wait_for(asyncio.wrap_future(pool.submit(self._ask, text, context, found)), LIMIT)
        except (TimeoutError, BrokenProcessPool, OSError, RuntimeError) as problem:
            self._drop(problem)
            raise LearnerLost(type(problem).__name__) from problem
        self._lost = 0
        return answer

    async def _ready_pool(self) -> ProcessPoolExecutor:
        if self._pool is not None:
            return self._pool
        if self._clock() < self._again_at:
            raise LearnerLost("resting")
        pool = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_start, initargs=(self._begin, str(self._folder))
        )
        self._pool = pool
        try:
            await asyncio.wait_for(asyncio.wrap_future(pool.submit(_ready)), STARTING)
        except (TimeoutError, BrokenProcessPool, OSError) as problem:
            self._drop(problem)
            raise LearnerLost(type(problem).__name__) from problem
        return pool

    def _drop(self, problem: BaseException) -> None:
        log.error("learner_lost", extra={"error": type(problem).__name__})
        self._again_at = self._clock() + REST[min(self._lost, len(REST) - 1)]
        self._lost += 1
        self.close()

    def close(self) -> None:
        """End the process, answered or not."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
