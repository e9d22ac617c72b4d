"""The slower reading after the commit: the learner may raise to L3 and no higher. A message it has not read in time is
one a human must read; an auditor apart from the readers sees to that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select, update

from hotline.contacts import level
from hotline.contacts.models import Contact
from hotline.core.database import Database
from hotline.core.jobs import Job, for_each
from hotline.core.work import Work

from .models import Reading
from .service import HIGH, Weigher, hint, needs_eyes
from .verdict import Reason, Said, own
from .worker import LearnerLost

log = logging.getLogger(__name__)

AT_ONCE = 20
Words = Callable[[Work, str, int], tuple[str, list[Said]] | None]


@dataclass(frozen=True, slots=True)
class HintsChanged:
    """Fact: a message that was told already has more hints now."""

    contact: str
    seq: int


class Reader(Protocol):
    """What reads: the learner's process, or a stand-in."""

    version: str

    async def read(self, text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None: ...

    def close(self) -> None: ...


async def read_due(database: Database) -> None:
    """Job: read what was stored since, oldest first. A lost learner leaves the rest to its next turn."""
    reader: Reader | None = database.house.ports.get("reader")
    if reader is None:
        return
    for row, found, text, context in await database.look(_unread):
        try:
            reason = await reader.read(text, context, found)
        except LearnerLost as lost:
            log.error("triage_unread", extra={"error": str(lost)})
            return
        await database.do(_keep, row, reader.version, reason, text)


def _unread(work: Work) -> list[tuple[str, tuple[Reason, ...], str, list[Said]]]:
    """With what the rules find: rows keep no words, and only what raised."""
    words: Words = work.house.ports["words"]
    weigher: Weigher = work.house.ports["weigher"]
    rows = select(Reading).where(Reading.read_by.is_not(None)).order_by(Reading.at).limit(AT_ONCE)
    unread = [(row.id, words(work, row.contact, row.seq)) for row in work.session.scalars(rows)]
    return [(row, _found(weigher, *said), *said) for row, said in unread if said is not None]


def _found(weigher: Weigher, text: str, context: Sequence[Said]) -> tuple[Reason, ...]:
    try:
        return own(weigher(text, context).reasons)
    except Exception as problem:  # was told and pinned when the message came; the learner reads the bare line
        log.error("triage_failed", extra={"error": type(problem).__name__})
        return ()


def _keep(work: Work, reading: str, version: str, reason: Reason | None, text: str) -> None:
    row = work.session.get(Reading, reading)
    if row is None or row.read_by is None:
        return
    row.read_by, row.model = None, version
    if reason is None:
        return
    heard = min(reason.level, HIGH)
    row.hints = [*row.hints, hint(text, reason) | {"level": heard}]
    row.level = max(row.level, heard)
    work.session.flush()
    contact = work.session.get(Contact, row.contact)
    if contact is not None:
        level.raise_to(work, contact, heard, level.TRIAGE, [reason.rule])
    work.fact(HintsChanged(row.contact, row.seq))


def audit(work: Work) -> None:
    """Job of the auditor: what was not read by its time is for human eyes."""
    late = select(Reading.id).where(Reading.read_by <= work.now).order_by(Reading.at).limit(200)

    def give_up(work: Work, reading: str) -> None:
        row = work.session.get(Reading, reading)
        given_up = update(Reading).where(Reading.id == reading, Reading.read_by.is_not(None))
        if row is not None and work.change(given_up.values(read_by=None, failed=True)):
            needs_eyes(work, row.contact)

    for_each(work, "triage_audit", work.session.scalars(late).all(), give_up)


JOBS: tuple[Job, ...] = (Job("triage_read", 1, act=read_due, apart=True), Job("triage_audit", 2, audit, watch=True))
