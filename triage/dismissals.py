"""Hints that a human set aside. It strikes the mark, tells who keeps the lexicon, and changes no level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from hotline.contacts.models import Contact
from hotline.core import audit, seal
from hotline.core.clock import wire
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.work import Work

from . import service
from .models import HintDismissal, Reading

Reason = Literal["figurative", "quoted", "fiction", "someone_else", "past", "misread", "other"]


@dataclass(frozen=True, slots=True)
class HintDismissed:
    """Fact: a hint of this message is shown otherwise now."""

    contact: str
    seq: int


def dismiss(work: Work, contact: Contact, seq: int, rule: str, reason: Reason, person: str, note: str | None) -> None:
    """Set a rule's hints in one message aside; said again, the newer reason counts. Raises Refusal("not_found")."""
    reading = work.session.scalar(select(Reading).where(Reading.contact == contact.id, Reading.seq == seq))
    hint = next((hint for hint in reading.hints if hint["rule"] == rule), None) if reading else None
    if reading is None or hint is None:
        raise Refusal("not_found")
    # Locks the contact, so that two who dismiss the same hint at once leave one row.
    work.session.execute(select(Contact.id).where(Contact.id == contact.id).with_for_update())
    known = select(HintDismissal).where(
        HintDismissal.contact == contact.id, HintDismissal.seq == seq, HintDismissal.rule == rule
    )
    row = work.session.scalar(known.execution_options(populate_existing=True))
    if row is None:
        row = HintDismissal(id=new_id(), contact=contact.id, seq=seq, rule=rule, category=hint["category"])
        work.session.add(row)
    row.lexicon, row.reason, row.person, row.at = reading.lexicon, reason, person, work.now
    row.note = seal.seal(work, contact.id, place(row), note) if note else None
    work.session.flush()
    audit.record(work, person, "hint_dismissed", contact.id, seq=seq, rule=rule, reason=reason)
    work.fact(HintDismissed(contact.id, seq))


def place(row: HintDismissal) -> str:
    return f"hint_dismissals|note|{row.id}"


def hints_of(work: Work, contact: str, after: int) -> dict[int, list[dict[str, Any]]]:
    """Hints by message number as they are drawn: each with `dismissed`, in which `by` is still a person's id."""
    rows = work.session.scalars(
        select(HintDismissal).where(HintDismissal.contact == contact, HintDismissal.seq > after)
    )
    aside = {(row.seq, row.rule): {"reason": row.reason, "by": row.person, "at": wire(row.at)} for row in rows}
    return {
        seq: [{**hint, "dismissed": aside.get((seq, hint["rule"]))} for hint in hints]
        for seq, hints in service.hints_of(work, contact, after).items()
    }
