"""The student's page in a real browser: leaving, networks that fail, coming back, danger, no mouse, hostile words."""

from __future__ import annotations

import pysqlite3
import pytest
from playwright.async_api import Page, expect

from tests.journeys.browser import bubble, chromium, go_ready, reply, send, take
from tests.journeys.conftest import MakeHouse

pytestmark = pytest.mark.browser

AWAY = "https://www.weather.com.cn/"
TRACES = """() => ({session: sessionStorage.length, local: localStorage.length, cookies: document.cookie,
    shown: document.body ? document.body.innerText.trim() : ''})"""


async def neutral(page: Page) -> None:
    """Answer for the weather page: there is no outside network here."""
    await page.context.route(
        AWAY + "**", lambda route: route.fulfill(body="<title>weather</title>sunny", content_type="text/html")
    )


async def test_leaving_shows_a_neutral_page_and_nothing_is_left_to_go_back_to(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        await neutral(student)
        await send(student, "不想让别人看到的话")
        await expect(student.get_by_text("送到了")).to_be_visible()
        await student.get_by_role("link", name="安全按钮：离开此页").click()
        await student.wait_for_url(AWAY + "**")
        await student.goto(browser.web.address + "/")
        await student.locator("#compose").wait_for()
        assert await student.get_by_text("不想让别人看到的话").count() == 0
        await student.go_back()
        assert "不想让别人看到的话" not in await student.evaluate("document.body.innerText")


async def test_the_page_is_blank_at_once_even_before_the_next_page_arrives(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        await student.context.route(AWAY + "**", lambda route: route.abort())
        await send(student, "不想让别人看到的话")
        await expect(student.get_by_text("送到了")).to_be_visible()
        left = await student.evaluate("() => { document.querySelector('.leave').click(); return (" + TRACES + ")() }")
        assert left["session"] == left["local"] == 0
        assert left["cookies"] == ""
        assert "不想让别人看到的话" not in left["shown"]


async def test_shift_three_times_leaves_but_typing_and_input_methods_do_not(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        await neutral(student)
        box = student.locator("#compose")
        await box.focus()
        for key in ("Shift", "a", "Shift", "b", "Shift", "Shift+C", "Shift"):
            await student.keyboard.press(key)
        await box.dispatch_event("compositionstart")
        for _ in range(3):
            await student.keyboard.press("Shift")
        await box.dispatch_event("compositionend")
        assert student.url.startswith(browser.web.address)
        await student.keyboard.press("x")
        for _ in range(3):
            await student.keyboard.press("Shift")
        await student.wait_for_url(AWAY + "**")


async def test_what_is_written_without_a_network_is_kept_and_goes_when_it_is_back(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk = await browser.staff("xiaoxi")
        await go_ready(desk)
        student = await browser.student()
        await send(student, "第一句")
        await expect(student.get_by_text("送到了")).to_be_visible()
        browser.web.kill()
        await browser.web.ended()
        await expect(student.get_by_text("网络断了").first).to_be_visible()
        await send(student, "断网时写的")
        await expect(bubble(student, "断网时写的")).to_be_visible()
        await expect(student.get_by_text("还没送到").first).to_be_visible()
        browser.web.start()
        await browser.web.ready()
        await expect(student.get_by_text("送到了")).to_be_visible()
        await expect(student.get_by_text("还没送到")).to_have_count(0)
        await expect(student.locator(".bubble", has_text="断网时写的")).to_have_count(1)


async def test_the_same_tab_comes_back_and_another_device_with_the_receipt_code(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        await send(student, "我先记在这里")
        await expect(student.get_by_text("送到了")).to_be_visible()
        await student.reload()
        await expect(bubble(student, "我先记在这里")).to_be_visible()

        await student.get_by_role("button", name="更多").click()
        await student.get_by_role("button", name="拿一个凭条码").click()
        await student.get_by_role("button", name="拿凭条码", exact=True).click()
        code = student.locator("p.code")
        await expect(code).to_be_visible()
        digits = "".join(c for c in await code.inner_text() if c.isdigit())
        assert len(digits) == 16

        other = await browser.student()
        await other.get_by_role("button", name="以前聊过，有凭条码").click()
        await other.get_by_role("textbox", name="凭条码").fill(digits)
        await other.get_by_role("button", name="打开那段对话").click()
        await expect(bubble(other, "我先记在这里")).to_be_visible()
        await expect(student.get_by_text("这段对话在别处打开了").first).to_be_visible()


async def test_a_network_that_blocks_websockets_still_carries_the_whole_conversation(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        desk = await browser.staff("xiaoxi")
        await go_ready(desk)
        context = await browser.context({"width": 360, "height": 740})
        await context.route_web_socket("**/*", lambda socket: socket.close())
        student = await context.new_page()
        await student.goto("/")
        await send(student, "学校的网不让用")
        await expect(student.get_by_text("送到了")).to_be_visible()
        await take(desk)
        await reply(desk, "这边收到了")
        await expect(bubble(student, "这边收到了")).to_be_visible()


async def test_danger_shows_the_numbers_even_without_a_network(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student()
        browser.web.kill()
        await browser.web.ended()
        await student.get_by_role("button", name="我现在有危险").click()
        for number in ("110", "120", "12356"):
            await expect(student.locator(f'a[href="tel:{number}"]').first).to_be_visible()
        await browser.picture(student, "student-danger")
        browser.web.start()
        await browser.web.ready()
        await expect(student.get_by_text("已经告诉值班的人").first).to_be_visible()


async def test_when_nothing_can_be_stored_nothing_is_called_delivered_and_the_numbers_are_shown(
    make_house: MakeHouse,
) -> None:
    house = make_house()
    async with chromium(house) as browser:
        student = await browser.student()
        await send(student, "第一句")
        await expect(student.get_by_text("送到了")).to_be_visible()
        lock = pysqlite3.connect(house.folder / "data" / "line.sqlite3", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await send(student, "存不下的一句")
        await expect(student.get_by_text("还没存下来").first).to_be_visible()
        for number in ("110", "120", "12356"):
            await expect(student.locator(f'a[href="tel:{number}"]').first).to_be_visible()
        assert await student.get_by_text("送到了").count() == 0
        lock.execute("ROLLBACK")
        lock.close()
        await expect(student.get_by_text("送到了")).to_be_visible()
        await expect(student.get_by_text("还没存下来")).to_have_count(0)


async def test_everything_can_be_done_with_the_keyboard_alone(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        student = await browser.student({"width": 1440, "height": 900})
        await student.keyboard.press("Tab")
        await expect(student.locator("#jump")).to_be_focused()
        for _ in range(20):
            await student.keyboard.press("Tab")
            if await student.evaluate("document.activeElement.id") == "compose":
                break
        await expect(student.locator("#compose")).to_be_focused()
        await student.keyboard.type("没有鼠标")
        await student.keyboard.press("Enter")
        await expect(student.get_by_text("送到了")).to_be_visible()
        await expect(student.locator("#compose")).to_be_focused()


async def test_hostile_words_are_words_on_every_screen(make_house: MakeHouse) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e{{7*7}} javascript:alert(3) 想死你了"
    async with chromium(make_house()) as browser:
        dialogs: list[str] = []
        desk = await browser.staff("xiaoxi")
        await go_ready(desk)
        student = await browser.student()
        for page in (desk, student):
            page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await send(student, hostile)
        await expect(bubble(student, "<img src=x")).to_be_visible()
        await take(desk)
        await expect(desk.get_by_text("<img src=x").first).to_be_visible()
        assert dialogs == []
        assert await desk.locator("img[src=x]").count() == 0


async def test_the_first_load_is_light_and_asks_no_other_host(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        context = await browser.context({"width": 360, "height": 740})
        page = await context.new_page()
        wire = await context.new_cdp_session(page)
        await wire.send("Network.enable")
        asked: list[str] = []
        received: list[int] = []
        wire.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
        wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        await page.goto("/")
        await page.locator("#compose").wait_for()
        await page.wait_for_load_state("networkidle")
        assert all(url.startswith((browser.web.address, browser.web.address.replace("http", "ws"))) for url in asked)
        assert sum(received) <= 60_000


async def test_a_slow_phone_on_a_slow_network_can_use_it(make_house: MakeHouse) -> None:
    async with chromium(make_house()) as browser:
        context = await browser.context({"width": 360, "height": 740})
        page = await context.new_page()
        wire = await context.new_cdp_session(page)
        await wire.send("Network.enable")
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
        await wire.send("Network.emulateNetworkConditions", slow)
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        await page.goto("/")
        await send(page, "信号不好")
        await expect(page.get_by_text("送到了")).to_be_visible()
