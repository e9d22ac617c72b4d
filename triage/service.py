"""The seam: chat hands over a message that was just stored, inside its transaction. What stands behind may change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update

from hotline.contacts import level
from hotline.contacts.facts import ContactChanged
from hotline.contacts.models import Contact
from hotline.core.ids import new_id
from hotline.core.work import Work

from .models import Reading
from .weigh import Weight

log = logging.getLogger(__name__)

Weigher = Callable[[str, Sequence[str]], Weight]


@dataclass(frozen=True, slots=True)
class NeedsEyes:
    """Fact: triage gave no verdict on a message. Silence of the machine is never "no risk"."""

    contact: str


def read_message(work: Work, contact: Contact, seq: int, text: str, before: Sequence[str]) -> None:
    """Weigh a student's message and raise the level if it must be. Never stops the message: a failing weigher means
    that a human must read this conversation."""
    try:
        weight: Weight | None = work.house.ports["weigher"](text, before)
        if not isinstance(weight, Weight):
            raise TypeError("no verdict")
    except Exception as problem:
        log.error("triage_failed", extra={"error": type(problem).__name__})
        weight = None
    work.session.add(
        Reading(
            id=new_id(),
            contact=contact.id,
            seq=seq,
            at=work.now,
            level=weight.level if weight else 0,
            hints=[asdict(hint) for hint in weight.hints] if weight else [],
            lexicon=work.house.ports["lexicon_version"],
            failed=weight is None,
        )
    )
    if weight is None:
        work.change(update(Contact).where(Contact.id == contact.id).values(needs_eyes=True))
        work.fact(NeedsEyes(contact.id))
        work.fact(ContactChanged(contact.id))
    elif weight.level:
        rules = [hint.rule for hint in weight.hints]
        level.raise_to(work, contact, weight.level, level.TRIAGE, rules)


def hints_of(work: Work, contact: str, after: int) -> dict[int, list[Any]]:
    """Hints by message number, for the desk."""
    rows = work.session.execute(
        select(Reading.seq, Reading.hints).where(Reading.contact == contact, Reading.seq > after)
    )
    return {row.seq: row.hints for row in rows if row.hints}
