"""A line that listens on a real port, and clients of other makes that talk to it."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import socketio
from aiohttp import web

from hotline.app import web_app
from hotline.core.door import Event, Feature
from hotline.core.ids import digest
from hotline.core.settings import Settings
from hotline.core.work import Tell, Work
from tests.cast import Character, World, client_id, fresh_secret
from volunteers.models import StaffSession

WITHIN = 30.0  # seconds; a bound for a machine in a slow phase, nothing waits it out
PATH = "/socket.io/?EIO=4"
KEY = {"X-Line-Key": "k" * 32}


class Served:
    """A world behind a port of its own."""

    def __init__(self, world: World, address: str) -> None:
        self.world = world
        self.address = address
        self.http = aiohttp.ClientSession(headers={"Origin": address})
        self._pages: list[Page] = []

    def session_of(self, person: Character) -> str:
        """A cookie of somebody who is signed in."""
        secret = secrets.token_urlsafe(32)

        def begin(work: Work) -> None:
            row = StaffSession(id=digest(secret), person=person.login, began_at=work.now, seen_at=work.now)
            work.session.add(row)

        self.world.run(begin)
        return f"line={secret}"

    async def page(self, namespace: str = "/student", **headers: str) -> Page:
        page = Page(namespace)
        self._pages.append(page)
        await page.connect(self.address, {"Origin": self.address, **headers})
        return page

    async def desk(self, person: Character) -> Page:
        return await self.page("/desk", Cookie=self.session_of(person))

    async def student(self) -> Page:
        """A page that has begun a conversation."""
        page = await self.page()
        page.secret = fresh_secret()
        assert (await page.ask("begin", secret=page.secret, centre="gy"))["ok"]
        return page

    async def close(self) -> None:
        for page in self._pages:
            await page.leave()
        await self.http.close()


class Page:
    """python-socketio's own client."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self.secret = ""
        self.heard: list[tuple[str, Any]] = []
        self._more = asyncio.Event()
        self.gone = asyncio.Event()
        self.refused: Any = None
        self._http: aiohttp.ClientSession | None = None

    async def connect(self, address: str, headers: dict[str, str]) -> None:
        self._http = aiohttp.ClientSession(headers=headers)
        self.client = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=self._http)
        self.client.on("*", self._hear, namespace=self.namespace)
        self.client.on("disconnect", self._ended, namespace=self.namespace)
        self.client.on("connect_error", self._refuse, namespace=self.namespace)
        await self.client.connect(
            address,
            headers=headers,
            namespaces=[self.namespace],
            transports=["websocket"],
            wait_timeout=WITHIN,
        )

    def _hear(self, event: str, data: Any) -> None:
        self.heard.append((event, data))
        self._more.set()

    def _ended(self, *_: Any) -> None:
        self.gone.set()

    def _refuse(self, data: Any = None) -> None:
        self.refused = data

    async def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        answer = await self.client.call(event, payload, namespace=self.namespace, timeout=WITHIN)
        assert isinstance(answer, dict), answer
        return answer

    async def say(self, text: str) -> dict[str, Any]:
        return await self.ask("say", client_id=client_id(), text=text)

    async def hears(self, event: str, fits: Callable[[Any], Any] = lambda data: True) -> Any:
        async with asyncio.timeout(WITHIN):
            while True:
                for name, data in self.heard:
                    if name == event and fits(data):
                        return data
                self._more.clear()
                await self._more.wait()

    async def leave(self) -> None:
        await self.client.disconnect()
        if self._http is not None:
            await self._http.close()


class Polling:
    """Engine.IO by hand, over long polling."""

    def __init__(self, http: aiohttp.ClientSession, address: str, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers
        self._packets: list[str] = []
        self.url = f"{address}{PATH}&transport=polling"

    async def shake(self) -> dict[str, Any]:
        status, body = await self.get()
        assert status == 200, body
        hello: dict[str, Any] = json.loads(body[1:])
        self.url += f"&sid={hello['sid']}"
        return hello

    async def get(self) -> tuple[int, str]:
        async with self._http.get(self.url, headers=self._headers) as response:
            return response.status, await response.text()

    async def post(self, body: str) -> int:
        async with self._http.post(self.url, data=body, headers=self._headers) as response:
            return response.status

    async def enter(self) -> None:
        """Shake hands and join the students' door."""
        await self.shake()
        assert await self.post("40/student,") == 200
        await self.hears("40/student,")

    async def hears(self, start: str, fits: Callable[[str], bool] = lambda packet: True) -> str:
        """The first packet of this kind; others are forgotten."""
        async with asyncio.timeout(WITHIN):
            while True:
                status, body = await self.get()
                assert status == 200, body
                self._packets += body.split("\x1e")
                while self._packets:
                    packet = self._packets.pop(0)
                    if packet.startswith(start) and fits(packet):
                        return packet

    async def ask(self, event: str, **payload: Any) -> Any:
        assert await self.post(f"42/student,7{json.dumps([event, payload])}") == 200
        answer = await self.hears("43/student,7")
        return json.loads(answer.removeprefix("43/student,7"))[0]


async def polling(served: Served) -> Polling:
    """A page whose network lets no websocket through."""
    page = Polling(served.http, served.address, KEY)
    await page.enter()
    return page


@asynccontextmanager
async def serving(
    settings: Settings,
    *features: Feature,
    events: Callable[[Event], Event] = lambda event: event,
    move_in: bool = True,
    **stand_ins: Any,
) -> AsyncIterator[Served]:
    """Serve a line with these settings. `features` are offered besides the line's own; `events` may dress each of
    its events."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    world = await asyncio.to_thread(lambda: World(replace(settings, port=port), **stand_ins))
    if move_in:
        world.move_in()
    runtime = world.runtime
    runtime.features[:] = [
        *features,
        *(
            replace(f, student_events=[*map(events, f.student_events)], desk_events=[*map(events, f.desk_events)])
            for f in runtime.features
        ),
    ]
    told = world.told.extend

    def both(tells: list[Tell]) -> None:
        told(tells)
        runtime.live.publish(tells)

    world.database.publish = both
    runner = web.AppRunner(web_app(runtime, run_jobs=False), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    served = Served(world, f"http://127.0.0.1:{port}")
    try:
        yield served
    finally:
        await served.close()
        await runner.cleanup()
