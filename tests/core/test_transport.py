"""The socket doors as foreign clients find them: order, refusals, stolen ids, heartbeat, size."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from chat import messages
from hotline.contacts import life
from hotline.contacts.models import Contact
from hotline.core import sockets
from hotline.core.door import Allow, Event, Feature, Shape
from hotline.core.settings import Settings
from hotline.core.sockets import student_room
from hotline.core.transport import OUTGOING
from hotline.core.work import Tell
from tests.cast import XIN, client_id, fresh_secret
from tests.core.served import KEY, PATH, Page, Polling, Served, polling, serving


class Slow(Shape):
    n: int
    turns: int


def patience(begun: list[int]) -> Feature:
    """An event that takes a while and one that breaks."""

    async def slow(runtime: Any, who: Any, payload: Slow) -> dict[str, int]:
        for _ in range(payload.turns):
            await asyncio.sleep(0)
        begun.append(payload.n)
        return {"n": payload.n}

    def broken(work: Any, who: Any, payload: Any) -> None:
        raise ZeroDivisionError(payload.n)

    events = (Event("slow", Allow.ANYONE, Slow, act=slow), Event("broken", Allow.ANYONE, Slow, broken))
    return Feature("patience", student_events=events)


async def test_a_quick_second_message_never_overtakes_a_slow_first_one(settings: Settings) -> None:
    done: list[int] = []
    async with serving(settings, patience(done)) as served:
        page = await served.page()
        for n in range(20):
            await page.client.emit("slow", {"n": n, "turns": 3000 if n % 5 == 0 else 0}, namespace="/student")
        await page.ask("slow", n=20, turns=0)
    assert done == list(range(21))


async def test_what_is_said_at_once_is_numbered_in_the_order_it_was_sent(served: Served) -> None:
    page = await served.student()
    before = (await page.say("零"))["seq"]
    answers = await asyncio.gather(*(page.say(f"第{n}句") for n in range(15)))
    assert [answer["seq"] for answer in answers] == list(range(before + 1, before + 16))


async def test_an_event_that_breaks_is_answered_and_the_page_may_go_on(settings: Settings) -> None:
    async with serving(settings, patience([])) as served:
        page = await served.page()
        answer = await page.ask("broken", n=13, turns=0)
        assert (answer["ok"], answer["code"], answer["retry"]) == (False, "internal", True)
        assert (await page.ask("slow", n=1, turns=0))["ok"]


@pytest.mark.parametrize("name", ["connect", "disconnect", "__disconnect_final", "*", "message", "no such event"])
async def test_names_of_the_library_are_no_events(served: Served, name: str) -> None:
    desk = await served.desk(XIN)
    answer = await desk.ask(name)
    assert answer["code"] == "unknown_event"
    assert (await desk.ask("here"))["ok"]


@pytest.mark.parametrize("args", [[], [1], ["a"], [None], [{}, {}], [[]], [{"secret": {"$": 1}}]])
async def test_an_event_takes_one_object(served: Served, args: list[Any]) -> None:
    page = await served.page()
    answer = await page.client.call("enter", tuple(args), namespace="/student", timeout=10)
    assert answer["code"] == "bad_payload"


async def test_polling_works_from_begin_to_end(served: Served) -> None:
    xin = await served.desk(XIN)
    await xin.ask("ready")
    page = await polling(served)
    assert (await page.ask("begin", secret=fresh_secret(), centre="gy"))["ok"]
    assert (await page.ask("say", client_id=client_id(), text="你好"))["ok"]
    await xin.hears("offer")
    offer = (await xin.ask("desk"))["desk"]["offers"][0]["id"]
    contact = (await xin.ask("accept", offer=offer))["contact"]
    opened = await xin.ask("open", contact=contact)
    reply = {"contact": contact, "client_id": client_id(), "text": "我在", "epoch": opened["contact"]["epoch"]}
    assert (await xin.ask("reply", **reply))["ok"]
    heard = await page.hears("42/student,", lambda packet: json.loads(packet[11:])[1].get("text") == "我在")
    assert json.loads(heard[11:])[1]["from"] == "staff"


async def test_the_heartbeat_is_ten_seconds_and_eight(served: Served) -> None:
    hello = await Polling(served.http, served.address, KEY).shake()
    assert hello["pingInterval"] == 10_000
    assert hello["pingTimeout"] == 8_000
    assert hello["maxPayload"] == 65536
    assert hello["upgrades"] == []


async def test_no_compression_is_agreed_on(served: Served) -> None:
    async with served.http.ws_connect(f"{served.address}{PATH}&transport=websocket", compress=15) as socket:
        assert "Sec-WebSocket-Extensions" not in socket._response.headers
        assert socket.compress == 0


async def raw(served: Served) -> aiohttp.ClientWebSocketResponse:
    socket = await served.http.ws_connect(f"{served.address}{PATH}&transport=websocket")
    await socket.receive_str()
    await socket.send_str("40/student,")
    await socket.receive_str()
    return socket


async def still_well(page: Page) -> None:
    assert (await page.say("还在"))["ok"]


async def test_a_frame_over_64_kb_ends_its_connection_and_no_other(served: Served) -> None:
    other = await served.student()
    socket = await raw(served)
    await socket.send_str("42/student,1" + json.dumps(["begin", {"secret": "s" * 43, "centre": "x" * 65536}]))
    assert (await socket.receive(timeout=10)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    await still_well(other)


async def test_a_long_poll_body_over_64_kb_is_refused(served: Served) -> None:
    other = await served.student()
    victim = await polling(served)
    assert await victim.post("42/student,1" + json.dumps(["begin", {"secret": "x" * 66000}])) == 413
    await still_well(other)


@pytest.mark.parametrize(
    "frame", [b"\x00" * 100, '451-/student,3["say",{"_placeholder":true,"num":0}]', '459999999999-/student,["say",{}]']
)
async def test_whoever_sends_bytes_is_cut_off_before_they_pile_up(served: Served, frame: bytes | str) -> None:
    other = await served.student()
    socket = await raw(served)
    await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
    while not socket.closed:
        await socket.receive(timeout=10)
    await still_well(other)


@pytest.mark.parametrize(
    "frame",
    ["42", "42/student,", "42/student,1[]", '42/student,1[{"a":1},{}]', "42/student,1[", "9", "4", "42/nowhere,1[]"],
)
async def test_broken_frames_harm_nobody(served: Served, frame: str) -> None:
    other = await served.student()
    socket = await raw(served)
    await socket.send_str(frame)
    await still_well(other)
    await socket.close()
    await still_well(await served.student())


async def test_a_connection_that_asks_faster_than_any_page_is_slowed_alone(served: Served) -> None:
    other, page = await served.student(), await served.page()
    asked = [page.ask("no such event") for _ in range(2 * int(sockets.BURST))]
    codes = [answer["code"] for answer in await asyncio.gather(*asked)]
    assert codes[:10] == ["unknown_event"] * 10
    assert codes[-1] == "slow_down"
    await still_well(other)


async def test_who_stops_reading_is_cut_off_and_loses_nothing(served: Served) -> None:
    """The page's memory is bounded on the server; what it did not read it finds in the store."""
    socket, secret = await raw(served), fresh_secret()
    await socket.send_str("42/student,1" + json.dumps(["begin", {"secret": secret, "centre": "gy"}]))
    while not (await socket.receive_str(timeout=10)).startswith("43/student,1"):
        pass
    runtime = served.world.runtime
    assert runtime.server is not None
    (contact,) = served.world.rows(select(Contact))
    much = Tell("/student", student_room(contact.id, contact.line), "typing", {"on": "x" * 20_000})
    other = await served.student()
    for _ in range(2 * OUTGOING + 500):
        await runtime.live.send(much)
    served.world.run(lambda work: messages.note(work, life.get(work, contact.id), "longer_wait"))
    assert runtime.server.abort_stalled() == 1
    await still_well(other)
    async with asyncio.timeout(10):
        while runtime.server.abort_stalled():
            await asyncio.sleep(0.01)
    back = await served.page()
    answer = await back.ask("enter", secret=secret, next=fresh_secret(), last_seq=0)
    seqs = [message["seq"] for message in answer["messages"]]
    assert seqs == list(range(1, answer["contact"]["last_seq"] + 1))
    assert answer["messages"][-1]["note"]["code"] == "longer_wait"
    await socket.close()
