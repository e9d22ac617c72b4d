"""A contact's transitions. Each is one compare-and-set; whoever comes second is told who was first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hotline.core.errors import Refusal
from hotline.core.ids import digits, new_id
from hotline.core.work import Work

from . import facts
from .models import ACTIVE, CLOSED, DANGER_PRIORITY, HELD, IN_QUEUE, OPEN, WAITING, WRAP_UP, Contact, Holding


def get(work: Work, contact: str) -> Contact:
    """The contact as it is now. Raises Refusal("not_found")."""
    row = work.session.get(Contact, contact, populate_existing=True)
    if row is None:
        raise Refusal("not_found")
    return row


def change(work: Work, contact: Contact, states: tuple[str, ...], **values: Any) -> None:
    """Compare-and-set on version and state. Raises Refusal("taken") or, where nothing is left to take, "closed"."""
    touched = work.change(
        update(Contact)
        .where(Contact.id == contact.id, Contact.version == contact.version, Contact.state.in_(states))
        .values(version=Contact.version + 1, **values)
    )
    won = touched == 1
    work.session.refresh(contact)
    if not won:
        raise Refusal("taken" if contact.state != CLOSED else "closed")


def begin(work: Work, channel: str, centre: str, lang: str, danger: bool) -> Contact:
    """A student is there: the contact enters the queue at level 0."""
    contact = Contact(
        id=new_id(),
        code=_free_code(work),
        channel=channel,
        centre=centre,
        lang=lang,
        state=WAITING,
        created_at=work.now,
        queued_at=work.now,
        waiting_since=work.now,
        student_seen_at=work.now,
        version=0,
        epoch=0,
        level=0,
        danger=danger,
        priority=DANGER_PRIORITY if danger else 0,
        front=False,
        last_seq=0,
        misses=0,
        needs_eyes=False,
        nobody_told=False,
        wait_renewed=False,
        line=0,
        left=False,
    )
    work.session.add(contact)
    work.session.flush()
    return contact


def _free_code(work: Work) -> str:
    """Four digits that staff can say aloud; not shared with another open contact while any is free."""
    for _ in range(20):
        code = digits(4)
        taken = select(Contact.id).where(Contact.code == code, Contact.state.in_(OPEN))
        if work.session.scalar(taken) is None:
            return code
    return digits(6)


def claim(work: Work, contact: Contact, staff: str, how: str, states: tuple[str, ...]) -> None:
    """`staff` holds the contact from now on. Raises Refusal("taken")."""
    before = contact.holder
    change(
        work,
        contact,
        states,
        state=ACTIVE if contact.state != WRAP_UP else WRAP_UP,
        holder=staff,
        epoch=Contact.epoch + 1,
        held_since=work.now,
        waiting_since=None,
        front=False,
        misses=0,
        wait_until=None,
        nobody_told=False,
    )
    _end_holding(work, contact, how)
    work.session.add(
        Holding(id=new_id(), contact=contact.id, staff=staff, epoch=contact.epoch, began_at=work.now, how=how)
    )
    work.fact(facts.ContactClaimed(contact.id, staff, how, before))


def give_back(work: Work, contact: Contact, why: str) -> None:
    """The holder lost an active conversation: it returns to the front of its level. Level, words and danger stay.
    (A record that is still due stays with who owes it.)"""
    staff = contact.holder
    change(
        work,
        contact,
        (ACTIVE,),
        state=WAITING,
        holder=None,
        epoch=Contact.epoch + 1,
        front=True,
        waiting_since=work.now,
        held_since=None,
        misses=0,
    )
    _end_holding(work, contact, why)
    if staff is not None:
        work.fact(facts.ContactReturned(contact.id, staff, why))
    work.fact(facts.ContactQueued(contact.id))


def end(work: Work, contact: Contact, by: str) -> None:
    """The conversation is over. Held, it waits for its record; unheld, it is closed."""
    if contact.state in IN_QUEUE:
        close(work, contact, "student_left")
        return
    change(work, contact, (ACTIVE,), state=WRAP_UP, ended_at=work.now)
    work.fact(facts.ContactEnded(contact.id, by))


def close(work: Work, contact: Contact, why: str) -> None:
    """Nothing more will happen in it. Raises Refusal("closed") when it already is."""
    ended = contact.state in (ACTIVE, *IN_QUEUE)
    change(
        work,
        contact,
        OPEN,
        state=CLOSED,
        closed_at=work.now,
        closed_why=why,
        ended_at=contact.ended_at or work.now,
        waiting_since=None,
        wait_until=None,
    )
    _end_holding(work, contact, why)
    if ended:
        work.fact(facts.ContactEnded(contact.id, "student" if why == "student_left" else "staff"))
    work.fact(facts.ContactClosed(contact.id, why))


def _end_holding(work: Work, contact: Contact, why: str) -> None:
    work.change(
        update(Holding)
        .where(Holding.contact == contact.id, Holding.ended_at.is_(None))
        .values(ended_at=work.now, why=why)
    )


def held_by(work: Work, staff: str) -> list[Contact]:
    """What somebody has in hand, oldest first."""
    rows = select(Contact).where(Contact.holder == staff, Contact.state.in_(HELD)).order_by(Contact.held_since)
    return list(work.session.scalars(rows))


def next_seq(work: Work, contact: str) -> int:
    """Take the next number. The update locks the contact, so numbers have no gap and one order."""
    work.change(update(Contact).where(Contact.id == contact).values(last_seq=Contact.last_seq + 1))
    return work.session.execute(select(Contact.last_seq).where(Contact.id == contact)).scalar_one()
