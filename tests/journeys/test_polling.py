"""A school's network that lets no websocket through: the whole conversation goes by polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import Process
from tests.journeys.pages import Desk, Page, talking
from tests.journeys.wire import Lost


@asynccontextmanager
async def school_network(web: Process) -> AsyncIterator[str]:
    """The address of a relay to `web` that cuts every connection that asks for a websocket."""
    port = int(web.environment["PORT"])

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, watch: bool) -> None:
        with suppress(ConnectionError):
            while (data := await reader.read(65536)) and not (watch and b"upgrade: websocket" in data.lower()):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pass_on(reader, outer, True), pass_on(inner, writer, False))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_where_websockets_are_blocked_a_whole_conversation_goes_by_polling(make_house: MakeHouse) -> None:
    house = make_house()
    web = await house.open()
    async with school_network(web) as address:
        with pytest.raises(Lost):
            await Page(house, web, address=address).connect()
        page = Page(house, web, polling=True, address=address)
        xiaoxi = Desk(house, web, "xiaoxi", polling=True, address=address)
        await xiaoxi.arrive()
        contact, epoch = await talking(xiaoxi, page, "学校的网")
        assert (page.transport, xiaoxi.transport) == ("polling", "polling")
        await page.hears_note("answered")
        for number in range(10):
            await page.say(f"第{number}句")
            await xiaoxi.hears("message", lambda m, n=number: m["message"].get("text") == f"第{n}句")  # type: ignore[misc]
            await xiaoxi.reply(contact, f"嗯{number}", epoch)
            await page.hears("message", lambda m, n=number: m.get("text") == f"嗯{n}")  # type: ignore[misc]

        await page.connect()
        await page.enter()
        fresh = {m["seq"]: m for m in (await page.enter(0))["messages"]}
        assert page.view == fresh
        assert len([m for m in fresh.values() if "text" in m]) == 21
        await xiaoxi.do("end", contact=contact)
        assert (await page.hears("state", lambda s: s["state"] == "ended"))["feedback"] is True
        record = {"about": ["school"], "level": 0, "done": ["listened"], "next": "none"}
        await xiaoxi.do("close", contact=contact, record=record)
        await page.do("feedback", client_id=client_id(), answer="some")
        await page.die()
        await xiaoxi.die()
