"""`python -m tests.bench.server ours|stock`: serves; prints what a client needs, and its CPU seconds when asked."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

from hotline.contacts import life
from hotline.contacts.models import IN_QUEUE
from hotline.core.settings import Settings
from hotline.core.work import Work
from tests.cast import XIN
from tests.core.served import serving

STUDENTS = 10


async def answer() -> None:
    """The CPU time of this process, whenever it is asked for; ends with its input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        print(time.process_time(), flush=True)


def hold(work: Work, contact: str) -> None:
    life.claim(work, life.get(work, contact), XIN.login, "accepted", IN_QUEUE)


async def ours() -> None:
    """The whole line on SQLite, with one volunteer who holds every conversation."""
    with tempfile.TemporaryDirectory() as folder:
        key = base64.b64encode(b"b" * 32).decode()
        fast = {"messages_per_second": 100_000, "messages_burst": 100_000}
        async with serving(Settings(data=Path(folder), port=1, master_key=key, **fast)) as served:
            pages = [served.world.student() for _ in range(STUDENTS)]
            for page in pages:
                served.world.run(hold, page.who.contact)
            secrets = [page.secret for page in pages]
            print(json.dumps([served.address, served.session_of(XIN), secrets]), flush=True)
            await answer()


async def stock() -> None:
    """The library as it comes: every message to everybody in a room, nothing kept."""
    server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")

    async def enter(sid: str, data: Any) -> dict[str, Any]:
        return {"ok": True}

    async def connect(sid: str, environ: Any, auth: Any = None) -> None:
        await server.enter_room(sid, "desk", namespace="/desk")

    async def say(sid: str, data: dict[str, Any]) -> dict[str, Any]:
        await server.emit("message", data, room="desk", namespace="/desk")
        return {"ok": True}

    server.on("enter", enter, namespace="/student")
    server.on("say", say, namespace="/student")
    server.on("connect", connect, namespace="/desk")
    app = web.Application()
    server.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    print(json.dumps([f"http://127.0.0.1:{port}", "", ["s" * 43] * STUDENTS]), flush=True)
    await answer()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run({"ours": ours, "stock": stock}[sys.argv[1]]())
