"""Ready means: it can store, there is room, effects leave, and it hears the others. Alive means that it answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hotline.core import bell, outbox
from hotline.core.settings import Settings
from tests.core.conftest import Outage
from tests.core.served import Served, serving
from tests.servers import Redis


async def ask(served: Served, path: str) -> tuple[int, Any]:
    async with served.http.get(served.address + path) as response:
        return response.status, await response.json()


async def test_a_line_that_is_well_is_ready(served: Served) -> None:
    parts = {"stores": True, "outbox": True, "disk": True, "bell": True}
    assert await ask(served, "/ready") == (200, {"ok": True, "parts": parts})
    assert await ask(served, "/health") == (200, {"ok": True})


async def test_without_a_store_it_is_alive_and_not_ready(served: Served, outage: Outage) -> None:
    with outage(served.world):
        status, body = await ask(served, "/ready")
        assert (status, body["parts"]["stores"]) == (503, False)
        assert (await ask(served, "/health"))[0] == 200
    assert (await ask(served, "/ready"))[0] == 200


async def test_effects_that_nobody_carries_out_make_it_unready(served: Served) -> None:
    served.world.run(outbox.put, "letter", {})
    served.world.clock.advance(4)
    assert (await ask(served, "/ready"))[0] == 200
    served.world.clock.advance(2)
    status, body = await ask(served, "/ready")
    assert (status, body["parts"]["outbox"]) == (503, False)


async def test_an_effect_that_waits_for_its_next_try_does_not(served: Served) -> None:
    served.world.run(outbox.put, "letter", {})
    (effect,) = served.world.run(outbox.claim)
    served.world.run(outbox.settle, effect, "ConnectionError")
    served.world.clock.advance(3600)
    assert (await ask(served, "/ready"))[0] == 200


async def test_a_disk_without_room_makes_it_unready_before_it_is_full(settings: Settings) -> None:
    async with serving(replace(settings, min_free_mb=10**9)) as served:
        status, body = await ask(served, "/ready")
        assert (status, body["parts"]["disk"]) == (503, False)


@pytest.mark.postgres_only
async def test_a_process_that_does_not_hear_the_others_is_not_ready(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "BEAT", 0.05)
    monkeypatch.setattr(bell, "DEAF_AFTER", 0.3)
    server = Redis()
    try:
        async with serving(replace(settings, redis_url=server.start())) as served:
            await until_bell(served, True)
            server.stop()
            assert (await until_bell(served, False))[0] == 503
            server.start()
            assert (await until_bell(served, True))[0] == 200
    finally:
        server.close()


async def until_bell(served: Served, well: bool) -> tuple[int, Any]:
    async with asyncio.timeout(15):
        while (answer := await ask(served, "/ready"))[1]["parts"]["bell"] is not well:
            await asyncio.sleep(0.01)
    return answer


async def test_neither_answer_names_anybody(served: Served) -> None:
    await served.student()
    for path in ("/health", "/ready"):
        _, body = await ask(served, path)
        assert set(body) <= {"ok", "parts"}
