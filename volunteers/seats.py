"""Presence, capacity and load. Somebody is present while they were heard of within the lease; nothing else counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hotline.contacts.models import HELD, HIGH, Contact
from hotline.core.errors import Refusal
from hotline.core.sockets import DESK, EVERYONE, staff_room
from hotline.core.work import Work

from . import rota
from .alarms import floor_changed
from .models import Person, Seat

OFF, READY, PAUSED = "off", "ready", "paused"


@dataclass(slots=True)
class Present:
    """Somebody who is there and on shift, with what they carry."""

    person: str
    role: str
    centre: str
    state: str
    capacity: int
    load: int
    offered: bool
    offered_at: datetime | None

    @property
    def room(self) -> int:
        """How many more they may hold, an offer they look at included."""
        return max(0, self.capacity - self.load) if self.state == READY else 0

    @property
    def free(self) -> int:
        """The same, or nothing while they look at an offer."""
        return 0 if self.offered else self.room


def fresh_since(work: Work) -> datetime:
    return work.now - timedelta(seconds=work.settings.staff_lease)


def seat_of(work: Work, person: str) -> Seat:
    """Somebody's seat, made on first use."""
    seat = work.session.get(Seat, person, populate_existing=True)
    if seat is None:
        try:
            with work.session.begin_nested():
                work.session.add(Seat(person=person, state=OFF, seen_at=work.now, misses=0, version=0))
        except IntegrityError:
            pass
        seat = work.session.get_one(Seat, person, populate_existing=True)
    return seat


def lock(work: Work, person: str) -> None:
    """Take the seat's row, so that load is checked and raised by one verb at a time."""
    seat_of(work, person)
    work.change(update(Seat).where(Seat.person == person).values(version=Seat.version + 1))


def load_of(contacts: list[Contact], capacity: int) -> int:
    """A contact at L3 or above counts as a full desk."""
    if any(contact.level >= HIGH for contact in contacts):
        return max(capacity, len(contacts))
    return len(contacts)


def present(work: Work) -> list[Present]:
    """Everybody who is there, on shift, and signed on to the desk (ready or paused)."""
    on = rota.on_shift(work)
    held: dict[str, list[Contact]] = defaultdict(list)
    for contact in work.session.scalars(select(Contact).where(Contact.state.in_(HELD))):
        if contact.holder is not None:
            held[contact.holder].append(contact)
    rows = work.session.execute(
        select(Seat, Person)
        .join(Person, Person.id == Seat.person)
        .where(Seat.state.in_((READY, PAUSED)), Seat.seen_at > fresh_since(work), Person.active)
        .execution_options(populate_existing=True)
    ).all()
    return [
        Present(
            person.id,
            person.role,
            person.centre,
            seat.state,
            person.capacity,
            load_of(held[person.id], person.capacity),
            seat.offer is not None,
            seat.offered_at,
        )
        for seat, person in rows
        if person.id in on
    ]


def supervisors_present(work: Work) -> list[str]:
    """Supervisors with a live page, at the desk or on the floor."""
    rows = (
        select(Person.id)
        .join(Seat, Seat.person == Person.id)
        .where(Person.role == "supervisor", Person.active, Seat.seen_at > fresh_since(work))
    )
    return list(work.session.scalars(rows))


def heard(work: Work, people: list[str]) -> None:
    """Their pages answered: the lease runs anew."""
    for person in people:
        seat_of(work, person)
    work.change(update(Seat).where(Seat.person.in_(people)).values(seen_at=work.now))


def set_state(work: Work, person: str, state: str, why: str | None = None) -> None:
    """Go ready, pause or leave; `why` names what the machine did. Being heard of is another matter (`heard`).

    Raises Refusal("not_on_shift") for going ready outside one's shifts.
    """
    if state == READY and rota.shift_of(work, person) is None:
        raise Refusal("not_on_shift")
    seat = seat_of(work, person)
    seat.state, seat.why = state, why
    if state == READY:
        seat.misses = 0
    work.session.flush()
    desk_changed(work, person)
    work.tell(DESK, EVERYONE, "desk")
    floor_changed(work)


def gone(work: Work, person: str) -> None:
    """They signed out: absent from now on, without waiting for the lease."""
    work.change(update(Seat).where(Seat.person == person).values(seen_at=fresh_since(work)))


def desk_changed(work: Work, *people: str | None) -> None:
    for person in people:
        if person is not None:
            work.tell(DESK, staff_room(person), "desk")
