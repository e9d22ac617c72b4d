"""Real Chromium at the pages of a running house."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.journeys.house import PEOPLE, House, Process

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=15000)
ALONE = ("Failed to load resource", "WebSocket connection")  # what a browser says when the network is cut


@dataclass
class Chromium:
    """One browser, a house, and every complaint of a page."""

    browser: Browser
    house: House
    web: Process
    complaints: list[str] = field(default_factory=list)

    async def context(self, size: dict[str, int] = DESKTOP, **options: Any) -> BrowserContext:
        context = await self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            locale=options.pop("locale", "zh-CN"),
            base_url=self.web.address,
            **options,
        )
        context.set_default_timeout(15000)
        context.on("page", self._listen)
        return context

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

        def console(message: Any) -> None:
            if message.type == "error" and not message.text.startswith(ALONE):
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", console)

    async def student(self, size: dict[str, int] = PHONE, **options: Any) -> Page:
        """Somebody opens the student's page."""
        page = await (await self.context(size, **options)).new_page()
        await page.goto("/")
        await page.locator("#compose").wait_for()
        return page

    async def staff(self, login: str, size: dict[str, int] = DESKTOP, **options: Any) -> Page:
        """Somebody signs in by hand, once for each person and test (a code works once)."""
        person = PEOPLE[login]
        page = await (await self.context(size, **options)).new_page()
        await page.goto("/sign-in")
        fields = page.locator("form input")
        await fields.nth(0).fill(person.login)
        await fields.nth(1).fill(person.password)
        await fields.nth(2).fill(pyotp.TOTP(person.one_time_secret).now())
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/floor" if person.role == "supervisor" else "**/desk")
        return page

    async def axe(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2.2 AA, as "rule: where"."""
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate(
            """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
            'best-practice']})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))"""
        )
        return list(found)

    async def picture(self, page: Page, name: str) -> None:
        """Keep a screenshot in HOTLINE_SHOTS, for a human to look at."""
        if folder := os.environ.get("HOTLINE_SHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}.png")


@asynccontextmanager
async def chromium(house: House) -> AsyncIterator[Chromium]:
    """Open the house and a browser at it. A page that complained in its console fails the journey."""
    executable = os.environ.get("HOTLINE_CHROMIUM") or shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium, or set HOTLINE_CHROMIUM"
    web = await house.open()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        opened = Chromium(browser, house, web)
        yield opened
        await browser.close()
    assert opened.complaints == [], "\n".join(opened.complaints)


async def go_ready(desk: Page) -> None:
    await desk.keyboard.press("F8")
    await desk.get_by_text("可接线").first.wait_for()


async def take(desk: Page) -> None:
    """Take the first offer, with the keyboard."""
    await desk.locator("[data-accept]").wait_for()
    await desk.keyboard.press("Alt+0")
    await desk.keyboard.press("Enter")
    await desk.get_by_role("textbox", name="回复来访").wait_for()


async def send(student: Page, text: str) -> None:
    await student.locator("#compose").fill(text)
    await student.get_by_role("button", name="发送").click()


async def in_conversation(browser: Chromium, words: str) -> tuple[Page, Page]:
    """(desk, student): xiaoxi is on duty and has taken a student who said these words."""
    desk = await browser.staff("xiaoxi")
    await go_ready(desk)
    student = await browser.student()
    await send(student, words)
    await take(desk)
    return desk, student


async def reply(desk: Page, text: str) -> None:
    box = desk.get_by_role("textbox", name="回复来访")
    await box.fill(text)
    await box.press("Enter")


def bubble(page: Page, text: str) -> Locator:
    """The line of the conversation that holds this text (a spoken copy may exist for screen readers)."""
    return page.locator(".bubble", has_text=text)
