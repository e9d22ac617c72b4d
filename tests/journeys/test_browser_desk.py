"""The desk and the floor in real browsers: handing over, ending, taking over, escalation, reconnecting."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.journeys.browser import bubble, chromium, go_ready, in_conversation, reply, send
from tests.journeys.conftest import MakeHouse

pytestmark = pytest.mark.browser

HIGH = "药我都攒好了，等他们睡了就不用再想这些了"


async def write_record(desk: Page) -> None:
    await desk.get_by_role("checkbox", name="学业").check()
    await desk.locator('input[name="record-level"]').first.check()
    await desk.get_by_role("button", name="保存").click()


async def test_a_contact_moves_to_a_colleague_only_when_the_colleague_accepts(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        xiaoxi, student = await in_conversation(browser, "考试没考好")
        amu = await browser.staff("amu")
        await go_ready(amu)
        await xiaoxi.keyboard.press("F6")
        await xiaoxi.get_by_role("radio", name="阿木").check()
        await xiaoxi.get_by_role("textbox", name="说给下一位听").fill("在说考试，想再聊聊父母")
        await xiaoxi.get_by_role("button", name="移交", exact=True).last.click()
        await expect(amu.get_by_text("在说考试，想再聊聊父母")).to_be_visible()
        await expect(xiaoxi.get_by_role("textbox", name="回复来访")).to_be_visible()
        await amu.get_by_role("button", name="接过来").click()
        await expect(bubble(amu, "考试没考好")).to_be_visible()
        await expect(xiaoxi.get_by_text("这里只能看").first).to_be_visible()
        await expect(student.get_by_text("接下来是阿木").first).to_be_visible()
        await reply(amu, "我是阿木，前面的我都看过了")
        await expect(bubble(student, "我是阿木")).to_be_visible()


async def test_ending_can_be_undone_and_a_record_closes_it_and_the_student_is_asked_once(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, student = await in_conversation(browser, "谢谢你们")
        await desk.keyboard.press("F7")
        await desk.get_by_role("button", name="撤销").click()
        await reply(desk, "还在的")
        await expect(bubble(student, "还在的")).to_be_visible()
        await desk.keyboard.press("F7")
        await expect(student.get_by_text("今天先到这里").first).to_be_visible()
        await student.get_by_role("button", name="有一点").click()
        await expect(student.get_by_text("谢谢你愿意告诉我们").first).to_be_visible()
        await browser.picture(desk, "desk-record")
        await write_record(desk)
        await expect(desk.get_by_text("手上没有对话").first).to_be_visible()


async def test_a_reply_written_while_the_server_was_gone_arrives_once(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, student = await in_conversation(browser, "在吗")
        browser.web.kill()
        await browser.web.ended()
        await expect(desk.get_by_text("正在重连").first).to_be_visible()
        await reply(desk, "我在，网络刚才断了")
        browser.web.start()
        await browser.web.ready()
        await expect(bubble(student, "我在，网络刚才断了")).to_have_count(1)
        await send(student, "看到了")
        await expect(bubble(desk, "看到了")).to_have_count(1)


async def test_a_supervisor_takes_the_escalation_by_name_takes_over_and_closes_it(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, student = await in_conversation(browser, HIGH)
        floor = await browser.staff("wang")
        card = floor.locator(".escalation").first
        await card.get_by_role("button", name="接手").click()
        await expect(card.get_by_text("王督导")).to_be_visible()
        await expect(desk.get_by_text("督导已接手").first).to_be_visible()
        await card.get_by_role("button", name="记进展").click()
        await card.get_by_role("textbox").fill("已请志愿者问清楚身边有没有人")
        await card.get_by_role("button", name="记下").click()
        await expect(card.get_by_text("处理中")).to_be_visible()

        await card.get_by_role("button", name="旁听").click()
        await floor.get_by_role("textbox", name="为什么要看").fill("升级处置")
        await floor.get_by_role("button", name="进入旁听").click()
        await floor.get_by_role("button", name="由我接过来").click()
        await floor.get_by_role("button", name="确认，由我接").click()
        await expect(student.get_by_text("正在和你说话的是王督导").first).to_be_visible()
        await expect(desk.get_by_text("现在由 王督导 接着聊").first).to_be_visible()

        await card.get_by_role("button", name="结束处置").click()
        await card.get_by_role("textbox").fill("室友陪着，明早十点再联系")
        await card.get_by_role("button", name="签名结束").click()
        await expect(floor.get_by_text("没有开着的").first).to_be_visible()


async def test_a_taken_alarm_names_its_taker_on_every_floor(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        wang, he = await browser.staff("wang"), await browser.staff("he")
        student = await browser.student()
        await send(student, "有人吗")
        for floor in (wang, he):
            await expect(floor.get_by_text("没有人开始接线").first).to_be_visible()
        await wang.locator(".alarm").first.get_by_role("button", name="接手").click()
        for floor in (wang, he):
            await expect(floor.locator(".alarm", has_text="没有人开始接线").get_by_text("王督导")).to_be_visible()
