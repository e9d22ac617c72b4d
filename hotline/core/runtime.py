"""What is built once by the roof and handed to doors and jobs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .database import Database
from .door import Feature, Staff
from .jobs import Job
from .settings import Settings
from .transport import SocketServer
from .work import Tell, Work

if TYPE_CHECKING:
    from .bell import Bell

log = logging.getLogger(__name__)

# Who a session (by its stored id) is now.
Identify = Callable[[Work, str], Staff | None]


class Live:
    """Sends what verbs told, in the order of their commits. A lost send is a delay, never a loss."""

    def __init__(self, emitter: SocketServer | Bell) -> None:
        self._emitter = emitter
        self._queue: asyncio.Queue[list[Tell]] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None

    def publish(self, tells: list[Tell]) -> None:
        """Called on database threads, after commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, tells)

    async def send(self, tell: Tell) -> None:
        """Send at once something that was never a row (a typing sign)."""
        await self._emitter.emit(tell.event, tell.data, namespace=tell.namespace, room=tell.room)

    async def run_forever(self) -> None:
        self._loop = asyncio.get_running_loop()
        while True:
            for tell in await self._queue.get():
                try:
                    await self.send(tell)
                except Exception as problem:
                    log.error("send_failed", extra={"error": type(problem).__name__})
            self._queue.task_done()

    async def settled(self) -> None:
        """Wait until everything published so far has been handed to the transports."""
        await asyncio.sleep(0)
        await self._queue.join()


@dataclass(eq=False)
class Runtime:
    settings: Settings
    database: Database
    features: list[Feature]
    live: Live
    identify: Identify
    server: SocketServer | None = None
    bell: Bell | None = None

    @property
    def jobs(self) -> list[Job]:
        return [job for feature in self.features for job in feature.jobs]
