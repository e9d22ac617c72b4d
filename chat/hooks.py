"""What the conversation says and shows by itself when something happens to its contact."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from hotline.contacts import life
from hotline.contacts.facts import (
    ContactChanged,
    ContactClaimed,
    ContactClosed,
    ContactEnded,
    ContactQueued,
    ContactReturned,
)
from hotline.contacts.models import ACTIVE, HIGH, IN_QUEUE, Contact
from hotline.core.jobs import for_each
from hotline.core.sockets import STUDENT, Gone, student_room
from hotline.core.work import Work
from triage.dismissals import HintDismissed
from triage.slow import HintsChanged
from volunteers import alarms
from volunteers.waits import NobodyThere

from . import desk, messages, student

NOTES = {"accepted": "answered", "taken_over": "taken_over", "handed_over": "handed_over"}
SILENT = timedelta(seconds=25)  # a live page is heard of every few seconds


def claimed(work: Work, fact: ContactClaimed) -> None:
    messages.note(work, life.get(work, fact.contact), NOTES[fact.how], fact.staff)
    if fact.how == "handed_over":
        desk.keep_hand_over_note(work, fact.contact)
    _state(work, fact.contact)


def returned(work: Work, fact: ContactReturned) -> None:
    messages.note(work, life.get(work, fact.contact), "colleague")
    _state(work, fact.contact)


def ended(work: Work, fact: ContactEnded) -> None:
    messages.note(work, life.get(work, fact.contact), f"ended_by_{fact.by}")
    _state(work, fact.contact)


def hints_changed(work: Work, fact: HintDismissed | HintsChanged) -> None:
    messages.show_again(work, life.get(work, fact.contact), fact.seq)


def nobody(work: Work, fact: NobodyThere) -> None:
    messages.note(work, life.get(work, fact.contact), "nobody_on_shift")
    _state(work, fact.contact)


def changed(work: Work, fact: ContactChanged | ContactQueued | ContactClosed) -> None:
    _state(work, fact.contact)


def _state(work: Work, contact: str) -> None:
    row = life.get(work, contact)
    work.tell(STUDENT, student_room(row.id, row.line), "state", **student.snapshot(work, row))


def gone(work: Work, fact: Gone) -> None:
    """The live connection ended: the desk sees since when; place and holder stay."""
    result = work.change(
        update(Contact)
        .where(Contact.id == fact.contact, Contact.line == fact.line, Contact.gone_since.is_(None))
        .values(gone_since=work.now)
    )
    if result == 1:
        work.fact(ContactChanged(fact.contact))


def heard(work: Work, contacts: list[str]) -> None:
    """These students' pages answered."""
    work.change(update(Contact).where(Contact.id.in_(contacts)).values(student_seen_at=work.now))


def silence(work: Work) -> None:
    """Job: notices lost students. Below L3 a queue place lapses after its lease; at L3 and above the loss alarms and
    nothing is given up."""
    settings = work.settings
    silent = select(Contact.id, Contact.line).where(
        Contact.state.in_((ACTIVE, *IN_QUEUE)),
        Contact.gone_since.is_(None),
        Contact.student_seen_at < work.now - SILENT,
    )
    for id_, line in work.session.execute(silent).all():
        gone(work, Gone(id_, line))
    lost = select(Contact.id).where(
        Contact.state.in_((ACTIVE, *IN_QUEUE)),
        (Contact.level >= HIGH) | Contact.danger,
        Contact.gone_since < work.now - timedelta(seconds=settings.lost_contact),
    )
    for id_ in work.session.scalars(lost).all():
        alarms.ring(work, "lost_contact", f"lost:{id_}", alarms.NOW, id_)
    lapsed = select(Contact.id).where(
        Contact.state.in_(IN_QUEUE),
        Contact.level < HIGH,
        Contact.danger.is_(False),
        Contact.needs_eyes.is_(False),
        # Counted from the later of the two: who was gone while somebody held the contact keeps the whole lease.
        Contact.gone_since < work.now - timedelta(seconds=settings.student_lease_waiting),
        Contact.waiting_since < work.now - timedelta(seconds=settings.student_lease_waiting),
    )

    def lapse(work: Work, contact: str) -> None:
        life.close(work, life.get(work, contact), "student_lapsed")

    for_each(work, "silence", list(work.session.scalars(lapsed)), lapse)
    left = select(Contact.id).where(
        Contact.state == ACTIVE,
        Contact.left.is_(False),
        Contact.gone_since < work.now - timedelta(seconds=settings.student_lease_active),
    )
    for id_ in work.session.scalars(left).all():
        work.change(update(Contact).where(Contact.id == id_).values(left=True))
        work.fact(ContactChanged(id_))


def came_back(work: Work, fact: ContactChanged) -> None:
    """A lost student is here again: the loss is no alarm any more."""
    if life.get(work, fact.contact).gone_since is None:
        alarms.clear_contact(work, fact.contact, "lost_contact")
