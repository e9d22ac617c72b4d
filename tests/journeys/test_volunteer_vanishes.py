"""Somebody at a desk does not answer, or nobody sits there: the student is not forgotten and is told the truth."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from hotline.core.models import OutboxItem
from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import until
from tests.journeys.pages import Desk, Page, talking

NOTICE = re.compile(
    r"[0-9a-f-]{32,36} -> \S{2,4}: 【学生心理热线】[A-Z]{1,2}-\d{4,6} (即刻|尽快|本班)："
    r"请在 \d\d-\d\d \d\d:\d\d 前登录 http://127\.0\.0\.1:\d+/sign-in 确认。请勿转发。"
)


async def alarm(supervisor: Desk, kind: str) -> dict[str, Any]:
    """The first open alarm of this kind on the floor, as soon as it is there."""

    async def found() -> dict[str, Any] | None:
        return next((a for a in (await supervisor.floor())["alarms"] if a["kind"] == kind), None)

    ringing: dict[str, Any] = await until(found)
    return ringing


async def test_when_the_volunteers_browser_dies_the_student_is_told_and_a_colleague_has_everything(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True, staff_lease=3)
    web = await house.open()
    page, xiaoxi, amu, wang = Page(house, web), *(Desk(house, web, login) for login in ("xiaoxi", "amu", "wang"))
    await wang.arrive()
    await xiaoxi.arrive(ready=True)
    contact, epoch = await talking(xiaoxi, page, "有人在吗")
    assert (await page.hears_note("answered"))["note"]["name"]["zh"] == "小溪"
    await xiaoxi.reply(contact, "我在。", epoch)
    await page.say("我不知道从哪说起")
    await amu.arrive()

    await xiaoxi.die()
    await page.hears_note("colleague")
    assert (await page.hears("state", lambda s: s["state"] == "waiting"))["with"] is None
    vanished = await alarm(wang, "volunteer_vanished")
    assert (vanished["contact"], vanished["detail"]["by"]["zh"]) == (contact, "小溪")
    await page.say("还在吗")

    await amu.do("ready")
    offer = await amu.offer()
    assert offer["returning"] is True
    assert await amu.accept() == contact
    assert (await page.hears_note("answered"))["note"]["name"]["zh"] == "阿木"
    said = [m["text"] for m in amu.views[contact].values() if "text" in m]
    assert said == ["有人在吗", "我在。", "我不知道从哪说起", "还在吗"]

    await xiaoxi.arrive()
    late = await xiaoxi.ask("reply", contact=contact, client_id=client_id(), text="我回来了", epoch=epoch)
    assert (late["code"], late["by"]["name"]["zh"]) == ("not_yours", "阿木")
    desk = await xiaoxi.desk()
    assert (desk["seat"]["state"], desk["seat"]["why"], desk["contacts"]) == ("off", "lease", [])


async def test_an_offer_nobody_takes_goes_to_the_next_and_after_two_the_supervisors_are_alarmed(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True, offer_ttl=3)
    web = await house.open()
    page, xiaoxi, amu, wang = Page(house, web), *(Desk(house, web, login) for login in ("xiaoxi", "amu", "wang"))
    await wang.arrive()
    await xiaoxi.arrive(ready=True)
    await amu.arrive(ready=True)
    await page.begin()

    await wang.hears("floor")
    offered = (await wang.floor())["waiting"][0]["offered_to"]["name"]["zh"]
    first, second = (xiaoxi, amu) if offered == "小溪" else (amu, xiaoxi)
    missed = await first.offer()
    await second.hears("offer")
    assert (await first.desk())["offers"] == []
    late = await first.ask("accept", offer=missed["id"])
    assert (late["code"], late["why"], late["by"]) == ("taken", "expired", None)
    assert (await alarm(wang, "offer_missed"))["detail"]["misses"] >= 2
    assert page.contact["state"] == "waiting"


async def test_nobody_on_shift_is_said_honestly_and_calls_a_supervisor_and_the_person_on_call(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True)
    web = await house.open()
    page, xiaoxi, wang = Page(house, web), *(Desk(house, web, login) for login in ("xiaoxi", "wang"))
    await wang.arrive()
    await page.begin("有人吗")

    assert [m["note"]["code"] for m in page.view.values() if "note" in m] == ["nobody_on_shift"]
    assert page.contact["wait"] == {"kind": "nobody"}
    ringing = await alarm(wang, "nobody_on_shift")
    assert (ringing["priority"], ringing["code"]) == (1, page.contact["code"])
    (notice,) = await until(house.notices)
    assert NOTICE.fullmatch(notice)
    assert "林老师" in notice
    assert f"Q-{page.contact['code']} 即刻" in notice
    await until(lambda: notice in house.printed())

    await wang.do("take_alarm", alarm=ringing["id"])
    await xiaoxi.arrive(ready=True)
    await xiaoxi.accept()
    await page.hears_note("answered")
    assert (await wang.floor())["alarms"] == []


async def test_the_ladder_climbs_until_a_named_human_takes_it_and_comes_back_without_progress(
    make_house: MakeHouse,
) -> None:
    house = make_house(bell=True, ladder="0,1,2", ladder_repeat=2, rearm=3)
    web = await house.open()
    page, xiaoxi, wang, he = Page(house, web), *(Desk(house, web, login) for login in ("xiaoxi", "wang", "he"))
    for desk in (wang, he, xiaoxi):
        await desk.arrive()
    contact, _ = await talking(xiaoxi, page, "我已经吃了一瓶药")

    async def escalation() -> dict[str, Any]:
        (row,) = (await wang.floor())["escalations"]
        assert row["contact"] == contact
        return dict(row)

    def told() -> list[str]:
        return [line.split(" -> ")[1].split(":")[0] for line in house.notices()]

    row = await escalation()
    assert (row["level"], row["taken_by"]) == (4, None)
    await until(lambda: len(told()) >= 9)
    assert set(told()[:5]) == {"王督导", "何督导", "林老师", "周老师", "陈主任"}
    assert set(told()[5:7]) == {"周老师", "陈主任"}
    assert set(told()[7:9]) == {"林老师", "陈主任"}

    await wang.do("acknowledge", escalation=row["id"])
    taken = await he.ask("acknowledge", escalation=row["id"])
    assert (taken["code"], taken["by"]["name"]["zh"]) == ("taken", "王督导")
    assert (await escalation())["state"] == "acked"
    await until(lambda: not house.rows(select(OutboxItem.id).where(OutboxItem.done_at.is_(None))))
    quiet = len(told())
    await until(lambda: len(told()) > quiet)
    assert (await escalation())["taken_by"] is None

    await he.do("progress", escalation=row["id"], note="已经联系班主任")
    assert (await escalation())["state"] == "in_progress"
    await he.do("close_escalation", escalation=row["id"], note="家长已到校，送医")
    assert (await wang.floor())["escalations"] == []
    assert all(NOTICE.fullmatch(line) for line in house.notices())
    assert len({line.split(" -> ")[0] for line in house.notices()}) == len(house.notices())
