"""Whose connection is it: stolen ids, pages of other sites, forged headers."""

from __future__ import annotations

import json

import aiohttp
import pytest
from sqlalchemy import select

from hotline.contacts.models import Contact
from tests.cast import WANG
from tests.core.served import KEY, PATH, Polling, Served, polling


@pytest.mark.parametrize("headers", [{}, {"X-Line-Key": "t" * 32}, {"X-Line-Key": ""}, {"Cookie": "io=1"}])
async def test_a_stolen_connection_id_is_worth_nothing_without_its_key(served: Served, headers: dict[str, str]) -> None:
    victim = await polling(served)
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
    victim = await polling(served)
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


@pytest.mark.parametrize(("site", "let_in"), [("same-origin", True), ("same-site", False), ("cross-site", False)])
async def test_a_desk_that_polls_sends_no_origin_at_first_and_its_browser_answers_for_it(
    served: Served, site: str, let_in: bool
) -> None:
    headers = {"Cookie": served.session_of(WANG), "Sec-Fetch-Site": site}
    async with aiohttp.ClientSession(headers=headers) as http:
        socket = await http.ws_connect(f"{served.address}{PATH}&transport=websocket")
        assert (await socket.receive_str())[0] == "0"
        await socket.send_str("40/desk,")
        answer = await socket.receive_str(timeout=10)
        assert answer.startswith("40/desk," if let_in else "44/desk,")
        await socket.close()
