"""Triage breaks while the line runs: nothing said is lost or delayed, and a human is called to read."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from sqlalchemy import func, select

from chat.models import Message
from hotline.contacts.models import Contact
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import House, until
from tests.journeys.pages import Page
from triage.models import Reading

LEARNER = b"multiprocessing.spawn"


def learners(house: House) -> list[int]:
    """Processes of the learner of this house."""
    ours = {process.popen.pid for process in house.processes if process.popen is not None}
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent in ours and LEARNER in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def newest(house: House) -> str:
    """The contact that began last."""
    return str(house.rows(select(Contact.id).order_by(Contact.created_at.desc()).limit(1))[0][0])


def unread(house: House) -> int:
    return int(house.rows(select(func.count()).select_from(Reading).where(Reading.read_by.is_not(None)))[0][0])


async def test_the_learner_reads_in_a_process_of_its_own_that_ends_with_the_line(make_house: MakeHouse) -> None:
    house = make_house()
    web = await house.open()
    page = Page(house, web)
    await page.begin("今天好冷")
    await until(lambda: unread(house) == 0, within=40)
    (model,) = house.rows(select(Reading.model).where(Reading.contact == newest(house)))[0]
    assert model
    started = learners(house)
    assert started
    for process in house.processes:
        process.kill(signal.SIGKILL)
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))


async def test_while_the_learner_is_killed_again_and_again_messages_are_taken_and_a_human_is_called(
    make_house: MakeHouse,
) -> None:
    house = make_house(triage_read_by=3, messages_burst=500, messages_per_second=100)
    web = await house.open()
    page = Page(house, web)
    await page.begin()
    said = 0

    async def say() -> list[int]:
        nonlocal said
        assert (await page.say(f"今天好冷 {said}"))["seq"] > 0
        said += 1
        return learners(house)

    await until(say, within=60)  # a message a time: one that comes before the worker is up is given up by the auditor
    for _ in range(4):
        for pid in learners(house):
            os.kill(pid, signal.SIGKILL)
        await say()
    contact = newest(house)
    stored = select(func.count()).select_from(Message).where(Message.contact == contact, Message.sender == "student")
    assert house.rows(stored)[0][0] == said
    await until(lambda: unread(house) == 0, within=40)
    readings = house.rows(select(Reading.model, Reading.failed).where(Reading.contact == contact))
    assert len(readings) == said
    assert all(model is not None or failed for model, failed in readings)
    if any(failed for _, failed in readings):
        assert house.rows(select(Contact.needs_eyes).where(Contact.id == contact))[0][0]
