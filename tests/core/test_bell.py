"""Two processes and the bell between them: news crosses over, and nothing is lost when the bell does not ring."""

from __future__ import annotations

import asyncio
import json
import pickle
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy import select

from chat import events as chat_events
from hotline.contacts import life
from hotline.contacts.models import IN_QUEUE, Contact
from hotline.core import bell
from hotline.core.settings import Settings
from hotline.core.sockets import student_room
from tests.cast import XIN, ManualClock, client_id, fresh_secret
from tests.core.served import WITHIN, Page, Served, serving
from tests.servers import Redis

pytestmark = pytest.mark.postgres_only


@dataclass
class Two:
    """Two web processes on one store. The student's page is at the first, the volunteer's words come by the second."""

    here: Served
    there: Served
    server: Redis
    url: str

    async def student(self) -> tuple[Page, Contact]:
        page = await self.here.student()
        (contact,) = self.here.world.rows(select(Contact))
        world = self.there.world
        world.run(lambda work: life.claim(work, life.get(work, contact.id), "xin", "accepted", IN_QUEUE))
        return page, world.contact(contact.id)

    def reply(self, contact: Contact, text: str) -> None:
        payload = chat_events.Reply(contact=contact.id, client_id=client_id(), text=text, epoch=contact.epoch)
        self.there.world.run(chat_events.reply, XIN.staff, payload)


async def until(probe: Callable[[], Any]) -> None:
    async with asyncio.timeout(WITHIN):
        while not probe():
            await asyncio.sleep(0.01)


def ring_of(served: Served) -> bell.Bell:
    ring = served.world.runtime.bell
    assert ring is not None
    return ring


@pytest_asyncio.fixture
async def two(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Two]:
    monkeypatch.setattr(bell, "BEAT", 0.1)
    clock = ManualClock()
    server = Redis()
    try:
        shared = replace(settings, redis_url=server.start())
        async with (
            serving(shared, clock=clock) as here,
            serving(shared, clock=clock, move_in=False) as there,
        ):
            for served in (here, there):
                await hears_anew(served)
            yield Two(here, there, server, shared.redis_url)
    finally:
        server.close()


async def hears_anew(served: Served) -> None:
    """Until a beat sent from now on came back through Redis."""
    ring, now = ring_of(served), time.monotonic()
    await until(lambda: ring.heard_at > now)


async def test_words_cross_from_one_process_to_a_page_of_the_other(two: Two) -> None:
    page, contact = await two.student()
    two.reply(contact, "我在另一个进程")
    message = await page.hears("message", lambda m: m.get("text") == "我在另一个进程")
    assert message["from"] == "staff"
    assert set(message) & {bell.MARK} == set()


async def test_a_process_that_heard_everything_does_not_disturb_its_pages(two: Two) -> None:
    page, contact = await two.student()
    two.reply(contact, "第一句")
    await page.hears("message", lambda m: m.get("text") == "第一句")
    await asyncio.gather(*(bell.catch_up(ring_of(s), s.world.database) for s in (two.here, two.there)))
    assert await bell.catch_up(ring_of(two.here), two.here.world.database) == 0


async def test_without_redis_words_still_arrive_by_looking(two: Two) -> None:
    page, contact = await two.student()
    await page.hears("message", lambda m: m.get("note"))
    two.server.stop()
    two.reply(contact, "没有铃也到得了")
    await page.hears("look")
    answer = await page.ask("enter", secret=page.secret, next=fresh_secret(), last_seq=0)
    assert answer["messages"][-1]["text"] == "没有铃也到得了"
    assert (await page.say("收到"))["ok"]


async def test_when_redis_is_back_words_cross_at_once_again(two: Two) -> None:
    page, contact = await two.student()
    two.server.restart()
    for served in (two.here, two.there):
        await hears_anew(served)
    two.reply(contact, "又听见了")
    await page.hears("message", lambda m: m.get("text") == "又听见了")


async def test_a_subscription_that_was_cut_is_made_anew(two: Two) -> None:
    page, contact = await two.student()
    assert two.server.kill_clients("pubsub") == 2
    for served in (two.here, two.there):
        await hears_anew(served)
    two.reply(contact, "接上了")
    await page.hears("message", lambda m: m.get("text") == "接上了")


async def test_a_process_that_went_deaf_notices_and_hears_again(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """The subscription is alive and nothing comes any more: no error says so, only the missing echo."""
    monkeypatch.setattr(bell, "DEAF_AFTER", 0.5)
    ring = ring_of(two.here)
    await ring.pubsub.subscribe("another channel")
    await ring.pubsub.unsubscribe(ring.channel)
    await until(lambda: ring.deaf)
    await until(lambda: not ring.deaf)
    page, contact = await two.student()
    two.reply(contact, "听得见")
    await page.hears("message", lambda m: m.get("text") == "听得见")


async def test_who_listens_at_redis_reads_no_word_and_no_name(two: Two) -> None:
    heard: list[bytes] = []
    client = redis.Redis.from_url(two.url)
    async with client, client.pubsub() as thief:
        await thief.subscribe("line")
        page, contact = await two.student()
        two.reply(contact, "只说给你听")
        await page.hears("message", lambda m: m.get("text") == "只说给你听")
        async with asyncio.timeout(WITHIN):
            while len(heard) < 8:
                message = await thief.get_message(ignore_subscribe_messages=True, timeout=1)
                heard += [message["data"]] if message else []
    everything = b"".join(heard)
    for canary in ("只说给你听", "student", "message", contact.id, "beat", "名xin"):
        assert canary.encode() not in everything
        assert json.dumps(canary)[1:-1].encode() not in everything


async def test_a_process_that_ended_listens_no_more(settings: Settings) -> None:
    server = Redis()
    try:
        shared = replace(settings, redis_url=server.start())
        async with redis.Redis.from_url(shared.redis_url) as client:
            async with serving(shared) as served:
                await hears_anew(served)
                assert await client.pubsub_numsub("line") == [(b"line", 1)]
            async with asyncio.timeout(bell.DEAF_AFTER / 2):  # sooner than one left behind would subscribe anew
                while await client.pubsub_numsub("line") != [(b"line", 0)]:
                    await asyncio.sleep(0.01)
    finally:
        server.close()


async def test_a_forged_ring_is_ignored(two: Two) -> None:
    page, contact = await two.student()
    forged = {"method": "emit", "event": "message", "data": [{"text": "假的"}], "namespace": "/student"}
    forged |= {"room": student_room(contact.id, contact.line), "host_id": "thief"}
    async with redis.Redis.from_url(two.url) as client:
        for data in (json.dumps(forged).encode(), b"", b"x" * 11, pickle.dumps(forged)):
            assert await client.publish("line", data) == 2
    two.reply(contact, "真的")
    await page.hears("message", lambda m: m.get("text") == "真的")
    assert [data for _, data in page.heard if data.get("text") == "假的"] == []


async def test_many_that_ring_at_once_all_are_heard(two: Two) -> None:
    """redis-py 8 raises beyond 100 connections, and the library then drops the message."""
    heard = 0
    async with redis.Redis.from_url(two.url) as client, client.pubsub() as listener:
        await listener.subscribe("line")
        rings = [ring_of(two.there)._publish({"method": "none", "host_id": "x"}) for _ in range(400)]
        await asyncio.gather(*rings)
        async with asyncio.timeout(WITHIN):
            while heard < 400:
                heard += await listener.get_message(ignore_subscribe_messages=True, timeout=1) is not None
