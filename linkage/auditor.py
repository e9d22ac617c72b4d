"""Watches the watchers: finds what is late although a worker should have done it, does it, and says so; and sends a
heartbeat off the host, so that somebody is told when the auditor itself is gone."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from hotline.core import audit
from hotline.core.database import Database
from hotline.core.jobs import for_each
from hotline.core.models import JobRow, OutboxItem
from hotline.core.work import Work
from volunteers import alarms

from . import ladder
from .models import Escalation

NAME = "auditor"
EVERY = 10
BLIND = timedelta(seconds=30)
OUTBOX_LATE = timedelta(seconds=60)


def scan(work: Work) -> int:
    """One look over everything with a deadline. Returns how many late escalations it had to move itself."""
    late_since = work.now - timedelta(seconds=work.settings.auditor_grace)
    late = list(work.session.scalars(select(Escalation.id).where(Escalation.due_at < late_since)))
    if late:
        alarms.ring(work, "escalation_late", "escalation_late", alarms.NOW, count=len(late))
        for_each(work, NAME, late, ladder.step)
    else:
        alarms.clear(work, "escalation_late")
    stuck = (
        select(func.count())
        .select_from(OutboxItem)
        .where(OutboxItem.done_at.is_(None), OutboxItem.attempts == 0, OutboxItem.next_at < work.now - OUTBOX_LATE)
    )
    if work.session.scalar(stuck):
        alarms.ring(work, "notice_failing", "outbox_late", alarms.NOW)
    else:
        alarms.clear(work, "outbox_late")
    return len(late)


def vital_signs(work: Work) -> dict[str, object] | None:
    """What a heartbeat says: no contact, no person. None while the auditor is silent: then no beat may leave."""
    row = work.session.get(JobRow, NAME)
    if row is None or row.last_done_at is None or work.now - row.last_done_at > BLIND:
        return None
    seq, last = audit.head(work)
    open_ = work.session.scalar(select(func.count()).select_from(Escalation).where(Escalation.state != ladder.CLOSED))
    return {"at": work.now.isoformat(), "open_escalations": open_, "audit_seq": seq, "audit_hash": last}


async def heartbeat(database: Database) -> None:
    """Send the beat to the outside monitor and keep it in `heartbeat.log`, where the audit chain's end is anchored.

    Raises RuntimeError when the auditor is silent, ClientError when the monitor does not answer.
    """
    signs = await database.look(vital_signs)
    if signs is None:
        raise RuntimeError("the auditor is silent")
    settings = database.house.settings
    await asyncio.to_thread(_keep, settings.data / "heartbeat.log", json.dumps(signs))
    if settings.heartbeat_url:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(settings.heartbeat_url, json=signs, allow_redirects=False) as response,
        ):
            response.raise_for_status()


def last_anchor(file: Path) -> tuple[int, str] | None:
    """The audit chain's end as the last heartbeat knew it."""
    if not file.exists():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    for line in reversed(lines):
        try:
            signs = json.loads(line)
            return int(signs["audit_seq"]), str(signs["audit_hash"])
        except (ValueError, KeyError):
            continue
    return None


def _keep(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
