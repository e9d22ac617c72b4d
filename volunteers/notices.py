"""Notices to people who are not at a screen. They say that somebody must sign in, by when, and nothing else."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from hotline.core import outbox
from hotline.core.models import OutboxItem
from hotline.core.outbox import Deliver, Effect
from hotline.core.runtime import Runtime
from hotline.core.work import Work

from . import people
from .rota import LINE_TIME

KIND = "notice"
ENOUGH = 5
URGENCY = {1: "即刻", 2: "尽快", 3: "本班"}


def send(work: Work, person: str, case: str, priority: int, due: datetime) -> None:
    """Queue a notice: a case code, an urgency, a deadline, "sign in". Never a name, a school, a level or a word.

    While several to the same person have not left yet, one more would say nothing new and hold up the others.
    """
    waiting = (
        select(func.count())
        .select_from(OutboxItem)
        .where(
            OutboxItem.kind == KIND,
            OutboxItem.person == person,
            OutboxItem.done_at.is_(None),
            OutboxItem.attempts == 0,
        )
    )
    if (work.session.scalar(waiting) or 0) >= ENOUGH:
        return
    outbox.put(
        work,
        KIND,
        {"to": person, "name": people.name(work, person), "case": case, "priority": priority, "due": due.isoformat()},
        person,
    )


def wording(effect: Effect, address: str) -> str:
    """The whole text of a notice."""
    due = datetime.fromisoformat(effect.payload["due"]).astimezone(LINE_TIME)
    urgency = URGENCY[effect.payload["priority"]]
    case = effect.payload["case"]
    return f"【学生心理热线】{case} {urgency}：请在 {due:%m-%d %H:%M} 前登录 {address}/sign-in 确认。请勿转发。"


def console(runtime: Runtime) -> Deliver:
    """The shipped channel: prints the notice and appends it to `notices.log` in the data folder."""
    file = runtime.settings.data / "notices.log"

    async def deliver(effect: Effect) -> None:
        to = effect.payload["name"]["zh"]
        line = f"{effect.id} -> {to}: {wording(effect, runtime.settings.own_address)}"
        await asyncio.to_thread(_append, file, line)
        print(line, file=sys.stdout, flush=True)

    return deliver


def _append(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
