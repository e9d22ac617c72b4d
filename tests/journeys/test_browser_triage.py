"""A night's talk as students really type it: what raised, what did not, what the volunteer saw, and what it opened."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.journeys.browser import Chromium, bubble, chromium, go_ready, reply, send, take
from tests.journeys.conftest import MakeHouse

pytestmark = [pytest.mark.browser, pytest.mark.both_stores]

CALM = [
    "笑死我了 今天食堂的菜真的绝了",
    "作业多到想死哈哈哈 累死了",
    "我没有想自杀 就是想找人说说话",
    "这把又死了 队友太坑 重开吧",
]

JOKE = "狼人杀我的遗言就一句 先投七号"
MEANT = "其实遗书我已经写好压在枕头底下了"


def level(page: Page) -> Locator:
    """The level a contact stands at; on the desk the assessment offers all of them as buttons besides."""
    return page.locator(".level").first


async def say(student: Page, desk: Page, words: str) -> None:
    await send(student, words)
    await expect(bubble(desk, words).last).to_have_text(words)


async def test_figurative_and_denied_words_call_nobody_and_hidden_split_and_mixed_ones_do(
    make_house: MakeHouse,
) -> None:
    async with chromium(make_house()) as browser:
        desk, student = await talking(browser, CALM[0])
        for words in CALM[1:]:
            await say(student, desk, words)
        for words in CALM:
            await expect(bubble(desk, words).locator("mark")).to_have_count(0)
        await browser.picture(desk, "triage-calm")

        await say(student, desk, JOKE)
        await expect(bubble(desk, JOKE).locator("mark")).to_have_text("遗言")
        await expect(desk.get_by_text("这样的话常常是随口说的").first).to_be_visible()
        await expect(level(desk)).to_contain_text("L1")
        await browser.picture(desk, "triage-unsure")

        await send(student, "其实我想z\u200bisha 好久了")
        await expect(bubble(desk, "好久了").locator("mark").first).to_be_visible()
        await expect(level(desk)).to_contain_text("L2")

        await reply(desk, "谢谢你愿意说。你想过具体怎么做吗？")
        await expect(bubble(student, "你想过具体怎么做吗")).to_be_visible()
        for words in ("嗯", "我想", "跳", "下去"):
            await say(student, desk, words)
        await expect(level(desk)).to_contain_text("L3")
        await browser.picture(desk, "triage-raised")

        floor = await browser.staff("wang")
        await expect(level(floor)).to_contain_text("L3")
        await expect(floor.get_by_text("升级处置").first).to_be_visible()
        await browser.picture(floor, "triage-escalation")

        await say(student, desk, "tonight 等室友睡了 药我都攒够了")
        await expect(level(desk)).to_contain_text("L4")
        await say(student, desk, "开玩笑的啦")
        await expect(level(desk)).to_contain_text("L4")
        await browser.picture(desk, "triage-imminent")

        await say(student, desk, MEANT)
        await expect(bubble(desk, MEANT).locator("mark").first).to_be_visible()
        await expect(desk.get_by_text("这样的话常常是随口说的")).to_have_count(1)
        await browser.picture(desk, "triage-meant")

        for hidden in ("L4", "L3", "自杀", "ideation", "系统提示"):
            assert await student.get_by_text(hidden, exact=True).count() == 0


async def talking(browser: Chromium, words: str) -> tuple[Page, Page]:
    desk = await browser.staff("xiaoxi")
    await go_ready(desk)
    student = await browser.student()
    await send(student, words)
    await take(desk)
    return desk, student
