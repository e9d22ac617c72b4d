"""python-socketio with its traps closed. Each departure from the library names the fault it prevents.

Pinned by `tests/core/test_transport.py`, which runs the library's own client against it.
"""

from __future__ import annotations

import asyncio
import hmac
from contextvars import ContextVar
from typing import Any

import engineio
import socketio
from aiohttp import web
from engineio.async_drivers import aiohttp as driver

from .ids import digest

PATH = "/socket.io/"
MAX_BYTES = 65536
PING_EVERY, PING_WITHIN = 10, 8  # the library's 25 and 20 leave a dead line unseen for 45 s
DISCONNECT_WITHIN = 5
OUTGOING = 500
OUTGOING_BYTES = 4_000_000
LINE_KEY = "X-Line-Key"
RESERVED = ("connect", "disconnect", "__disconnect_final", "*")

_handshake_key: ContextVar[str | None] = ContextVar("handshake_key", default=None)


class BoundedQueue(asyncio.Queue[Any]):
    """Outgoing packets of one client. The library's queue is unbounded: one stalled reader could eat the memory.

    A client that lets it fill up is cut off. It loses nothing: on its next connection it reads from the database.
    """

    def __init__(self) -> None:
        super().__init__()
        self.overflowed = False
        self._bytes = 0

    def _get(self) -> Any:
        item = super()._get()
        self._bytes -= _size(item)
        return item

    async def put(self, item: Any) -> None:
        if self.overflowed and item is not None:
            return
        if item is not None and (self.qsize() >= OUTGOING or self._bytes > OUTGOING_BYTES):
            self.overflowed = True
            while not self.empty():
                self.get_nowait()
                self.task_done()
            item = None
        self._bytes += _size(item)
        await super().put(item)


def _size(packet: Any) -> int:
    data = getattr(packet, "data", None)
    return len(data) if isinstance(data, (str, bytes)) else 0


class PlainWebSocket(driver.WebSocket):
    """Without permessage-deflate, which every browser offers: it costs 93 KiB per idle connection."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        self._sock = web.WebSocketResponse(max_msg_size=MAX_BYTES, compress=False)
        await self._sock.prepare(environ["aiohttp.request"])
        self.environ = environ
        await self.handler(self)
        return self._sock


class _EngineServer(engineio.AsyncServer):
    """Binds each session id to the key its handshake carried.

    The id travels in the URL of every polling request and is a full credential to whoever reads a log of URLs.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async = {**(self._async or {}), "websocket": PlainWebSocket}
        self.line_keys: dict[str, str] = {}

    def create_queue(self, *args: Any, **kwargs: Any) -> BoundedQueue:
        return BoundedQueue()

    def generate_id(self) -> str:
        sid: str = super().generate_id()
        if (key := _handshake_key.get()) is not None:
            self.line_keys[sid] = key
        return sid

    async def disconnect(self, sid: str | None = None) -> None:
        """The library waits, without an end, until the client has fetched everything meant for it."""
        try:
            async with asyncio.timeout(DISCONNECT_WITHIN):
                await super().disconnect(sid)
        except TimeoutError:
            self.sockets.pop(sid, None)

    def forget_closed(self) -> None:
        for sid in [sid for sid in self.line_keys if sid not in self.sockets]:
            del self.line_keys[sid]


class SocketServer(socketio.AsyncServer):
    """The realtime server of the line.

    `async_handlers` is off: with the default, a fast second message overtakes a slow first one of the same student.
    Origins are an exact list: the same-origin default can be defeated by a forged X-Forwarded-Host.
    """

    def __init__(self, origins: list[str], manager: socketio.AsyncManager | None = None) -> None:
        super().__init__(
            async_mode="aiohttp",
            client_manager=manager,
            async_handlers=False,
            cors_allowed_origins=origins,
            cors_credentials=False,
            ping_interval=PING_EVERY,
            ping_timeout=PING_WITHIN,
            max_http_buffer_size=MAX_BYTES,
            allow_upgrades=False,
            http_compression=False,
            logger=False,
            engineio_logger=False,
        )

    def _engineio_server_class(self) -> type[_EngineServer]:
        return _EngineServer

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        """The line has no binary events; the library would gather attachments without a bound."""
        if not isinstance(data, str) or data[:1] in ("5", "6"):
            self.abort(eio_sid)
            return
        await super()._handle_eio_message(eio_sid, data)

    async def _handle_event(self, eio_sid: str, namespace: str | None, id: int | None, data: list[Any]) -> None:
        """The library calls its own handlers for events of a client that are named like them."""
        if data and data[0] in RESERVED:
            data = ["reserved", *data[1:]]
        await super()._handle_event(eio_sid, namespace, id, data)

    async def guarded(self, request: web.Request) -> web.StreamResponse:
        """The HTTP handler, behind the check of the session id's key."""
        if (request.content_length or 0) > MAX_BYTES:
            # The library would wait, without an answer, until the client has fetched everything meant for it.
            raise web.HTTPRequestEntityTooLarge(max_size=MAX_BYTES, actual_size=request.content_length or 0)
        key = request.headers.get(LINE_KEY)
        sid = request.query.get("sid")
        polling = request.query.get("transport", "polling") == "polling"
        bound = digest(key) if key and 16 <= len(key) <= 128 else None
        if sid is not None:
            expected = self.eio.line_keys.get(sid)
            if not polling or bound is None or expected is None or not hmac.compare_digest(bound, expected):
                raise web.HTTPForbidden(text="")
        elif polling and request.method != "OPTIONS" and bound is None:
            raise web.HTTPForbidden(text="")
        token = _handshake_key.set(bound if polling else None)
        try:
            response: web.StreamResponse = await self.eio.handle_request(request)
            return response
        finally:
            _handshake_key.reset(token)

    def attach_to(self, app: web.Application) -> None:
        for method in ("GET", "POST", "OPTIONS"):
            app.router.add_route(method, PATH, self.guarded)

    def request_of(self, eio_sid: str) -> web.Request:
        """The handshake's request. The library's REMOTE_ADDR is always 127.0.0.1."""
        request: web.Request = self.environ[eio_sid]["aiohttp.request"]
        return request

    async def drop(self, sid: str, namespace: str) -> None:
        """Close one connection for certain, also when its client no longer reads."""
        eio_sid = self.manager.eio_sid_from_sid(sid, namespace)
        if eio_sid is None:
            return
        try:
            async with asyncio.timeout(2):
                await self.disconnect(sid, namespace, ignore_queue=True)
                await self.eio.disconnect(eio_sid)
        except TimeoutError:
            self.abort(eio_sid)

    def abort(self, eio_sid: str) -> None:
        """Cut the transport of a client that stopped reading."""
        if eio_sid in self.environ and (transport := self.request_of(eio_sid).transport) is not None:
            transport.abort()

    def abort_all(self) -> None:
        """Cut every connection: the process is stopping."""
        for eio_sid in list(self.eio.sockets):
            self.abort(eio_sid)

    def abort_stalled(self) -> int:
        """Cut every client whose outgoing queue overflowed; returns how many."""
        stalled = [sid for sid, socket in self.eio.sockets.items() if socket.queue.overflowed]
        for eio_sid in stalled:
            self.abort(eio_sid)
        self.eio.forget_closed()
        return len(stalled)

    def answered_ping(self, eio_sid: str, now: float) -> bool:
        """Whether the last heartbeat came back, or is less than four seconds old."""
        socket = self.eio.sockets.get(eio_sid)
        return socket is not None and not socket.closed and (not socket.last_ping or now - socket.last_ping < 4)
