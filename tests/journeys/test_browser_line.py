"""The whole line in real browsers: a phone, a desk, a floor."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.journeys.browser import bubble, chromium, go_ready, reply, send, take
from tests.journeys.conftest import MakeHouse

pytestmark = pytest.mark.browser


async def test_a_student_chats_somebody_on_shift_answers_a_supervisor_sees_it(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk = await browser.staff("xiaoxi")
        await go_ready(desk)

        student = await browser.student()
        await browser.picture(student, "student-open")
        await send(student, "最近晚上都睡不着，感觉撑不下去了")
        await expect(student.get_by_text("送到了")).to_be_visible()
        await expect(student.get_by_text("正在为你找一位志愿者")).to_be_visible()
        await browser.picture(student, "student-waiting")

        await expect(desk.get_by_text("现在不行").first).to_be_visible()
        await expect(desk).to_have_title(re.compile("有人在等"))
        await browser.picture(desk, "desk-offer")
        await take(desk)
        await reply(desk, "我是志愿者小溪，你写的我看完了。慢慢说就好。")
        await expect(bubble(student, "慢慢说就好")).to_be_visible()
        await expect(student.get_by_text("正在和你说话的是小溪，志愿者")).to_be_visible()

        await send(student, "药我都攒好了，等他们睡了就不用再想这些了")
        await expect(desk.locator("mark, .hint").first).to_be_visible()
        await expect(desk.get_by_text("系统提示，待你评估").first).to_be_visible()

        floor = await browser.staff("wang")
        await expect(floor.get_by_role("button", name="旁听").first).to_be_visible()
        await desk.keyboard.press("F2")
        await expect(floor.get_by_text("请督导进来").first).to_be_visible()
        await browser.picture(floor, "floor-called")
        await floor.get_by_role("button", name="旁听").first.click()
        await floor.get_by_role("textbox", name="为什么要看").fill("志愿者请我进来")
        await floor.get_by_role("button", name="进入旁听").click()
        await expect(floor.get_by_text("药我都攒好").first).to_be_visible()

        whisper = floor.get_by_role("textbox", name="悄悄告诉")
        await whisper.fill("先问现在是不是一个人")
        await floor.get_by_role("button", name="悄悄发").click()
        await expect(desk.get_by_text("先问现在是不是一个人").first).to_be_visible()
        await browser.picture(floor, "floor-observing")
        await browser.picture(desk, "desk-talking")
        await reply(desk, "你现在身边有人吗？")
        await expect(bubble(student, "你现在身边有人吗")).to_be_visible()
        assert await student.get_by_text("先问现在是不是一个人").count() == 0
        await browser.picture(student, "student-talking")
