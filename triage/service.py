"""The seam: chat hands over a message that was just stored, inside its transaction. What stands behind may change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from hotline.contacts import level
from hotline.contacts.facts import ContactChanged
from hotline.contacts.models import Contact
from hotline.core.ids import new_id
from hotline.core.work import Work

from .models import Reading
from .verdict import Reason, Said, Verdict, heard, own

log = logging.getLogger(__name__)

Weigher = Callable[[str, Sequence[Said]], Verdict]
LATE = 2.0  # seconds after which a verdict came too late to be relied on
HIGH = 3


@dataclass(frozen=True, slots=True)
class NeedsEyes:
    """Fact: triage gave no verdict on a message. Silence of the machine is never "no risk"."""

    contact: str


def read_message(work: Work, contact: Contact, seq: int, text: str, before: Sequence[Said]) -> None:
    """Weigh a student's message and raise the level if it must be. Never stops the message: a weigher that fails or is
    late means that a human must read this conversation, and the floor of the lexicon holds."""
    ports = work.house.ports
    verdict, failed = _weighed(ports["weigher"], text, before)
    reasons = own(verdict.reasons) if verdict else ()
    level_heard = heard(reasons) if verdict else _floor(ports["lexicon"], text)
    slow = ports.get("reader") is not None and level_heard < HIGH
    work.session.add(
        Reading(
            id=new_id(),
            contact=contact.id,
            seq=seq,
            at=work.now,
            level=level_heard,
            hints=[hint(text, reason) for reason in reasons if reason.level],
            flags=sorted({flag for reason in reasons for flag in reason.flags}),
            subject=verdict.subject if verdict else "self",
            polarity=verdict.polarity if verdict else "affirmed",
            lexicon=verdict.lexicon if verdict else ports["lexicon"].version,
            model=None,
            read_by=work.now + timedelta(seconds=work.settings.triage_read_by) if slow else None,
            failed=failed,
        )
    )
    if failed:
        needs_eyes(work, contact.id)
    if level_heard:
        rules = sorted({reason.rule for reason in reasons if reason.level})
        level.raise_to(work, contact, level_heard, level.TRIAGE, rules)


def _weighed(weigher: Weigher, text: str, before: Sequence[Said]) -> tuple[Verdict | None, bool]:
    begun = time.monotonic()
    try:
        verdict = weigher(text, before)
        if not isinstance(verdict, Verdict):
            raise TypeError("no verdict")
    except Exception as problem:
        log.error("triage_failed", extra={"error": type(problem).__name__})
        return None, True
    late = time.monotonic() - begun > LATE
    if late:
        log.error("triage_late")
    return verdict, late


def _floor(lexicon: Any, text: str) -> int:
    try:
        return int(lexicon.floor(text))
    except Exception as problem:
        log.error("triage_failed", extra={"error": type(problem).__name__})
        return 0


def needs_eyes(work: Work, contact: str) -> None:
    """Pin a conversation for the supervisors: a human must read it."""
    work.change(update(Contact).where(Contact.id == contact).values(needs_eyes=True))
    work.fact(NeedsEyes(contact))
    work.fact(ContactChanged(contact))


def hint(text: str, reason: Reason) -> dict[str, Any]:
    """A reason as rows and pages hold it: places in UTF-16 units, as browsers count, and never the words."""
    return {
        "start": _units(text[: reason.start]),
        "end": _units(text[: reason.end]),
        "category": reason.category,
        "rule": reason.rule,
        "level": reason.level,
        "subject": reason.subject,
        "polarity": reason.polarity,
        "modifiers": list(reason.modifiers),
        "source": reason.source,
    }


def hints_of(work: Work, contact: str, after: int) -> dict[int, list[Any]]:
    """Hints by message number, for the desk."""
    rows = work.session.execute(
        select(Reading.seq, Reading.hints).where(Reading.contact == contact, Reading.seq > after)
    )
    return {row.seq: row.hints for row in rows if row.hints}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
