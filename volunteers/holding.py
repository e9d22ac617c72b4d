"""Losing and taking: a volunteer who vanishes, leaves or is taken over from. Exactly one holder at any moment."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hotline.contacts import life
from hotline.contacts.facts import ContactClaimed, ContactReturned
from hotline.contacts.models import ACTIVE, HELD, OFFERED, WAITING, Contact, Holding
from hotline.core import audit
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.jobs import for_each
from hotline.core.sockets import DESK, staff_room
from hotline.core.work import Work

from . import alarms, observing, offers, people, rota, seats, sign_in
from .models import Seat
from .seats import OFF


def held(work: Work, who: Staff, contact: str, epoch: int | None = None) -> Contact:
    """The contact, if `who` holds it (and still in the same turn, when `epoch` is given).

    Raises Refusal("not_yours") naming the present holder to a former one, else Refusal("not_found").
    """
    row = life.get(work, contact)
    if row.holder == who.id and row.state in HELD and epoch in (None, row.epoch):
        return row
    if row.holder == who.id and row.state not in HELD:
        raise Refusal("closed")
    if was_holder(work, who.id, contact):
        raise Refusal("not_yours", by=people.by(work, row.holder))
    raise Refusal("not_found")


def was_holder(work: Work, person: str, contact: str) -> bool:
    row = select(Holding.id).where(Holding.contact == contact, Holding.staff == person).limit(1)
    return work.session.scalar(row) is not None


def take_over(work: Work, who: Staff, contact: str, epoch: int) -> str:
    """A supervisor takes a contact from whoever has it. Of two at once one wins; the other is told who."""
    row = life.get(work, contact)
    if row.holder == who.id and row.state in HELD:
        return row.id
    if row.epoch != epoch:
        raise Refusal("taken", by=people.by(work, row.holder))
    offers.rescind(work, contact=contact, requeue=False)
    work.session.refresh(row)
    seats.heard(work, [who.id])
    with people.naming(work, row):
        life.claim(work, row, who.id, "taken_over", (WAITING, OFFERED, ACTIVE))
    observing.stop(work, who.id, contact)
    audit.record(work, who.id, "taken_over", contact)
    return row.id


def told_lost(work: Work, fact: ContactReturned | ContactClaimed) -> None:
    """Hook: who lost a contact hears it and why; screens that show it are told to look."""
    if isinstance(fact, ContactReturned):
        audit.record(work, fact.staff, "lost", fact.contact, why=fact.why)
        lost: str | None = fact.staff
        why, by = fact.why, None
    else:
        lost, why, by = fact.before, fact.how, people.name(work, fact.staff)
        seats.desk_changed(work, fact.staff)
        alarms.clear_contact(work, fact.contact, "wait_limit", "offer_missed", "volunteer_vanished")
    if lost is not None and not (isinstance(fact, ContactClaimed) and lost == fact.staff):
        code = life.get(work, fact.contact).code
        work.tell(DESK, staff_room(lost), "lost", contact=fact.contact, code=code, by=by, why=why)
        seats.desk_changed(work, lost)
    alarms.floor_changed(work)


def leave(work: Work, who: Staff, force: bool) -> None:
    """Leave the desk. Raises Refusal("still_holding") unless forced; then what is held goes back to the front."""
    seats.set_state(work, who.id, OFF)
    _let_go(work, who.id, force, "left")
    offers.rescind(work, person=who.id)
    offers.drain(work)


def sign_out(work: Work, who: Staff, force: bool) -> None:
    """As `leave`, and the session ends."""
    seats.set_state(work, who.id, OFF)
    seats.gone(work, who.id)
    _let_go(work, who.id, force, "signed_out")
    offers.rescind(work, person=who.id)
    observing.stop(work, who.id)
    sign_in.end_session(work, who.session)
    audit.record(work, who.id, "signed_out", who.id)
    offers.drain(work)


def _let_go(work: Work, person: str, force: bool, why: str) -> None:
    holding = life.held_by(work, person)
    if holding and not force:
        raise Refusal("still_holding", contacts=[contact.code for contact in holding])
    for contact in holding:
        if contact.state == ACTIVE:
            life.give_back(work, contact, why)


def lapse(work: Work) -> None:
    """Job: who was not heard of within the lease loses offers and conversations; they go back to the front."""
    stale = seats.fresh_since(work)
    silent = select(Seat.person).where(Seat.seen_at <= stale, Seat.state != OFF)
    holding = (
        select(Contact.holder)
        .join(Seat, Seat.person == Contact.holder, isouter=True)
        .where(Contact.state == ACTIVE, Contact.holder.is_not(None))
        .where((Seat.seen_at <= stale) | Seat.person.is_(None))
    )
    gone = {p for query in (silent, holding) for p in work.session.scalars(query) if p is not None}
    for_each(work, "leases", sorted(gone), lambda work, person: vanish(work, person, "lease"))
    if gone:
        offers.drain(work)


def vanish(work: Work, person: str, why: str) -> None:
    """Somebody is not there any more: everything they had in hand finds somebody else."""
    contacts = [contact for contact in life.held_by(work, person) if contact.state == ACTIVE]
    seats.set_state(work, person, OFF, why)
    offers.rescind(work, person=person)
    for contact in contacts:
        life.give_back(work, contact, why)
        alarms.ring(
            work,
            "volunteer_vanished",
            f"vanished:{contact.id}:{contact.epoch}",
            alarms.SOON,
            contact.id,
            by=people.name(work, person),
            why=why,
        )


def shifts_end(work: Work) -> None:
    """Job: at a shift's end an empty desk closes; one in conversation has time to hand over, then it goes back."""
    on = rota.on_shift(work)
    grace = timedelta(seconds=work.settings.shift_grace)
    rows = work.session.scalars(select(Seat.person).where(Seat.state != OFF))
    over = [person for person in rows if person not in on]

    def one(work: Work, person: str) -> None:
        talking = any(c.state == ACTIVE for c in life.held_by(work, person))
        if not talking or rota.shift_of(work, person, work.now - grace) is None:
            vanish(work, person, "shift_end")

    for_each(work, "shifts_end", over, one)
    if over:
        offers.drain(work)
