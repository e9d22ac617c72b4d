"""News between processes. Redis only rings: the database is the truth, and every process also reads it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import socketio
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select

from .database import Database
from .ids import new_id
from .models import News
from .work import Tell, Work

log = logging.getLogger(__name__)

BEAT = 5.0
DEAF_AFTER = 10.0
KEEP = timedelta(minutes=5)
LOOK_BACK = timedelta(seconds=30)
MARK = "_news"


class Bell(socketio.AsyncRedisManager):
    """The Socket.IO manager over Redis, sealed in transit, that knows whether it can hear.

    The library gives up on a failed publish without an error, and a process whose subscription was cut can stay deaf
    unnoticed for hours. So each process listens for its own beat, subscribes anew when it misses it, and remembers
    which news it heard; what it did not hear it finds in the database.
    """

    def __init__(self, url: str, key: AESGCM, write_only: bool = False) -> None:
        # redis-py 8 caps its pool at 100 connections and raises at once beyond; publishes must wait instead.
        super().__init__(url, channel="line", write_only=write_only, redis_options={"max_connections": 10000})
        self._key = key
        self.heard_at = time.monotonic()
        self.heard: OrderedDict[str, None] = OrderedDict()

    @property
    def deaf(self) -> bool:
        return time.monotonic() - self.heard_at > DEAF_AFTER

    def initialize(self) -> None:
        """Nothing: the library would listen from its first client on, in a task that nobody ends. A process that hears
        nothing is never ready for a client, and a task that is not ended may hold up the end of the process."""

    async def hear_forever(self) -> None:
        """Hear the other processes, for as long as this one lives."""
        await self._thread()

    async def beat_forever(self) -> None:
        """Send a beat to ourselves every five seconds; who listens and hears none subscribes anew."""
        while True:
            await self._publish({"method": "beat", "host_id": self.host_id})
            await asyncio.sleep(BEAT)

    async def _publish(self, data: dict[str, Any]) -> None:
        nonce = os.urandom(12)
        sealed = nonce + self._key.encrypt(nonce, json.dumps(data).encode(), b"bell")
        try:
            if not self.connected:
                self._redis_connect()
            await self.redis.publish(self.channel, sealed)
        except Exception as problem:
            log.warning("bell_silent", extra={"error": type(problem).__name__})

    async def _listen(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            try:
                self._redis_connect()
                # Closed only by who reads it: a connection closed by another task returns to the pool half read.
                async with self.pubsub as pubsub:
                    await pubsub.subscribe(self.channel)
                    since = time.monotonic()
                    while time.monotonic() - max(since, self.heard_at) < DEAF_AFTER:
                        message = await pubsub.get_message(timeout=BEAT)
                        data = self._opened(message) if message else None
                        if data is None:
                            continue
                        if data.get("method") == "beat":
                            if data.get("host_id") == self.host_id:
                                self.heard_at = time.monotonic()
                            continue
                        yield data
                    log.warning("bell_deaf")
            except Exception as problem:
                log.warning("bell_lost", extra={"error": type(problem).__name__})
            await asyncio.sleep(1)

    def _opened(self, message: dict[str, Any]) -> dict[str, Any] | None:
        raw = message.get("data")
        if message.get("type") != "message" or not isinstance(raw, bytes):
            return None
        try:
            opened: dict[str, Any] = json.loads(self._key.decrypt(raw[:12], raw[12:], b"bell"))
            return opened
        except (InvalidTag, ValueError):
            log.warning("bell_forged")
            return None

    async def _handle_emit(self, message: dict[str, Any]) -> None:
        data = message["data"]
        if isinstance(data, list) and data and isinstance(data[0], dict) and MARK in data[0]:
            # Own messages are handled before they are published: the mark must stay for the other processes.
            self._note(data[0][MARK])
            message = {**message, "data": [{k: v for k, v in data[0].items() if k != MARK}]}
        await super()._handle_emit(message)

    def _note(self, news: str) -> None:
        self.heard[news] = None
        while len(self.heard) > 20000:
            self.heard.popitem(last=False)


def write_news(work: Work, tells: list[Tell]) -> list[Tell]:
    """Store that something was told, by room; returns the tells marked with their news."""
    marked = []
    for tell in tells:
        news = News(id=new_id(), room=tell.room, namespace=tell.namespace, at=work.now)
        work.session.add(news)
        marked.append(Tell(tell.namespace, tell.room, tell.event, {**tell.data, MARK: news.id}))
    return marked


def recent_news(work: Work) -> list[tuple[str, str, str]]:
    """(id, namespace, room) of what was told in the last 30 s. By window, not by last id: commits may overtake."""
    rows = work.session.execute(select(News.id, News.namespace, News.room).where(News.at > work.now - LOOK_BACK))
    return [(row.id, row.namespace, row.room) for row in rows]


def forget_news(work: Work) -> None:
    work.change(delete(News).where(News.at < work.now - KEEP))


async def catch_up_forever(bell: Bell, database: Database) -> None:
    """Every two seconds, tell the clients of rooms whose news this process missed to look again."""
    while True:
        await asyncio.sleep(2)
        try:
            await catch_up(bell, database)
        except Exception as problem:
            log.warning("catch_up_failed", extra={"error": type(problem).__name__})


async def catch_up(bell: Bell, database: Database) -> int:
    """One round of the above; returns how many rooms were told."""
    missed: set[tuple[str, str]] = set()
    for id_, namespace, room in await database.look(recent_news):
        if id_ not in bell.heard:
            bell._note(id_)
            missed.add((namespace, room))
    for namespace, room in missed:
        await bell.emit("look", {}, namespace=namespace, room=room, ignore_queue=True)
    return len(missed)
