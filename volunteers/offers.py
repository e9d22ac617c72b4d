"""Offers: a contact is shown to one person, in their centre first, then in the others, until somebody takes it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select, update

from hotline.contacts import life, queue
from hotline.contacts.facts import ContactQueued
from hotline.contacts.models import HIGH, OFFERED, WAITING, Contact
from hotline.core import audit
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.jobs import for_each
from hotline.core.sockets import DESK, staff_room
from hotline.core.work import Work

from . import alarms, people, seats, waits
from .models import Offer, Seat
from .seats import PAUSED, Present

OPEN, ACCEPTED, DECLINED, EXPIRED, RESCINDED = "open", "accepted", "declined", "expired", "rescinded"
MISSES_PAUSE = 2  # P: who missed this many in a row is paused, so that contacts are not sent to an empty chair


def drain(work: Work) -> None:
    """Offer those who wait to those who are free, until one of the two is empty. Safe to call at any time."""
    waiting = queue.waiting(work)
    if not waiting:
        alarms.clear(work, waits.NOBODY_KEY)
        return
    there = seats.present(work)
    if not there:
        waits.nobody(work, waiting)
        return
    waits.somebody(work, waiting)
    history = _history(work, [contact.id for contact in waiting])
    for contact in waiting:
        person = choose(work, contact, there, history[contact.id])
        if person is not None and _offer(work, contact, person):
            person.offered = True
    waits.promise(work, waiting, there)
    alarms.floor_changed(work)


def _history(work: Work, contacts: list[str]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    for offer in work.session.scalars(select(Offer).where(Offer.contact.in_(contacts))):
        found[offer.contact].append(offer)
    return found


def choose(work: Work, contact: Contact, there: list[Present], before: list[Offer]) -> Present | None:
    """Who gets it: whoever saw it least, own centre first, at L3 and above an empty desk and a counsellor first,
    least loaded, longest without an offer. Who passed on it rests from it for a while."""
    resting = work.now - timedelta(seconds=work.settings.decline_rest)
    passed = {o.person for o in before if o.state == DECLINED and o.settled_at is not None and o.settled_at > resting}
    seen: dict[str, int] = defaultdict(int)
    for offer in before:
        seen[offer.person] += 1
    able = [p for p in there if p.free > 0 and p.person not in passed]
    high = contact.level >= HIGH or contact.danger
    return min(
        able,
        key=lambda p: (
            seen[p.person],
            p.centre != contact.centre,
            high and p.load > 0,
            high and p.role == "volunteer",
            p.load,
            p.offered_at.timestamp() if p.offered_at else 0,
            p.person,
        ),
        default=None,
    )


def _offer(work: Work, contact: Contact, person: Present) -> bool:
    """Bind contact and seat to one offer. False when either was taken meanwhile."""
    offer = Offer(
        id=new_id(),
        contact=contact.id,
        person=person.person,
        state=OPEN,
        made_at=work.now,
        expires_at=work.now + timedelta(seconds=work.settings.offer_ttl),
    )
    try:
        with work.session.begin_nested():
            seat = work.change(
                update(Seat)
                .where(
                    Seat.person == person.person,
                    Seat.offer.is_(None),
                    Seat.state == seats.READY,
                    Seat.seen_at > seats.fresh_since(work),
                )
                .values(offer=offer.id, offered_at=work.now, version=Seat.version + 1)
            )
            if seat != 1:
                raise Refusal("conflict")
            life.change(work, contact, (WAITING,), state=OFFERED)
            work.session.add(offer)
    except Refusal:
        work.session.refresh(contact)
        return False
    work.tell(DESK, staff_room(person.person), "offer")
    seats.desk_changed(work, person.person)
    return True


def accept(work: Work, who: Staff, offer: str) -> str:
    """Take an offered contact; returns its id. Raises Refusal("taken") with why, or who was first."""
    row = _own(work, who, offer)
    if not _settle(work, row, ACCEPTED):
        contact = life.get(work, row.contact)
        raise Refusal("taken", why=_fate(row), by=people.by(work, contact.holder))
    contact = life.get(work, row.contact)
    with people.naming(work, contact):
        life.claim(work, contact, who.id, "accepted", (OFFERED,))
    audit.record(work, who.id, "accepted", contact.id, epoch=contact.epoch)
    work.change(update(Seat).where(Seat.person == who.id).values(misses=0))
    return contact.id


def decline(work: Work, who: Staff, offer: str) -> None:
    """Pass on it: neutral, not counted as a miss. It goes to the next person at once."""
    row = _own(work, who, offer)
    if _settle(work, row, DECLINED):
        contact = life.get(work, row.contact)
        life.change(work, contact, (OFFERED,), state=WAITING)
        work.fact(ContactQueued(contact.id))


def expire(work: Work) -> None:
    """Job: offers nobody answered go to the next person."""
    due = select(Offer.id).where(Offer.state == OPEN, Offer.expires_at <= work.now)
    for_each(work, "offers_expire", list(work.session.scalars(due)), _expire_one)
    drain(work)


def _expire_one(work: Work, offer: str) -> None:
    row = work.session.get_one(Offer, offer, populate_existing=True)
    if not _settle(work, row, EXPIRED):
        return
    contact = life.get(work, row.contact)
    life.change(work, contact, (OFFERED,), state=WAITING, misses=Contact.misses + 1)
    if contact.misses >= work.settings.offer_misses_alarm:
        alarms.ring(work, "offer_missed", f"offer_missed:{contact.id}", alarms.SOON, contact.id, misses=contact.misses)
    seat = seats.seat_of(work, row.person)
    seat.misses += 1
    if seat.misses >= MISSES_PAUSE and seat.state == seats.READY:
        seats.set_state(work, row.person, PAUSED, "missed")
    work.fact(ContactQueued(contact.id))


def rescind(work: Work, *, contact: str | None = None, person: str | None = None, requeue: bool = True) -> None:
    """Take open offers back: the contact was closed or taken over, or the person left. The contact waits again, unless
    somebody is about to claim it (`requeue` false): it must not be offered to a third person meanwhile."""
    which = Offer.contact == contact if contact else Offer.person == person
    for row in work.session.scalars(select(Offer).where(which, Offer.state == OPEN)).all():
        if _settle(work, row, RESCINDED):
            waiting = life.get(work, row.contact)
            if requeue and waiting.state == OFFERED:
                life.change(work, waiting, (OFFERED,), state=WAITING)
                work.fact(ContactQueued(waiting.id))


def _own(work: Work, who: Staff, offer: str) -> Offer:
    row = work.session.get(Offer, offer, populate_existing=True)
    if row is None or row.person != who.id:
        raise Refusal("not_found")
    return row


def _settle(work: Work, offer: Offer, state: str) -> bool:
    """Compare-and-set: of accept, decline, expiry and recall exactly one wins. A late accept never does."""
    where = [Offer.id == offer.id, Offer.state == OPEN]
    if state == ACCEPTED:
        where.append(Offer.expires_at > work.now)
    result = work.change(update(Offer).where(*where).values(state=state, settled_at=work.now))
    won = result == 1
    work.session.refresh(offer)
    if won:
        work.change(update(Seat).where(Seat.person == offer.person, Seat.offer == offer.id).values(offer=None))
        seats.desk_changed(work, offer.person)
        alarms.floor_changed(work)
    return won


def _fate(offer: Offer) -> str:
    return EXPIRED if offer.state == OPEN else offer.state
