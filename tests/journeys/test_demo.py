"""The command line as somebody meets it who has just fetched the line."""

from __future__ import annotations

import asyncio
import json
import signal
import socket

import aiohttp
import pyotp
import pytest

from tests.journeys.conftest import MakeHouse
from tests.journeys.house import House, Process
from tests.journeys.pages import Desk, Page, talking


async def sign_in(web: Process, person: dict[str, str], code: str) -> int:
    payload = {"login": person["login"], "password": person["password"], "code": code}
    async with (
        aiohttp.ClientSession(headers={"Origin": web.address}) as http,
        http.post(web.address + "/api/staff/sign-in", data=json.dumps(payload)) as response,
    ):
        return response.status


async def test_everybody_the_demo_prints_can_sign_in_with_it_once_per_code(make_house: MakeHouse) -> None:
    house = make_house()
    web = await house.open()
    code, printed = await house.run("demo", "--json")
    told = json.loads(printed)
    assert code == 0
    assert {"student", "sign_in", "desk", "floor"} <= set(told)
    assert {"volunteer", "counsellor", "supervisor"} == {person["role"] for person in told["people"]}
    for person in told["people"]:
        now = pyotp.TOTP(person["one_time_secret"]).now()
        assert await sign_in(web, person, now) == 200
        assert await sign_in(web, person, now) == 401
    assert all(person["login"] in web.printed() for person in told["people"])


async def test_the_demo_world_is_not_served_beyond_this_machine(make_house: MakeHouse) -> None:
    code, printed = await make_house().run("web", host="0.0.0.0")
    assert code == 1
    assert "E01" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_it_cleanly_with_pages_connected_both_ways(
    make_house: MakeHouse, how: signal.Signals
) -> None:
    house = make_house()
    web = await house.open()
    xiaoxi, wang = Desk(house, web, "xiaoxi"), Desk(house, web, "wang", polling=True)
    await xiaoxi.arrive()
    await wang.arrive()
    await talking(xiaoxi, Page(house, web))
    await Page(house, web, polling=True).begin("在吗")
    web.kill(how)
    assert await web.ended(within=10) == 0
    assert "Traceback" not in house.printed()
    for guest in house.guests:
        await asyncio.wait_for(guest.gone.wait(), 5)


async def test_a_port_in_use_is_said_plainly(make_house: MakeHouse) -> None:
    house = make_house()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = house.process("web", port=port)
        process.start()
        assert await process.ended() == 1
    printed = process.printed()
    assert "cannot start" in printed
    assert "in use" in printed
    assert str(port) in printed
    assert "Traceback" not in printed


async def test_the_demo_refuses_a_database_with_real_people(real_people: House) -> None:
    code, printed = await real_people.run("web")
    assert code == 1
    assert "E12" in printed
    assert "Traceback" not in printed
    refused = real_people.process("web", demo=0)
    refused.start()
    await refused.ready()
