"""A page's connection, made with the library's own client."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from tests.journeys.house import House, Process

ANSWER_WITHIN = 15.0

Heard = tuple[str, dict[str, Any]]


class Lost(Exception):
    """The connection ended, or no answer came: the same thing may be sent again."""


class Wire:
    """One page's connection. It does not come back by itself: the journeys say when."""

    namespace = ""

    def __init__(self, house: House, web: Process, *, polling: bool = False, address: str = "") -> None:
        self.web = web
        self.heard: list[Heard] = []
        self._unread: list[Heard] = []
        self.refused: dict[str, Any] | None = None
        self.gone = asyncio.Event()
        self._house = house
        self._address = address
        self._transports = ["polling"] if polling else ["websocket"]
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http: aiohttp.ClientSession | None = None
        house.guests.append(self)

    def _headers(self) -> dict[str, str]:
        return {"Origin": self.web.address, "X-Line-Key": secrets.token_hex(16)}

    async def connect(self) -> None:
        """Raises Lost when the server is not there or refuses (`refused` says why)."""
        await self.die()
        self.refused, self.gone = None, asyncio.Event()
        gone = self.gone
        self._http = aiohttp.ClientSession(headers=self._headers())
        make: Any = socketio.AsyncClient
        client = self.client = make(reconnection=False, handle_sigint=False, http_session=self._http)

        def refuse(data: Any = None) -> None:
            self.refused = data if isinstance(data, dict) else {}

        client.on("*", self._hear, namespace=self.namespace)
        client.on("disconnect", lambda *_: gone.set(), namespace=self.namespace)
        client.on("connect_error", refuse, namespace=self.namespace)
        try:
            await client.connect(
                self._address or self.web.address,
                transports=self._transports,
                namespaces=[self.namespace],
                wait_timeout=ANSWER_WITHIN,
            )
        except (SocketIOError, aiohttp.ClientError) as problem:
            gone.set()
            raise Lost(str(problem)) from problem

    @property
    def transport(self) -> str:
        return str(self.client.transport())

    async def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        """The answer to one event. Raises Lost."""
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def settle(data: dict[str, Any]) -> None:
            if not answer.done():
                answer.set_result(data)

        try:
            await self.client.emit(event, payload, namespace=self.namespace, callback=settle)
        except SocketIOError as problem:
            raise Lost(event) from problem
        gone = asyncio.ensure_future(self.gone.wait())
        either: set[asyncio.Future[Any]] = {answer, gone}
        await asyncio.wait(either, timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not answer.done():
            raise Lost(event)
        return answer.result()

    async def do(self, event: str, **payload: Any) -> dict[str, Any]:
        """As `ask`, for what must not be refused."""
        answer = await self.ask(event, **payload)
        assert answer["ok"], (event, answer)
        return answer

    async def hears(
        self, event: str, where: Callable[[dict[str, Any]], Any] = lambda data: True, within: float = 15.0
    ) -> dict[str, Any]:
        """The first event of this name that fits, also if it came before; each is heard once."""
        async with asyncio.timeout(within):
            while True:
                for place, (name, data) in enumerate(self._unread):
                    if name == event and where(data):
                        del self._unread[place]
                        return data
                self._news.clear()
                await self._news.wait()

    def _hear(self, event: str, data: dict[str, Any]) -> None:
        self.heard.append((event, data))
        self._unread.append((event, data))
        self.react(event, data)
        self._news.set()

    def react(self, event: str, data: dict[str, Any]) -> None:
        """What the page does by itself on hearing this."""

    def _spawn(self, work: Any) -> None:
        async def quietly() -> None:
            with suppress(Lost):
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def die(self) -> None:
        """The browser is gone, without a word to the server."""
        self._unread = []
        for task in list(self._tasks):
            task.cancel()
        if self._http is not None:
            assert self._http.connector is not None
            await self._http.connector.close()
            await self._http.close()
            self._http = None
