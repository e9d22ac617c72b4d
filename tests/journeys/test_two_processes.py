"""Scaled out: two web processes and a worker on PostgreSQL and Redis, each of which may be lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from chat.models import Message
from linkage.models import Escalation, EscalationEntry
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import House, Process, until
from tests.journeys.pages import Desk, Page, talking
from tests.servers import Redis
from volunteers.models import Alarm, Offer

pytestmark = pytest.mark.postgres_only

LOOKED_WITHIN = 10.0  # every process looks at the database every two seconds


async def second(house: House) -> Process:
    """One more web process."""
    web = house.process("web")
    web.start()
    await web.ready()
    return web


async def well(web: Process) -> bool:
    """Whether it says that it is ready, which includes hearing the other processes."""
    async with aiohttp.ClientSession() as http, http.get(web.address + "/ready") as response:
        return response.status == 200


async def crosses(page: Page, desk: Desk, contact: str, epoch: int, round: str) -> None:
    """A word each way, acknowledged at once and on the other screen soon."""
    await asyncio.wait_for(page.say(f"学生{round}"), 5)
    await until(lambda: f"学生{round}" in texts(desk.views[contact]), LOOKED_WITHIN)
    await asyncio.wait_for(desk.reply(contact, f"志愿者{round}", epoch), 5)
    await until(lambda: f"志愿者{round}" in texts(page.view), LOOKED_WITHIN)


def texts(view: dict[int, dict[str, Any]]) -> list[str]:
    return [view[seq]["text"] for seq in sorted(view) if "text" in view[seq]]


async def test_student_and_volunteer_on_different_processes_talk_also_while_redis_is_gone(
    make_house: MakeHouse, bell: tuple[Redis, str]
) -> None:
    house = make_house(bell=True)
    code, printed = await house.run("migrate")
    assert code == 0, printed
    here = await house.open()
    there = await second(house)
    page, xiaoxi = Page(house, here), Desk(house, there, "xiaoxi")
    await xiaoxi.arrive()
    contact, epoch = await talking(xiaoxi, page)
    await page.hears_note("answered")

    await crosses(page, xiaoxi, contact, epoch, "一")
    assert ("look", {}) not in page.heard
    bell[0].stop()
    for round in ("二", "三", "四"):
        await crosses(page, xiaoxi, contact, epoch, round)
    bell[0].start()
    await until(lambda: well(here), 30)
    await until(lambda: well(there), 30)
    before = len(page.heard)
    await crosses(page, xiaoxi, contact, epoch, "五")
    assert [name for name, data in page.heard[before:] if data.get("text") == "志愿者五"] == ["message"]

    fresh = {m["seq"]: m for m in (await page.enter(0))["messages"]}
    opened = {m["seq"]: m for m in (await xiaoxi.open(contact, 0))["messages"]}
    stored = [row.seq for row in house.rows(select(Message.seq).order_by(Message.seq))]
    assert sorted(fresh) == sorted(opened) == stored == list(range(1, len(stored) + 1))
    assert texts(fresh) == texts(opened) == texts(xiaoxi.views[contact])
    assert len(texts(fresh)) == 11


async def test_a_process_that_dies_loses_nobody_the_other_carries_on(make_house: MakeHouse) -> None:
    house = make_house(bell=True)
    here = await house.open()
    there = await second(house)
    page, xiaoxi = Page(house, here), Desk(house, there, "xiaoxi")
    await xiaoxi.arrive()
    contact, epoch = await talking(xiaoxi, page)
    await page.say("听得到吗")
    here.kill()
    await page.gone.wait()
    await xiaoxi.reply(contact, "听得到。", epoch)
    page.web = there
    await page.connect()
    await page.enter()
    assert texts(page.view) == ["在吗", "听得到吗", "听得到。"]
    await crosses(page, xiaoxi, contact, epoch, "后")


async def test_with_the_worker_dead_the_auditor_moves_the_escalation_and_a_new_worker_sends_each_notice_once(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True, ladder="0,1,2", ladder_repeat=60, auditor_grace=1)
    web = await house.open()
    worker = house.processes[-1]
    wang, page = Desk(house, web, "wang"), Page(house, web)
    await wang.arrive()
    await until(lambda: house.rows(select(Alarm.id)) == [])
    worker.kill()
    await worker.ended()

    await page.begin("我已经吃了一瓶药")
    await until(lambda: house.rows(select(Escalation.id).where(Escalation.step >= 3)), 40)
    assert "escalation_late" in [row.kind for row in house.rows(select(Alarm.kind))]
    steps = [row.step for row in house.rows(select(EscalationEntry.step).where(EscalationEntry.kind == "step"))]
    assert sorted(steps) == [0, 1, 2]
    assert house.notices() == []

    worker.start()
    await until(lambda: len(house.notices()) >= 8, 30)
    assert len(house.notices()) == len({line.split(" -> ")[0] for line in house.notices()})


async def test_with_two_workers_nobody_and_no_contact_is_offered_twice_at_once(make_house: MakeHouse) -> None:
    house = make_house(bell=True, offer_ttl=1, staff_lease=60)
    here = await house.open()
    there = await second(house)
    house.process("worker").start()
    logins = ("xiaoxi", "amu", "qinghe", "shiliu")
    desks = [Desk(house, web, login) for web, login in zip((here, there) * 2, logins, strict=True)]
    for desk in desks:
        await desk.arrive(ready=True)
    pages = [Page(house, web) for web in (here, there) * 3]
    await asyncio.gather(*(page.begin() for page in pages))

    async def again() -> bool:
        for desk in desks:
            await desk.do("ready")
        return len(house.rows(select(Offer.id).where(Offer.state == "expired"))) >= 20

    await until(again, 30)
    rows = house.rows(select(Offer.contact, Offer.person, Offer.made_at, Offer.settled_at))
    held: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in rows:
        span = (row.made_at, row.settled_at or datetime.max.replace(tzinfo=UTC))
        held[row.contact].append(span)
        held[row.person].append(span)
    for spans in held.values():
        spans.sort()
        assert all(one[1] <= next_[0] for one, next_ in pairwise(spans))
