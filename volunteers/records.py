"""Ending and closing: a contact is closed with a short record, in codes first and few words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hotline.contacts import life
from hotline.contacts.models import ACTIVE, HIGH, Contact
from hotline.core import audit, seal
from hotline.core.door import Shape, Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.work import Work
from triage import assessments
from triage.assessments import Judgement, Level

from . import offers
from .holding import held
from .models import ContactRecord

About = Literal[
    "mental_health",
    "self_harm",
    "suicide",
    "family",
    "peers",
    "bullying",
    "violence",
    "abuse",
    "school",
    "relationships",
    "sexuality",
    "health",
    "online",
    "money",
    "information",
    "silent",
    "other",
]
Done = Literal[
    "listened",
    "safety_plan",
    "information",
    "referred",
    "supervisor_joined",
    "emergency_called",
    "nothing",
]
Next = Literal["none", "call_back", "refer", "supervisor_review"]


class Record(Shape):
    """Reasons for contact after Child Helpline International's categories; no diagnosis."""

    about: Annotated[list[About], Meta(min_length=1, max_length=17)]
    level: Level
    done: Annotated[list[Done], Meta(max_length=7)]
    next: Next
    next_at: Annotated[datetime, Meta(tz=True)] | None = None
    note: Annotated[str, Meta(max_length=2000)] | None = None


def need_reason(contact: Contact, level: int, note: str | None) -> None:
    """A human may lower a high level, and says why. Raises Refusal("note_needed")."""
    if contact.level >= HIGH > level and not (note and note.strip()):
        raise Refusal("note_needed")


def end(work: Work, who: Staff, contact: str) -> None:
    """End the conversation; the record is due."""
    row = held(work, who, contact)
    if row.state == ACTIVE:
        life.end(work, row, "staff")


def close(work: Work, who: Staff, contact: str, record: Record, confirm: bool) -> None:
    """Close with a record, which is also the last assessment. At L3 and above, by triage's or by human's word, it must
    be confirmed."""
    row = held(work, who, contact)
    if max(row.level, record.level) >= HIGH and not confirm:
        raise Refusal("confirm_needed")
    need_reason(row, record.level, record.note)
    assessments.assess(work, row, who.id, Judgement(level=record.level, stage="end"))
    id_ = new_id()
    note = seal.seal(work, contact, f"records|note|{id_}", record.note) if record.note else None
    fields = msgspec.structs.asdict(record)
    work.session.add(ContactRecord(id=id_, contact=contact, person=who.id, at=work.now, **{**fields, "note": note}))
    life.close(work, row, "recorded")
    audit.record(work, who.id, "closed", contact, level=record.level)
    offers.drain(work)
