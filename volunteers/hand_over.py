"""Handing a contact to a colleague: with a note, and it moves only when the colleague accepts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hotline.contacts import life
from hotline.contacts.models import ACTIVE, HELD, Contact
from hotline.core import audit, seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.work import Work

from . import offers, people, seats
from .holding import held
from .models import HandOver

OPEN, ACCEPTED, DECLINED, CANCELLED = "open", "accepted", "declined", "cancelled"


def _place(hand_over: str) -> str:
    return f"hand_overs|note|{hand_over}"


def offer(work: Work, who: Staff, contact: str, to: str, note: str) -> str:
    """Ask `to` to take the contact. Raises Refusal("not_available") unless they are present with a free place."""
    row = held(work, who, contact)
    if row.state != ACTIVE:
        raise Refusal("closed")
    taker = next((p for p in seats.present(work) if p.person == to and p.free > 0), None)
    if taker is None or to == who.id:
        raise Refusal("not_available")
    _end_open(work, contact, CANCELLED)
    id_ = new_id()
    work.session.add(
        HandOver(
            id=id_,
            contact=contact,
            giver=who.id,
            taker=to,
            epoch=row.epoch,
            note=seal.seal(work, contact, _place(id_), note),
            state=OPEN,
            at=work.now,
        )
    )
    audit.record(work, who.id, "hand_over_offered", contact, to=to)
    seats.desk_changed(work, who.id, to)
    return id_


def accept(work: Work, who: Staff, hand_over: str) -> str:
    """The contact moves. Raises Refusal("taken") when its holder changed meanwhile, Refusal("closed") when the
    conversation ended, Refusal("desk_full"). An offer that would now be too much goes to somebody else."""
    row = _open(work, hand_over)
    if row.taker != who.id:
        raise Refusal("not_found")
    seats.lock(work, who.id)
    contact = life.get(work, row.contact)
    capacity = people.get(work, who.id).capacity
    if seats.load_of(life.held_by(work, who.id), capacity) >= capacity:
        raise Refusal("desk_full")
    if not _settle(work, row, ACCEPTED) or contact.epoch != row.epoch or contact.holder != row.giver:
        raise Refusal("taken", by=people.by(work, contact.holder))
    if contact.state != ACTIVE:
        raise Refusal("closed")
    with people.naming(work, contact):
        life.claim(work, contact, who.id, "handed_over", (ACTIVE,))
    if seats.load_of(life.held_by(work, who.id), capacity) >= capacity:
        offers.rescind(work, person=who.id)
    audit.record(work, who.id, "handed_over", contact.id, giver=row.giver)
    seats.desk_changed(work, row.giver)
    return contact.id


def decline(work: Work, who: Staff, hand_over: str) -> None:
    row = _open(work, hand_over)
    if row.taker != who.id:
        raise Refusal("not_found")
    _settle(work, row, DECLINED)


def cancel(work: Work, who: Staff, hand_over: str) -> None:
    row = _open(work, hand_over)
    if row.giver != who.id:
        raise Refusal("not_found")
    _settle(work, row, CANCELLED)


def _open(work: Work, hand_over: str) -> HandOver:
    row = work.session.get(HandOver, hand_over, populate_existing=True)
    if row is None:
        raise Refusal("not_found")
    return row


def _settle(work: Work, row: HandOver, state: str) -> bool:
    result = work.change(
        update(HandOver).where(HandOver.id == row.id, HandOver.state == OPEN).values(state=state, settled_at=work.now)
    )
    seats.desk_changed(work, row.giver, row.taker)
    return result == 1


def _end_open(work: Work, contact: str, state: str) -> None:
    for row in work.session.scalars(select(HandOver).where(HandOver.contact == contact, HandOver.state == OPEN)):
        _settle(work, row, state)


def last_accepted(work: Work, contact: str) -> tuple[str, str] | None:
    """(giver, note) of the hand-over that just moved the contact."""
    row = work.session.scalar(
        select(HandOver)
        .where(HandOver.contact == contact, HandOver.state == ACCEPTED)
        .order_by(HandOver.settled_at.desc())
        .limit(1)
    )
    return (row.giver, seal.unseal(work, contact, _place(row.id), row.note)) if row else None


def listed(work: Work, person: str) -> list[dict[str, Any]]:
    """Open hand-overs somebody gave or is asked to take; those whose contact moved on are left out."""
    rows = work.session.execute(
        select(HandOver, Contact)
        .join(Contact, Contact.id == HandOver.contact)
        .where(
            HandOver.state == OPEN,
            (HandOver.giver == person) | (HandOver.taker == person),
            Contact.state.in_(HELD),
            Contact.epoch == HandOver.epoch,
        )
        .order_by(HandOver.at)
    ).all()
    return [
        {
            "id": row.id,
            "contact": contact.id,
            "code": contact.code,
            "level": contact.level,
            "from": {"name": people.name(work, row.giver)},
            "to": {"name": people.name(work, row.taker)},
            "note": seal.unseal(work, contact.id, _place(row.id), row.note),
            "mine": row.giver == person,
            "at": row.at,
        }
        for row, contact in rows
    ]
