"""Every page at 360x740 and 1440x900, light and dark, Chinese and English: no axe violation, no sideways scroll, no
complaint of the content policy."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.journeys.browser import DESKTOP, PHONE, Chromium, chromium, go_ready, in_conversation, reply, send, take
from tests.journeys.conftest import MakeHouse

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def judge(browser: Chromium, page: Page, name: str, problems: list[str]) -> None:
    """One page in all eight ways it can be seen."""
    for language in ("zh", "en"):
        if language == "en":
            await to_english(page)
        for size in (PHONE, DESKTOP):
            await page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                way = f"{name}-{language}-{size['width']}-{scheme}"
                await browser.picture(page, way)
                problems += [f"{way}: {violation}" for violation in await browser.axe(page)]
                if await page.evaluate(SIDEWAYS):
                    problems.append(f"{way}: scrolls sideways")


async def to_english(page: Page) -> None:
    if not await page.get_by_role("button", name="English").first.is_visible():
        await page.get_by_text("更多", exact=True).first.click()
    await page.get_by_role("button", name="English").first.click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_the_students_page(make_house: MakeHouse) -> None:
    problems: list[str] = []
    async with chromium(make_house()) as browser:
        await judge(browser, await browser.student(), "open", problems)
        waiting = await browser.student()
        await send(waiting, "最近晚上都睡不着")
        await expect(waiting.get_by_text("送到了")).to_be_visible()
        await judge(browser, waiting, "nobody", problems)
        danger = await browser.student()
        await danger.get_by_role("button", name="我现在有危险").click()
        await expect(danger.locator('a[href="tel:120"]').first).to_be_visible()
        await judge(browser, danger, "danger", problems)
    assert problems == []


async def test_the_sign_in_page(make_house: MakeHouse) -> None:
    problems: list[str] = []
    async with chromium(make_house()) as browser:
        page = await (await browser.context()).new_page()
        await page.goto("/sign-in")
        await page.locator("form").wait_for()
        await judge(browser, page, "sign-in", problems)
    assert problems == []


async def test_the_desk_and_the_floor_at_work(make_house: MakeHouse) -> None:
    problems: list[str] = []
    async with chromium(make_house()) as browser:
        desk = await browser.staff("xiaoxi")
        await go_ready(desk)
        student = await browser.student()
        await send(student, "最近晚上都睡不着，不想活了")
        await take(desk)
        await reply(desk, "我在。慢慢说就好。")
        await send(student, "药我都攒好了，等他们睡了就不用再想这些了")
        await expect(desk.get_by_text("系统提示，待你评估").first).to_be_visible()
        waiting = await browser.student()
        await send(waiting, "在吗")
        floor = await browser.staff("wang")
        await desk.keyboard.press("F2")
        await expect(floor.get_by_text("请督导进来").first).to_be_visible()
        await judge(browser, floor, "floor", problems)
        await judge(browser, desk, "desk", problems)
    assert problems == []


async def test_an_assessment_with_everything_unfolded(make_house: MakeHouse) -> None:
    problems: list[str] = []
    async with chromium(make_house(assess_within=2)) as browser:
        desk, student = await in_conversation(browser, "最近晚上都睡不着，不想活了")
        await send(student, "药我都攒好了，等他们睡了就不用再想这些了")
        await expect(desk.get_by_text("系统提示：提到了").nth(1)).to_be_visible()
        await expect(desk.get_by_text("聊了一会儿了")).to_be_visible()
        await desk.locator(".not-it summary").last.click()
        for fold in ("六个问题", "0 到 10"):
            await desk.locator("summary", has_text=fold).click()
        await desk.locator('input[name="screener-thoughts"]').nth(2).check()
        await desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await desk.get_by_role("button", name="评估和记录").click()
        await judge(browser, desk, "assess", problems)
    assert problems == []


async def test_the_review_page(make_house: MakeHouse) -> None:
    problems: list[str] = []
    async with chromium(make_house()) as browser:
        desk, student = await in_conversation(browser, "在吗")
        await desk.locator('input[name="assess"]').nth(3).check()
        await desk.get_by_role("button", name="记下评估").click()
        await send(student, "药我都攒好了，等他们睡了就不用再想这些了")
        await desk.locator(".not-it summary").first.click()
        await desk.locator(".not-it-menu").wait_for()
        if await desk.locator(".not-it-menu input").count():
            await desk.locator(".not-it-menu input").first.check()
        await desk.get_by_role("button", name="夸张的说法").click()
        await expect(desk.get_by_text("收起，原因")).to_be_visible()
        wang = await browser.staff("wang")
        await wang.goto("/review")
        await wang.get_by_role("button", name="记结果").first.click()
        await wang.locator("summary", has_text="最近").click()
        await judge(browser, wang, "review", problems)
    assert problems == []
