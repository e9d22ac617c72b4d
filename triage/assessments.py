"""A human's assessments: rows, the clock that asks for the first, and where human and machine part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import func, select, update

from hotline.contacts import level
from hotline.contacts.facts import ContactChanged, ContactClaimed, ContactClosed
from hotline.contacts.models import HIGH, Contact
from hotline.core import audit, seal
from hotline.core.door import Shape
from hotline.core.ids import new_id
from hotline.core.jobs import for_each
from hotline.core.work import Work

from . import screener
from .models import Assessment, AssessmentClock, Reading
from .screener import Ladder, Screener

JOB = "assessments_due"

Level = Annotated[int, Meta(ge=0, le=4)]
Stage = Literal["start", "during", "end"]
Rating = Annotated[int, Meta(ge=0, le=10)]


class Judgement(Shape):
    """What a human found. The level is theirs; what the answers suggest is kept beside it."""

    level: Level
    stage: Stage = "during"
    screener: Screener | None = None
    ladder: Ladder | None = None
    distress: Rating | None = None
    hopelessness: Rating | None = None
    note: Annotated[str, Meta(max_length=500)] | None = None


@dataclass(frozen=True, slots=True)
class AssessmentLate:
    """Fact: twice the time has passed and nobody assessed this contact."""

    contact: str


def assess(work: Work, contact: Contact, person: str, judged: Judgement) -> str:
    """Set the level to what a human says, keep what it rests on, and stop the clock. Returns the assessment's id."""
    # Locks the contact, so that of two assessments at once one is the last.
    work.session.execute(select(Contact.id).where(Contact.id == contact.id).with_for_update())
    work.session.refresh(contact)
    count = select(func.count()).select_from(Assessment).where(Assessment.contact == contact.id)
    id_ = new_id()
    row = Assessment(
        id=id_,
        contact=contact.id,
        number=(work.session.scalar(count) or 0) + 1,
        person=person,
        at=work.now,
        stage=judged.stage,
        level=judged.level,
        machine=machine_level(work, contact.id),
        grade=screener.grade(judged.screener) if judged.screener else None,
        suggested=screener.suggest(judged.screener, judged.ladder, contact.level),
        screener=msgspec.to_builtins(judged.screener) if judged.screener else None,
        ladder=msgspec.to_builtins(judged.ladder) if judged.ladder else None,
        distress=judged.distress,
        hopelessness=judged.hopelessness,
        note=seal.seal(work, contact.id, f"assessments|note|{id_}", judged.note) if judged.note else None,
    )
    work.session.add(row)
    work.session.flush()
    level.assess(work, contact, judged.level, person)
    _stop(work, contact.id)
    audit.record(work, person, "assessed", contact.id, level=row.level, stage=row.stage, grade=row.grade)
    work.fact(ContactChanged(contact.id))
    return id_


def machine_level(work: Work, contact: str) -> int:
    """Triage's highest level so far."""
    return work.session.scalar(select(func.max(Reading.level)).where(Reading.contact == contact)) or 0


def missed(row: Assessment) -> bool:
    """A human found danger that triage had not."""
    return row.level >= HIGH > row.machine


def false_alarm(row: Assessment) -> bool:
    """Triage had called where a human found no high risk."""
    return row.machine >= HIGH > row.level


def claimed(work: Work, fact: ContactClaimed) -> None:
    """Hook: the clock starts with the first who holds it, once, unless it was assessed before; a hand-over keeps it."""
    if work.session.get(AssessmentClock, fact.contact) is not None:
        return
    judged = work.session.scalar(select(Assessment.id).where(Assessment.contact == fact.contact).limit(1))
    due = work.now + timedelta(seconds=work.settings.assess_within)
    work.session.add(
        AssessmentClock(
            contact=fact.contact,
            due_at=due,
            next_at=None if judged else due,
            overdue=False,
            stopped_at=work.now if judged else None,
        )
    )
    work.session.flush()


def closed(work: Work, fact: ContactClosed) -> None:
    """Hook: a closed contact has no clock."""
    _stop(work, fact.contact)


def _stop(work: Work, contact: str) -> None:
    work.change(
        update(AssessmentClock)
        .where(AssessmentClock.contact == contact, AssessmentClock.stopped_at.is_(None))
        .values(stopped_at=work.now, next_at=None)
    )


def run_due(work: Work) -> None:
    """Job: what was not assessed in time shows on the desk, and after twice the time calls the floor."""
    due = select(AssessmentClock.contact).where(AssessmentClock.next_at <= work.now)
    for_each(work, JOB, list(work.session.scalars(due)), _late)


def _late(work: Work, contact: str) -> None:
    row = work.session.get_one(AssessmentClock, contact, populate_existing=True)
    if row.next_at is None or row.next_at > work.now:
        return
    if row.overdue:
        row.next_at = None
        work.session.flush()
        work.fact(AssessmentLate(contact))
    else:
        row.overdue = True
        row.next_at = row.due_at + timedelta(seconds=work.settings.assess_within)
        work.session.flush()
        work.fact(ContactChanged(contact))
