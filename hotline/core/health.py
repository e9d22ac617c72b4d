"""Alive and ready. Ready means: it can store, there is room, effects leave, and it hears the other processes."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

from aiohttp import web
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from . import limits
from .door import Allow, Feature, Nothing, Route
from .errors import Refusal
from .jobs import Job
from .models import JobRow, OutboxItem
from .runtime import Runtime
from .work import Work

PROBE = "probe"
_looks: WeakKeyDictionary[Runtime, asyncio.Future[dict[str, bool]]] = WeakKeyDictionary()
OUTBOX_LAG = timedelta(seconds=5)


def probe(work: Work) -> bool:
    """A write that commits; returns whether the outbox keeps up."""
    if work.change(update(JobRow).where(JobRow.name == PROBE).values(due_at=work.now)) == 0:
        with suppress(IntegrityError), work.session.begin_nested():
            work.session.add(JobRow(name=PROBE, due_at=work.now, lease=0))
    late = (
        select(func.count())
        .select_from(OutboxItem)
        .where(OutboxItem.done_at.is_(None), OutboxItem.attempts == 0, OutboxItem.next_at < work.now - OUTBOX_LAG)
    )
    return not work.session.scalar(late)


async def findings(runtime: Runtime) -> dict[str, bool]:
    """Each part and whether it is well. All who ask at once share one look, so that asking cannot load the store."""
    look = _looks.get(runtime)
    if look is None or look.done():
        look = _looks[runtime] = asyncio.ensure_future(_look(runtime))
    return dict(await asyncio.shield(look))


async def _look(runtime: Runtime) -> dict[str, bool]:
    try:
        outbox = await runtime.database.do(probe)
        stores = True
    except Refusal:
        outbox = stores = False
    free = shutil.disk_usage(runtime.settings.data if runtime.settings.data.exists() else ".").free
    return {
        "stores": stores,
        "outbox": outbox,
        "disk": free >= runtime.settings.min_free_mb * 1024 * 1024,
        "bell": runtime.bell is None or not runtime.bell.deaf,
    }


async def alive(runtime: Runtime, request: web.Request, _: Any, __: Nothing) -> dict[str, Any]:
    return {}


async def ready(runtime: Runtime, request: web.Request, _: Any, __: Nothing) -> web.Response:
    parts = await findings(runtime)
    well = all(parts.values())
    return web.json_response({"ok": well, "parts": parts}, status=200 if well else 503)


feature = Feature(
    "health",
    jobs=(Job("buckets_sweep", 600, limits.sweep),),
    routes=(Route("GET", "/health", Allow.ANYONE, alive), Route("GET", "/ready", Allow.ANYONE, ready)),
)
