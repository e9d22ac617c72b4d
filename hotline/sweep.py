"""Looks after the connections of this process: who still answers, whose session ended, who stopped reading."""

from __future__ import annotations

import asyncio
import logging

from chat import hooks as chat
from hotline.core.door import Staff, Student
from hotline.core.health import findings
from hotline.core.ids import new_id
from hotline.core.runtime import Runtime
from hotline.core.sockets import Door
from hotline.core.work import Work
from volunteers import alarms, seats, sign_in

log = logging.getLogger(__name__)

EVERY = 2.0
PARTS_EVERY = 5
HEARD_EVERY = 4  # rounds: a lease of 30 s is renewed every 8 s


def heard(work: Work, staff: list[str], students: list[str]) -> None:
    seats.heard(work, staff)
    chat.heard(work, students)


async def sweep(runtime: Runtime, student: Door, desk: Door, renew: bool) -> None:
    """One round. A lease is renewed by the heartbeat of the connection, not by timers of a page: browsers slow down
    the timers of pages in the background."""
    if runtime.server is not None:
        runtime.server.abort_stalled()
    staff = [who for who in desk.connected.values() if isinstance(who, Staff)]
    alive = {who.id for who in desk.alive() if isinstance(who, Staff)}
    sessions = list({who.session for who in staff})
    touched = [who.session for who in staff if who.id in alive] if renew else []
    if renew:
        students = sorted({who.contact for who in student.alive() if isinstance(who, Student)})
        if alive or students:
            await runtime.database.do(heard, sorted(alive), students)
    if sessions:
        valid = await runtime.database.do(sign_in.still_valid, sessions, touched)
        await asyncio.gather(*(desk.drop(who) for who in {who for who in staff if who.session not in valid}))


def parts_changed(work: Work, process: str, parts: dict[str, bool]) -> None:
    """A part of this process that is missing is an alarm, and clears when it is back. Everything else goes on."""
    for part, well in parts.items():
        key = f"part:{process}:{part}"
        if well:
            alarms.clear(work, key)
        else:
            alarms.ring(work, "part_degraded", key, alarms.SOON, part=part)


async def look_at_parts(runtime: Runtime, process: str) -> None:
    """One look at disk, outbox and bell. (Without the database nothing can be written; the pages say so themselves.)"""
    parts = await findings(runtime)
    if parts.pop("stores"):
        await runtime.database.do(parts_changed, process, parts)


async def sweep_forever(runtime: Runtime, student: Door, desk: Door) -> None:
    count = 0
    process = new_id()
    while True:
        await asyncio.sleep(EVERY)
        count += 1
        try:
            await sweep(runtime, student, desk, renew=count % HEARD_EVERY == 0)
            if count % PARTS_EVERY == 0:
                await look_at_parts(runtime, process)
        except Exception as problem:
            log.error("sweep_failed", extra={"error": type(problem).__name__})
