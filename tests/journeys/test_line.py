"""One conversation from the first word to the record, live on every screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hotline.contacts.models import Contact
from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.pages import Desk, Page, talking
from volunteers.models import ContactRecord


def on_the_floor(floor: dict[str, Any], login: str) -> list[str]:
    """What this person holds, as the floor shows it."""
    person = next(p for p in floor["people"] if p["id"] == f"demo-{login}")
    return [held["contact"] for held in person["holding"]]


async def test_a_student_is_answered_observed_taken_over_and_recorded_and_everybody_sees_it_live(
    make_house: MakeHouse,
) -> None:
    house = make_house()
    web = await house.open()
    page, xiaoxi, wang = Page(house, web), Desk(house, web, "xiaoxi"), Desk(house, web, "wang")
    await wang.arrive()
    await xiaoxi.arrive()

    contact, epoch = await talking(xiaoxi, page, "在吗")
    answered = await page.hears_note("answered")
    assert answered["note"]["name"]["zh"] == "小溪"
    assert (await page.hears("state", lambda s: s["state"] == "active"))["with"]["role"] == "volunteer"
    assert contact in on_the_floor(await wang.floor(), "xiaoxi")

    await page.say("今天又没去上课")
    heard = await xiaoxi.hears("message", lambda m: m["message"].get("text") == "今天又没去上课")
    assert heard["contact"] == contact
    await xiaoxi.do("typing", contact=contact, on=True)
    assert (await page.hears("typing"))["on"] is True
    await xiaoxi.reply(contact, "我在，慢慢说。", epoch)
    said = await page.hears("message", lambda m: m.get("text") == "我在，慢慢说。")
    assert (said["from"], said["name"]["zh"], said["role"]) == ("staff", "小溪", "volunteer")

    assert (await wang.ask("open", contact=contact, last_seq=0))["code"] == "not_found"
    seen = await wang.do("observe", contact=contact, reason="新志愿者的第一个班")
    assert [m["seq"] for m in seen["messages"]] == sorted(page.view)
    await page.say("他们都不理我")
    await wang.hears("message", lambda m: m["message"].get("text") == "他们都不理我")

    await wang.do("whisper", contact=contact, client_id=client_id(), text="问问住校的事")
    assert (await xiaoxi.hears("whisper"))["whisper"]["text"] == "问问住校的事"
    await xiaoxi.reply(contact, "你住校吗？", epoch)
    await page.hears("message", lambda m: m.get("text") == "你住校吗？")
    everything = str(page.heard) + str(await page.enter(0))
    assert "你住校吗" in everything
    assert "问问住校的事" not in everything
    assert not [name for name, _ in page.heard if name == "whisper"]

    await wang.do("take_over", contact=contact, epoch=epoch)
    lost = await xiaoxi.hears("lost")
    assert (lost["contact"], lost["why"], lost["by"]["zh"]) == (contact, "taken_over", "王督导")
    late = await xiaoxi.ask("reply", contact=contact, client_id=client_id(), text="等等", epoch=epoch)
    assert (late["code"], late["by"]["name"]["zh"]) == ("not_yours", "王督导")
    assert (await page.hears_note("taken_over"))["note"]["name"]["zh"] == "王督导"
    await wang.reply(contact, "我是王老师，我接着陪你。", epoch + 1)
    assert (await page.hears("message", lambda m: m.get("role") == "supervisor"))["name"]["zh"] == "王督导"

    assert (await page.do("finish"))["contact"]["state"] == "ended"
    await wang.hears("message", lambda m: m["message"].get("note", {}).get("code") == "ended_by_student")
    record = {"about": ["peers", "school"], "level": 1, "done": ["listened"], "next": "none", "note": "愿意再来"}
    await wang.do("close", contact=contact, record=record)
    await page.do("feedback", client_id=client_id(), answer="helped")
    assert (await page.enter(0))["contact"]["feedback"] is False
    fresh = await page.enter(0)
    assert [m["seq"] for m in fresh["messages"]] == list(range(1, fresh["contact"]["last_seq"] + 1))

    (state,) = house.rows(select(Contact.state).where(Contact.id == contact))
    (kept,) = house.rows(select(ContactRecord.person, ContactRecord.level).where(ContactRecord.contact == contact))
    assert (state[0], *kept) == ("closed", "demo-wang", 1)
    assert on_the_floor(await wang.floor(), "wang") == []
    code, printed = await house.run("check")
    assert (code, "audit chain" in printed) == (0, True)
