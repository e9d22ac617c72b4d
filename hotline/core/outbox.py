"""Effects on the outside world: a row written with its cause, claimed with a lease, tried until done."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from .database import Database
from .ids import new_id
from .models import OutboxItem
from .work import Work

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
BACKOFF = (5, 15, 60, 300)  # seconds; the last one repeats: an effect is never given up
VISIBLE_AFTER = 5

Deliver = Callable[["Effect"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a deliverer gets. `id` stays the same over all attempts, so that a receiver can drop a repeat."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int
    lease: int


@dataclass(frozen=True, slots=True)
class EffectFailing:
    """Fact: an effect has failed `attempts` times; somebody must look, while it goes on being tried."""

    id: str
    kind: str
    attempts: int


def put(work: Work, kind: str, payload: dict[str, Any], person: str | None = None) -> str:
    """Write an effect with its cause, for somebody. Returns its stable id."""
    item = OutboxItem(
        id=new_id(), kind=kind, payload=payload, created_at=work.now, next_at=work.now, attempts=0, lease=0
    )
    work.session.add(item)
    return item.id


def claim(work: Work, limit: int = 20) -> list[Effect]:
    """Take what is due. A claim lapses after its lease, and a lapsed claim cannot report any more."""
    claimed = []
    due = select(OutboxItem.id, OutboxItem.lease).where(OutboxItem.done_at.is_(None), OutboxItem.next_at <= work.now)
    for id_, lease in work.session.execute(due.order_by(OutboxItem.next_at).limit(limit)).all():
        won = work.change(
            update(OutboxItem)
            .where(OutboxItem.id == id_, OutboxItem.lease == lease, OutboxItem.done_at.is_(None))
            .values(lease=lease + 1, attempts=OutboxItem.attempts + 1, next_at=work.now + LEASE)
        )
        if won == 1:
            item = work.session.get_one(OutboxItem, id_, populate_existing=True)
            claimed.append(Effect(item.id, item.kind, item.payload, item.attempts, item.lease))
    return claimed


def settle(work: Work, effect: Effect, error: str | None) -> bool:
    """Write an attempt's outcome. False when the lease was lost meanwhile."""
    if error is None:
        values: dict[str, Any] = {"done_at": work.now, "next_at": None, "last_error": None}
    else:
        pause = BACKOFF[min(effect.attempt, len(BACKOFF)) - 1]
        values = {"next_at": work.now + timedelta(seconds=pause), "last_error": error}
        if effect.attempt >= VISIBLE_AFTER:
            work.fact(EffectFailing(effect.id, effect.kind, effect.attempt))
    result = work.change(
        update(OutboxItem).where(OutboxItem.id == effect.id, OutboxItem.lease == effect.lease).values(**values)
    )
    return result == 1


async def deliver_due(database: Database, deliverers: Mapping[str, Deliver]) -> int:
    """Claim and carry out what is due; returns how many were tried. One failing effect never holds up another."""
    effects = await database.do(claim)
    for effect in effects:
        error: str | None = None
        try:
            await deliverers[effect.kind](effect)
        except Exception as problem:
            error = type(problem).__name__
            log.warning("effect_failed", extra={"kind": effect.kind, "error": error, "attempt": effect.attempt})
        await database.do(settle, effect, error)
    return len(effects)
