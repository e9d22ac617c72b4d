"""Looks after the connections of this process: who still answers, whose session ended, who stopped reading."""

from __future__ import annotations

import asyncio
import logging

from chat import hooks as chat
from hotline.core.door import Staff, Student
from hotline.core.runtime import Runtime
from hotline.core.sockets import Door
from hotline.core.work import Work
from volunteers import seats, sign_in

log = logging.getLogger(__name__)

EVERY = 2.0
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
    if sessions:
        valid = await runtime.database.do(sign_in.still_valid, sessions, touched)
        for who in {who for who in staff if who.session not in valid}:
            await desk.drop(who)
    if renew:
        students = sorted({who.contact for who in student.alive() if isinstance(who, Student)})
        if alive or students:
            await runtime.database.do(heard, sorted(alive), students)


async def sweep_forever(runtime: Runtime, student: Door, desk: Door) -> None:
    count = 0
    while True:
        await asyncio.sleep(EVERY)
        count += 1
        try:
            await sweep(runtime, student, desk, renew=count % HEARD_EVERY == 0)
        except Exception as problem:
            log.error("sweep_failed", extra={"error": type(problem).__name__})
