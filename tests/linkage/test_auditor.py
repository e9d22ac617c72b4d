"""Who watches the watchers: a dead worker is noticed and its work done; a dead auditor sends no heartbeat."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientResponseError, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from hotline.app import watch_jobs
from hotline.core import audit, jobs
from linkage import auditor, ladder
from linkage.models import Escalation, EscalationEntry
from tests.cast import WANG, World
from volunteers.models import Alarm


def late(world: World) -> list[Alarm]:
    return world.rows(select(Alarm).where(Alarm.kind == "escalation_late", Alarm.cleared_at.is_(None)))


def test_with_the_worker_dead_every_step_is_done_within_grace_and_one_round_and_alarms(world: World) -> None:
    page = world.student("药都攒够了")
    opened = world.rows(select(Escalation.opened_at))[0]
    for _ in range(700 // auditor.EVERY):
        world.clock.advance(auditor.EVERY)
        world.jobs(watch=True)
    rows = world.rows(select(EscalationEntry).where(EscalationEntry.kind == "step").order_by(EscalationEntry.at))
    done = [(row.at - opened).total_seconds() for row in rows]
    within = world.runtime.settings.auditor_grace + auditor.EVERY
    assert len(done) == 4
    assert all(due <= at <= due + within for due, at in zip((60, 180), done[1:3], strict=True))
    assert all(300 <= after - before <= 300 + within for before, after in pairwise(done[2:]))
    assert world.rows(select(Alarm).where(Alarm.kind == "escalation_late"))
    assert page.contact.level == 3


def test_a_worker_that_works_leaves_the_auditor_nothing_to_do(world: World) -> None:
    world.student("药都攒够了")
    for _ in range(60):
        world.clock.advance(10)
        world.jobs()
        world.jobs(watch=True)
    assert world.rows(select(Alarm).where(Alarm.kind == "escalation_late")) == []


def test_the_alarm_ends_when_the_worker_is_back(world: World) -> None:
    world.student("药都攒够了")
    world.clock.advance(75)
    world.run(auditor.scan)
    assert len(late(world)) == 1
    world.run(auditor.scan)
    assert late(world) == []


def test_when_worker_and_auditor_both_run_no_step_is_done_twice(world: World) -> None:
    for _ in range(8):
        world.student("药都攒够了")
    for _ in range(3):
        world.clock.advance(400)
        verbs = [ladder.run_due, auditor.scan, ladder.run_due, auditor.scan]
        for one in [world.database.submit(verb) for verb in verbs]:
            one.result()
    entries = world.rows(select(EscalationEntry).where(EscalationEntry.kind == "step"))
    done = [(entry.escalation, entry.step) for entry in entries]
    assert len(done) == len(set(done)) == 8 * 5


def test_a_notice_nobody_carries_out_is_an_alarm(world: World) -> None:
    world.student("药都攒够了")
    world.clock.advance(65)
    world.run(ladder.run_due)
    world.clock.advance(65)
    world.jobs(watch=True)
    assert "notice_failing" in world.rows(select(Alarm.kind).where(Alarm.cleared_at.is_(None)))
    world.jobs()
    world.clock.advance(10)
    world.jobs(watch=True)
    assert "notice_failing" not in world.rows(select(Alarm.kind).where(Alarm.cleared_at.is_(None)))


class Monitor:
    """The outside monitor: keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status = 204

    async def post(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        return web.Response(status=self.status)


@pytest.fixture
async def monitor() -> AsyncIterator[tuple[Monitor, str]]:
    ear = Monitor()
    app = web.Application()
    app.router.add_post("/beat", ear.post)
    async with TestServer(app) as server:
        yield ear, str(server.make_url("/beat"))


async def test_the_beat_reaches_the_monitor_and_names_nobody(
    monitor: tuple[Monitor, str], make_world: Callable[..., World]
) -> None:
    ear, url = monitor
    world = make_world(heartbeat_url=url)
    page = world.student("药都攒够了")
    await world.database.do(auditor.scan)
    await run_watch(world)
    await auditor.heartbeat(world.database)
    beat = ear.heard[-1]
    assert set(beat) == {"at", "open_escalations", "audit_seq", "audit_hash"}
    assert beat["open_escalations"] == 1
    assert page.who.contact not in json.dumps(beat)


async def run_watch(world: World) -> None:
    await jobs.run_due(world.database, watch_jobs(world.runtime))


async def test_no_beat_leaves_while_the_auditor_is_silent(
    monitor: tuple[Monitor, str], make_world: Callable[..., World]
) -> None:
    ear, url = monitor
    world = make_world(heartbeat_url=url)
    with pytest.raises(RuntimeError, match="silent"):
        await auditor.heartbeat(world.database)
    await run_watch(world)
    await auditor.heartbeat(world.database)
    before = len(ear.heard)
    world.clock.advance(31)
    with pytest.raises(RuntimeError, match="silent"):
        await auditor.heartbeat(world.database)
    assert len(ear.heard) == before > 0


async def test_a_monitor_that_does_not_answer_well_is_a_failing_part(
    monitor: tuple[Monitor, str], make_world: Callable[..., World]
) -> None:
    ear, url = monitor
    ear.status = 500
    world = make_world(heartbeat_url=url)
    await run_watch(world)
    with pytest.raises(ClientResponseError):
        await auditor.heartbeat(world.database)


async def test_each_beat_anchors_the_end_of_the_audit_chain(world: World) -> None:
    file = world.runtime.settings.data / "heartbeat.log"
    assert auditor.last_anchor(file) is None
    await run_watch(world)
    await world.database.do(audit.record, WANG.login, "tested", "line")
    await auditor.heartbeat(world.database)
    assert auditor.last_anchor(file) == await world.database.look(audit.head)
    with file.open("a", encoding="utf-8") as out:
        out.write("{half a line")
    assert auditor.last_anchor(file) == await world.database.look(audit.head)
    anchor = auditor.last_anchor(file)
    assert await world.database.look(audit.broken_at, anchor) is None
    assert anchor is not None
    assert await world.database.look(audit.broken_at, (anchor[0] + 1, anchor[1])) is not None
