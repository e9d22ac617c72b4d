"""The people at their pages: what a page keeps, does and hears."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.cast import client_id, fresh_secret
from tests.journeys.house import House, Process
from tests.journeys.wire import Wire

HERE_EVERY = 1.0


def complete_to(view: dict[int, dict[str, Any]]) -> int:
    """The last number up to which nothing is missing."""
    seq = 0
    while seq + 1 in view:
        seq += 1
    return seq


class Page(Wire):
    """A student's page: its two secrets, and the conversation as it stands on the screen."""

    namespace = "/student"

    def __init__(self, house: House, web: Process, **options: Any) -> None:
        super().__init__(house, web, **options)
        self.secret, self.next = fresh_secret(), fresh_secret()
        self.view: dict[int, dict[str, Any]] = {}
        self.contact: dict[str, Any] = {}

    async def begin(self, text: str = "", *, danger: bool = False, centre: str = "gy") -> None:
        await self.connect()
        answer = await self.do("begin", secret=self.secret, lang="zh", centre=centre, danger=danger)
        self._take(answer)
        if text:
            await self.say(text)

    async def enter(self, last_seq: int | None = None) -> dict[str, Any]:
        """Ask for everything that is missing; the secret is replaced when the answer comes."""
        after = complete_to(self.view) if last_seq is None else last_seq
        answer = await self.do("enter", secret=self.secret, next=self.next, last_seq=after, lang="zh")
        if answer["contact"] is not None:
            self.secret, self.next = self.next, fresh_secret()
            self._take(answer)
        return answer

    async def say(self, text: str, id: str = "") -> dict[str, Any]:
        id = id or client_id()
        answer = await self.do("say", client_id=id, text=text)
        self.view[answer["seq"]] = {
            "seq": answer["seq"],
            "from": "student",
            "at": answer["at"],
            "text": text,
            "client_id": id,
        }
        return answer

    def _take(self, answer: dict[str, Any]) -> None:
        self.contact = answer["contact"]
        self.view |= {message["seq"]: message for message in answer["messages"]}

    def react(self, event: str, data: dict[str, Any]) -> None:
        if event == "message":
            self.view[data["seq"]] = data
        elif event == "state":
            self.contact = data
        elif event == "look":
            self._spawn(self.enter())

    async def hears_note(self, code: str, within: float = 15.0) -> dict[str, Any]:
        return await self.hears("message", lambda m: m.get("note", {}).get("code") == code, within)


class Desk(Wire):
    """Somebody of the staff at the desk or on the floor; the page answers for them every second while it lives."""

    namespace = "/desk"

    def __init__(self, house: House, web: Process, login: str, **options: Any) -> None:
        super().__init__(house, web, **options)
        self.login = login
        self.views: dict[str, dict[int, dict[str, Any]]] = {}

    def _headers(self) -> dict[str, str]:
        return super()._headers() | {"Cookie": f"line={self._house.cookies[self.login]}"}

    async def arrive(self, *, ready: bool = False) -> None:
        """Sign in (once), connect, look at the desk, and begin to answer."""
        await self._house.sign_in(self.web, self.login)
        await self.connect()
        await self.do("ready" if ready else "desk")
        self._spawn(self._here())

    async def _here(self) -> None:
        gone = self.gone
        while not gone.is_set():
            await self.ask("here")
            try:
                await asyncio.wait_for(gone.wait(), HERE_EVERY)
            except TimeoutError:
                continue

    async def desk(self) -> dict[str, Any]:
        desk: dict[str, Any] = (await self.do("desk"))["desk"]
        return desk

    async def floor(self) -> dict[str, Any]:
        floor: dict[str, Any] = (await self.do("floor"))["floor"]
        return floor

    async def offer(self, within: float = 15.0) -> dict[str, Any]:
        """The offer on this desk, as soon as there is one."""
        async with asyncio.timeout(within):
            while not (offers := (await self.desk())["offers"]):
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), HERE_EVERY)
                except TimeoutError:
                    continue
            found: dict[str, Any] = offers[0]
            return found

    async def accept(self, within: float = 15.0) -> str:
        """Take what is offered; returns the contact, opened."""
        contact: str = (await self.do("accept", offer=(await self.offer(within))["id"]))["contact"]
        await self.open(contact)
        return contact

    async def open(self, contact: str, last_seq: int | None = None) -> dict[str, Any]:
        view = self.views.setdefault(contact, {})
        after = complete_to(view) if last_seq is None else last_seq
        answer = await self.do("open", contact=contact, last_seq=after)
        view |= {message["seq"]: message for message in answer["messages"]}
        return answer

    async def reply(self, contact: str, text: str, epoch: int, id: str = "") -> dict[str, Any]:
        return await self.do("reply", contact=contact, client_id=id or client_id(), text=text, epoch=epoch)

    def react(self, event: str, data: dict[str, Any]) -> None:
        if event == "message":
            self.views.setdefault(data["contact"], {})[data["message"]["seq"]] = data["message"]
        elif event == "look":
            for contact in self.views:
                self._spawn(self.open(contact))


async def talking(desk: Desk, page: Page, text: str = "在吗") -> tuple[str, int]:
    """The student begins and this volunteer answers; returns contact and epoch."""
    await desk.do("ready")
    await page.begin(text)
    contact = await desk.accept()
    epoch = next(c["epoch"] for c in (await desk.desk())["contacts"] if c["id"] == contact)
    return contact, epoch
