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
from tests.cast import WANG, XIN, client_id, fresh_secret
from tests.core.served import KEY, PATH, Page, Polling, Served, serving


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
            await page.client.emit("slow", {"n": n, "turns": 60 - 3 * n}, namespace="/student")
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
    page = await owner(served)
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


async def owner(served: Served) -> Polling:
    polling = Polling(served.http, served.address, KEY)
    await polling.enter()
    return polling


@pytest.mark.parametrize("headers", [{}, {"X-Line-Key": "t" * 32}, {"X-Line-Key": ""}, {"Cookie": "io=1"}])
async def test_a_stolen_connection_id_is_worth_nothing_without_its_key(served: Served, headers: dict[str, str]) -> None:
    victim = await owner(served)
    thief = Polling(served.http, served.address, headers)
    thief.url = victim.url
    begin = json.dumps(["begin", {"secret": "s" * 43}])
    assert (await thief.get())[0] == 403
    assert await thief.post(f"42/student,1{begin}") == 403
    assert await thief.post("41/student,") == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await served.http.ws_connect(victim.url.replace("=polling", "=websocket"), headers=headers)
    assert refused.value.status == 403
    assert (await victim.ask("begin", secret="v" * 43))["ok"]
    assert len(served.world.rows(select(Contact.id))) == 1


async def test_the_key_itself_does_not_upgrade_a_polling_connection(served: Served) -> None:
    victim = await owner(served)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await served.http.ws_connect(victim.url.replace("=polling", "=websocket"), headers=KEY)
    assert refused.value.status == 403


@pytest.mark.parametrize("key", [None, "", "short", "k" * 129])
async def test_polling_does_not_begin_without_a_key_of_good_length(served: Served, key: str | None) -> None:
    headers = {} if key is None else {"X-Line-Key": key}
    assert (await Polling(served.http, served.address, headers).get())[0] == 403


HOSTILE = [
    "null",
    "https://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.example/http://127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "http://[::1]:{port}",
    "file://",
    "HTTP://127.0.0.1:{port}",
]


@pytest.mark.parametrize("origin", HOSTILE)
async def test_pages_of_other_sites_get_no_connection(served: Served, origin: str) -> None:
    port = served.address.rsplit(":", 1)[1]
    headers = {**KEY, "Origin": origin.format(port=port)}
    status, body = await Polling(served.http, served.address, headers).get()
    assert status in (400, 403)
    assert "sid" not in body
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await served.http.ws_connect(f"{served.address}{PATH}&transport=websocket", headers=headers)
    async with served.http.post(f"{served.address}/api/student/leave", headers=headers, data="{}") as response:
        assert response.status == 403


async def test_a_forged_forwarding_header_does_not_make_an_origin_ours(served: Served) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    headers = {**KEY, **forged, "Origin": "https://evil.example", "Host": "evil.example"}
    async with served.http.get(f"{served.address}{PATH}&transport=polling", headers=headers) as response:
        assert response.status in (400, 403)
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_desk_needs_an_origin_and_a_session(served: Served) -> None:
    cookie = served.session_of(WANG)
    for headers, code in (({"Cookie": cookie}, "forbidden"), ({"Origin": served.address}, "signed_out")):
        async with aiohttp.ClientSession(headers=headers) as http:
            socket = await http.ws_connect(f"{served.address}{PATH}&transport=websocket")
            assert (await socket.receive_str())[0] == "0"
            await socket.send_str("40/desk,")
            answer = await socket.receive_str(timeout=10)
            assert answer.startswith("44/desk,")
            assert json.loads(answer.removeprefix("44/desk,"))["data"]["code"] == code
            await socket.close()


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
    victim = await owner(served)
    assert await victim.post("42/student,1" + json.dumps(["begin", {"secret": "x" * 66000}])) == 413
    await still_well(other)


async def test_bytes_are_no_words(served: Served) -> None:
    other = await served.student()
    socket = await raw(served)
    await socket.send_bytes(b"\x00" * 100)
    await socket.send_str('451-/student,3["say",{"client_id":{"_placeholder":true,"num":0},"text":"x"}]')
    await socket.send_bytes(b"6f9619ff-8b86-4011-b42d-00c04fc964ff")
    answer = await socket.receive_str(timeout=10)
    assert json.loads(answer.removeprefix("43/student,3"))[0]["ok"] is False
    await still_well(other)
    await socket.close()


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
