"""Levels: how fast to act. Machines and students raise; only a human lowers, and that is recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from hotline.core.ids import new_id
from hotline.core.work import Work

from . import facts
from .models import DANGER_PRIORITY, HIGH, IN_QUEUE, Contact, LevelChange

TRIAGE, STUDENT = "triage", "student"


def raise_to(work: Work, contact: Contact, level: int, by: str, reasons: list[Any]) -> bool:
    """Raise the level if it is lower. Returns whether it was.

    Said again at L3 and above, it is a fact again: an escalation that a human closed meanwhile must open anew.
    """
    if level <= contact.level:
        if level >= HIGH:
            work.fact(facts.LevelRaised(contact.id, contact.level, level, by))
        return False
    _set(work, contact, level, by, reasons)
    return True


def assess(work: Work, contact: Contact, level: int, staff: str) -> None:
    """A human's judgement, up, down or the same. The danger a student declared keeps its place in the queue."""
    if level != contact.level:
        _set(work, contact, level, staff, [])
    elif contact.level_by != staff:
        work.change(update(Contact).where(Contact.id == contact.id).values(level_by=staff))
        work.session.refresh(contact)


def declare_danger(work: Work, contact: Contact) -> None:
    """The student pressed 「我现在有危险」: the head of the queue, and at least L3. Pressing twice changes nothing."""
    if contact.danger and contact.level >= HIGH:
        raise_to(work, contact, HIGH, STUDENT, ["danger_button"])
        return
    work.change(update(Contact).where(Contact.id == contact.id).values(danger=True, priority=DANGER_PRIORITY))
    work.session.refresh(contact)
    raise_to(work, contact, HIGH, STUDENT, ["danger_button"])
    _moved(work, contact)


def _set(work: Work, contact: Contact, level: int, by: str, reasons: list[Any]) -> None:
    before = contact.level
    work.change(
        update(Contact)
        .where(Contact.id == contact.id)
        .values(level=level, level_by=by, priority=DANGER_PRIORITY if contact.danger else level)
    )
    work.session.add(
        LevelChange(id=new_id(), contact=contact.id, at=work.now, before=before, after=level, by=by, reasons=reasons)
    )
    work.session.refresh(contact)
    if level > before:
        work.fact(facts.LevelRaised(contact.id, before, level, by))
    _moved(work, contact)


def _moved(work: Work, contact: Contact) -> None:
    work.fact(facts.ContactChanged(contact.id))
    if contact.state in IN_QUEUE:
        work.fact(facts.ContactQueued(contact.id))
