"""The process is killed again and again under load: what was acknowledged is there, once, in order, for everybody."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from chat.models import Message
from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import until
from tests.journeys.pages import Desk, Page, talking
from tests.journeys.wire import Lost, Wire

KILLS = 12
SEED = 20261123


@dataclass
class Ledger:
    """What the line said it has, written down the moment it said so: client id -> (contact, number, words)."""

    acked: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    stop: bool = False

    def note(self, id: str, contact: str, seq: int, text: str) -> None:
        if self.acked.setdefault(id, (contact, seq, text)) != (contact, seq, text):
            self.contradictions.append(id)


def words(who: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{who}的第{number}句"


async def come_back(wire: Wire, again: Any) -> None:
    """Connect and catch up, as often as it takes."""
    while True:
        with suppress(Lost):
            await wire.connect()
            await again()
            return
        await asyncio.sleep(0.02)


async def student_writes(page: Page, contact: str, ledger: Ledger) -> None:
    """Sends each line until it is acknowledged, and now and then once more than needed."""
    for number, text in enumerate(words("学生")):
        if ledger.stop:
            return
        id, wanted = client_id(), 1 + (number % 5 == 0)
        while wanted:
            try:
                answer = await page.say(text, id)
            except Lost:
                await come_back(page, page.enter)
                continue
            ledger.note(id, contact, answer["seq"], text)
            wanted -= 1


async def volunteer_writes(desk: Desk, held: dict[str, int], ledger: Ledger) -> None:
    """Answers in turn whoever they hold."""

    async def open_all() -> None:
        for contact in held:
            await desk.open(contact)

    for number, text in enumerate(words(desk.login)):
        if ledger.stop:
            return
        id, contact = client_id(), list(held)[number % len(held)]
        while id not in ledger.acked:
            try:
                answer = await desk.reply(contact, text, held[contact], id)
            except Lost:
                await come_back(desk, open_all)
                continue
            ledger.note(id, contact, answer["seq"], text)


async def test_nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed_under_load(
    make_house: MakeHouse,
) -> None:
    house = make_house(messages_per_second=10000, messages_burst=10000, staff_lease=300)
    web = await house.open()
    desks = [Desk(house, web, "xiaoxi"), Desk(house, web, "amu")]
    pages = [Page(house, web) for _ in range(4)]
    ledger, held, of = Ledger(), defaultdict[str, dict[str, int]](dict), dict[str, Page]()
    for desk in desks:
        await desk.arrive()
        for page in (pages.pop(), pages.pop()):
            contact, epoch = await talking(desk, page)
            held[desk.login][contact], of[contact] = epoch, page
        await desk.do("pause")

    writers = [asyncio.create_task(student_writes(page, contact, ledger)) for contact, page in of.items()]
    writers += [asyncio.create_task(volunteer_writes(desk, held[desk.login], ledger)) for desk in desks]
    chance = random.Random(SEED)
    for _ in range(KILLS):
        enough = len(ledger.acked) + chance.randint(20, 80)
        await until(lambda enough=enough: len(ledger.acked) >= enough or any(w.done() for w in writers), 30)  # type: ignore[misc]
        web.kill()
        await web.ended()
        web.start()
        await web.ready()
    ledger.stop = True
    await asyncio.wait_for(asyncio.gather(*writers), 30)

    stored = house.rows(select(Message.contact, Message.seq, Message.client_id).order_by(Message.contact, Message.seq))
    by_contact: dict[str, list[int]] = defaultdict(list)
    for row in stored:
        by_contact[row.contact].append(row.seq)
    places = {row.client_id: (row.contact, row.seq) for row in stored}
    assert ledger.contradictions == []
    assert len(ledger.acked) > KILLS * 20
    assert len(places) == len(stored)
    assert {id: place[:2] for id, place in ledger.acked.items()} == {id: places.get(id) for id in ledger.acked}
    assert set(by_contact) == set(of)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in by_contact.values())

    for desk in desks:
        for contact in held[desk.login]:
            page = of[contact]
            await page.enter()
            fresh = {m["seq"]: m for m in (await page.enter(0))["messages"]}
            assert sorted(fresh) == by_contact[contact]
            assert page.view == fresh
            await desk.open(contact)
            opened = {m["seq"]: m for m in (await desk.open(contact, 0))["messages"]}
            assert desk.views[contact] == opened
            assert {s: m.get("text") for s, m in opened.items()} == {s: m.get("text") for s, m in fresh.items()}
            mine = {seq: text for at, seq, text in ledger.acked.values() if at == contact}
            assert {seq: fresh[seq]["text"] for seq in mine} == mine
