"""A human assesses beside the machine, in real browsers: the screener, a hint put away, the reminder, the review."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.journeys.browser import PHONE, chromium, in_conversation, send, take
from tests.journeys.conftest import MakeHouse

pytestmark = pytest.mark.browser

HIGH = "药我都攒够了"
ASKED = "你有想过自杀吗"


def choice(page: Page, name: str, answer: str) -> Locator:
    """One answer of a question in the assessment."""
    return page.locator(f'input[name="{name}"]').locator("..").filter(has_text=re.compile(f"^{answer}$"))


async def pick(page: Page, name: str, answer: str) -> None:
    await choice(page, name, answer).locator("input").check()


async def judge(page: Page, level: int, why: str = "") -> None:
    """Set the level and save."""
    await page.locator('input[name="assess"]').nth(level).check()
    if why:
        await page.get_by_role("textbox", name="要写一句为什么").fill(why)
    await page.get_by_role("button", name="记下评估").click()


def human(page: Page) -> Locator:
    return page.locator(".two > div").nth(0)


def machine(page: Page) -> Locator:
    return page.locator(".two > div").nth(1)


async def test_the_screener_opens_step_by_step_and_suggests_without_deciding(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, _ = await in_conversation(browser, "在吗")
        await expect(human(desk)).to_contain_text("还没有")
        await expect(machine(desk)).to_contain_text("L0 未表达风险")
        questions = desk.locator(".choose.tall")
        await desk.locator("summary", has_text="六个问题").click()
        await expect(questions).to_have_count(2)
        await pick(desk, "screener-thoughts", "没有")
        await expect(questions).to_have_count(3)
        await pick(desk, "screener-thoughts", "有")
        await expect(questions).to_have_count(6)
        await expect(desk.get_by_text("六个问题：还不清楚")).to_be_visible()

        await pick(desk, "screener-intent", "有")
        await expect(desk.get_by_text("六个问题：高（还没问完）")).to_be_visible()
        await expect(desk.get_by_text("建议 L3 高 或以上")).to_be_visible()
        await desk.locator('input[name="assess"]').nth(2).check()
        await expect(desk.get_by_text("建议不低于 L3 高")).to_be_visible()
        await desk.locator('input[name="assess"]').nth(3).check()
        await expect(desk.get_by_text("建议不低于")).to_have_count(0)

        await expect(desk.get_by_text("接下来问：想法")).to_be_visible()
        await pick(desk, "ladder-thoughts", "有")
        await expect(desk.get_by_text("接下来问：打算")).to_be_visible()
        await desk.locator("summary", has_text="0 到 10").click()
        await desk.get_by_role("combobox", name="有多难受").select_option("8")
        await browser.picture(desk, "assess-open")
        await judge(desk, 3)

        await expect(human(desk)).to_contain_text("L3 高")
        await expect(human(desk)).to_contain_text("小溪")
        await expect(machine(desk)).to_contain_text("L0 未表达风险")
        await expect(desk.get_by_text("以人的判断为准")).to_be_visible()
        await expect(desk.get_by_text("手上 1，有 L3 以上，不派新的")).to_be_visible()

        await desk.locator("summary", has_text="0 到 10").click()
        await desk.get_by_role("combobox", name="有多难受").select_option("4")
        await pick(desk, "stage", "快结束")
        await judge(desk, 3)
        await expect(desk.get_by_text("难受 开始 8，最近 4")).to_be_visible()
        await desk.reload()
        await expect(desk.get_by_text("六个问题：高（还没问完）")).to_be_visible()
        await expect(choice(desk, "ladder-thoughts", "有").locator("input")).to_be_checked()


async def test_lowering_from_high_needs_a_reason_and_the_machine_keeps_its_figure(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, _ = await in_conversation(browser, HIGH)
        await expect(machine(desk)).to_contain_text("L3 高")
        await judge(desk, 1)
        await expect(human(desk)).to_contain_text("还没有")
        await judge(desk, 1, "问过了，说的是感冒药")
        await expect(human(desk)).to_contain_text("L1 低")
        await expect(machine(desk)).to_contain_text("L3 高")


async def test_what_was_entered_survives_another_contact_and_a_reload(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, _ = await in_conversation(browser, "最近晚上都睡不着")
        await send(await browser.student(), "在吗")
        await desk.keyboard.press("Alt+1")
        await pick(desk, "ladder-thoughts", "有")
        await desk.locator('input[name="assess"]').nth(2).check()
        await desk.get_by_role("textbox", name="为什么（可不写）").fill("说了两次")
        await take(desk)
        await expect(choice(desk, "ladder-thoughts", "没问").locator("input")).to_be_checked()
        for back in ("Alt+1", "reload"):
            if back == "reload":
                await desk.reload()
                await desk.get_by_role("textbox", name="回复来访").wait_for()
                await desk.keyboard.press("Alt+1")
            else:
                await desk.keyboard.press(back)
            await expect(choice(desk, "ladder-thoughts", "有").locator("input")).to_be_checked()
            await expect(desk.locator('input[name="assess"]').nth(2)).to_be_checked()
            await expect(desk.get_by_role("textbox", name="为什么（可不写）")).to_have_value("说了两次")


async def test_a_hint_is_put_away_by_keyboard_with_its_reason_and_the_level_stays(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, _ = await in_conversation(browser, HIGH)
        await expect(desk.get_by_text("系统提示：提到了")).to_be_visible()
        painted = desk.locator(".said.student mark")
        await expect(painted.first).to_be_visible()
        floor = await browser.staff("wang")
        await floor.get_by_role("button", name="旁听").first.click()
        await floor.get_by_role("textbox", name="为什么要看").fill("升级处置")
        await floor.get_by_role("button", name="进入旁听").click()
        menu = desk.locator(".not-it summary", has_text="不是这个意思")
        while await menu.count():
            await menu.focus()
            await desk.keyboard.press("Enter")
            await desk.locator(".not-it-menu").wait_for()
            if await desk.locator(".not-it-menu input[type=radio]").count():
                await desk.locator(".not-it-menu input[type=radio]").first.focus()
                await desk.keyboard.press("Space")
            await browser.picture(desk, "hint-menu")
            away = desk.get_by_text("收起，原因：系统看错了。等级不变。")
            known = await away.count()
            await desk.get_by_role("button", name="系统看错了").focus()
            await desk.keyboard.press("Enter")
            await expect(away).to_have_count(known + 1)
            await expect(desk.locator(".reasons:focus")).to_have_count(1)
        await expect(painted).to_have_count(0)
        await expect(desk.locator(".talk-who .level")).to_contain_text("L3")
        await expect(machine(desk)).to_contain_text("L3 高")
        await expect(floor.get_by_text("小溪").and_(floor.locator(".reasons p")).first).to_be_visible()
        await expect(floor.locator(".watch mark")).to_have_count(0)
        await desk.reload()
        await expect(desk.get_by_text("收起，原因：系统看错了").first).to_be_visible()
        await expect(painted).to_have_count(0)


async def test_an_assessment_that_is_late_is_asked_for_with_the_words_for_it(make_house: MakeHouse) -> None:
    async with chromium(make_house(assess_within=3)) as browser:
        desk, _ = await in_conversation(browser, "在吗")
        await expect(desk.get_by_text("聊了一会儿了")).to_be_visible()
        await expect(desk.get_by_text("该评估了")).to_be_visible()
        await desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await browser.picture(desk, "assess-late")
        await desk.get_by_role("button", name="现在问").click()
        await expect(desk.get_by_role("textbox", name="回复来访")).to_have_value(re.compile(ASKED))
        floor = await browser.staff("wang")
        await expect(floor.get_by_text("聊了很久还没有评估")).to_be_visible()
        await desk.get_by_role("button", name="评估和记录").click()
        await judge(desk, 0)
        await expect(desk.get_by_text("还没有记过评估")).to_have_count(0)
        await expect(floor.get_by_text("聊了很久还没有评估")).to_have_count(0)


async def test_supervisors_review_where_human_and_machine_differ(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk, _ = await in_conversation(browser, "在吗")
        await judge(desk, 3)
        await expect(human(desk)).to_contain_text("L3 高")
        contact = await desk.locator(".talk-who h2").inner_text()
        wang = await browser.staff("wang")
        await wang.get_by_role("link", name="提示复核").click()
        await expect(wang.get_by_text("不是看哪位来访，也不是看哪位志愿者")).to_be_visible()
        card = wang.locator("section", has=wang.get_by_role("heading", name="人评 L3 以上，系统没到"))
        row = card.locator("li", has_text=contact)
        await expect(row).to_contain_text("人 L3，系统 L0")
        await row.get_by_role("button", name="记结果").click()
        await row.get_by_role("radio", name="词表要加").check()
        await row.get_by_role("textbox").fill("只打了招呼")
        await row.get_by_role("button", name="记下").click()
        await expect(row.get_by_text("王督导")).to_contain_text("看过：词表要加")
        await expect(row.get_by_role("button")).to_have_count(0)
        await wang.get_by_role("link", name="回督导大屏").click()
        await wang.wait_for_url("**/floor")
        await desk.goto("/review")
        await expect(desk.get_by_text("这一页只给督导看")).to_be_visible()


async def test_a_supervisors_desk_on_a_phone_keeps_its_header_to_two_rows(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        await send(student, "在吗")
        wang = await browser.staff("wang")
        await wang.goto("/desk")
        await wang.set_viewport_size(PHONE)  # type: ignore[arg-type]
        two_rows = 2 * 40 + 3 * 7
        for language in ("zh", "en"):
            if language == "en":
                await wang.get_by_text("更多", exact=True).click()
                await wang.get_by_role("button", name="English").click()
            await wang.get_by_role("link", name=re.compile("大屏|Floor")).wait_for()
            for _ in range(3):
                height = await wang.locator(".bar").evaluate("bar => bar.offsetHeight")
                assert height <= two_rows, f"{language}: {height}"
                await go_on(wang)


async def go_on(desk: Page) -> None:
    """From off to ready, from ready to paused, from paused to ready."""
    before = await desk.locator(".seat").inner_text()
    await desk.keyboard.press("F8")
    await expect(desk.locator(".seat")).not_to_have_text(before)
