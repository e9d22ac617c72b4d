"""The audit chain: who read or changed what. Each entry's hash covers the one before, so a change anywhere shows."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from .models import AuditEntry, AuditHead
from .work import Work

START = "0" * 64


def record(work: Work, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Add one entry to the chain, in this transaction.

    `actor` and `subject` are ids. `detail` holds codes and figures; what anybody wrote never goes in.
    """
    count = update(AuditHead).where(AuditHead.id == 1).values(seq=AuditHead.seq + 1)
    if work.change(count) == 0:
        with suppress(IntegrityError), work.session.begin_nested():  # two may write the first entry at once
            work.session.add(AuditHead(id=1, seq=0, hash=START))
        work.change(count)
    seq, previous = work.session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one()
    entry = AuditEntry(seq=seq, at=work.now, actor=actor, action=action, subject=subject, detail=detail)
    entry.hash = link(previous, entry)
    work.session.add(entry)
    work.change(update(AuditHead).where(AuditHead.id == 1).values(hash=entry.hash))


def link(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and the entry in canonical form."""
    content = json.dumps(
        [entry.seq, entry.at.isoformat(), entry.actor, entry.action, entry.subject, entry.detail],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256((previous + content).encode()).hexdigest()


def head(work: Work) -> tuple[int, str]:
    """How long the chain is and its last hash: what is anchored outside."""
    row = work.session.get(AuditHead, 1, populate_existing=True)
    return (row.seq, row.hash) if row else (0, START)


def broken_at(work: Work, anchor: tuple[int, str] | None = None) -> int | None:
    """The first entry that is changed, missing or out of order; None when the chain holds.

    An `anchor` (seq, hash) kept elsewhere also finds a chain whose end was cut off.
    """
    previous, expected = START, 1
    for entry in work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).yield_per(1000):
        if entry.seq != expected or entry.hash != link(previous, entry):
            return expected
        if anchor and entry.seq == anchor[0] and entry.hash != anchor[1]:
            return expected
        previous, expected = entry.hash, expected + 1
    length, last = head(work)
    if (length, last) != (expected - 1, previous) or (anchor and anchor[0] >= expected):
        return expected
    return None
