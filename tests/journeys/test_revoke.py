"""A session that is ended counts from this moment, also on a socket that is already open."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.pages import Desk, Page, talking
from tests.journeys.wire import Lost

CLOSED_WITHIN = 4.0  # the look around comes every two seconds; the rest is for a busy machine


async def test_ending_somebodys_sessions_refuses_their_next_event_and_closes_their_socket(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True, staff_lease=3)
    web = await house.open()
    page, xiaoxi, wang = Page(house, web), Desk(house, web, "xiaoxi"), Desk(house, web, "wang")
    await wang.arrive()
    await xiaoxi.arrive()
    contact, epoch = await talking(xiaoxi, page)

    await wang.do("end_sessions", person="demo-xiaoxi")
    try:
        refused = await xiaoxi.ask("reply", contact=contact, client_id=client_id(), text="还在", epoch=epoch)
        assert refused["code"] == "signed_out"
    except Lost:
        assert xiaoxi.gone.is_set()
    await asyncio.wait_for(xiaoxi.gone.wait(), CLOSED_WITHIN)
    assert "signed_out" in [name for name, _ in xiaoxi.heard]

    with pytest.raises(Lost):
        await xiaoxi.connect()
    assert xiaoxi.refused is not None
    assert xiaoxi.refused["data"]["code"] == "signed_out"
    await page.hears_note("colleague")
    assert "还在" not in str(page.view)


async def test_signing_out_in_one_window_closes_the_other_but_not_with_a_student_in_hand(
    make_house: MakeHouse,
) -> None:
    house = make_house()
    web = await house.open()
    page, xiaoxi = Page(house, web), Desk(house, web, "xiaoxi")
    await xiaoxi.arrive()
    await talking(xiaoxi, page)

    async def sign_out(force: bool) -> tuple[int, str]:
        headers = {"Origin": web.address, "X-CSRF": "1", "Cookie": f"line={house.cookies['xiaoxi']}"}
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.post(web.address + "/api/staff/sign-out", data=json.dumps({"force": force})) as response,
        ):
            return response.status, await response.text()

    status, body = await sign_out(False)
    assert (status, page.contact["code"] in body) == (409, True)
    assert (await xiaoxi.desk())["contacts"]
    assert (await sign_out(True))[0] == 200
    await asyncio.wait_for(xiaoxi.gone.wait(), CLOSED_WITHIN)
    await page.hears_note("colleague")
    assert (await sign_out(True))[0] == 401
