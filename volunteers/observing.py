"""A supervisor reads a conversation live: for a reason given beforehand, audited, and only while they are there."""

from __future__ import annotations

from sqlalchemy import select

from hotline.contacts import life
from hotline.contacts.models import OPEN, Contact
from hotline.core import audit, seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.work import Work

from . import alarms, seats
from .models import Observation, Person, Seat


def observe(work: Work, who: Staff, contact: str, reason: str) -> Contact:
    """Begin to read a conversation live. The reason is written down before anything is shown."""
    row = life.get(work, contact)
    if row.state not in OPEN:
        raise Refusal("closed")
    if not observing(work, who.id, contact):
        id_ = new_id()
        sealed = seal.seal(work, contact, f"observations|reason|{id_}", reason)
        work.session.add(Observation(id=id_, contact=contact, person=who.id, reason=sealed, began_at=work.now))
        work.session.flush()
    audit.record(work, who.id, "observe", contact)
    alarms.clear_contact(work, contact, "supervisor_called", "needs_eyes")
    seats.desk_changed(work, row.holder)
    return row


def unobserve(work: Work, who: Staff, contact: str) -> None:
    for row in _open_observations(work, contact):
        if row.person == who.id:
            row.ended_at = work.now
            audit.record(work, who.id, "unobserve", contact)
    work.session.flush()
    seats.desk_changed(work, life.get(work, contact).holder)


def observing(work: Work, person: str, contact: str) -> bool:
    return any(row.person == person for row in _open_observations(work, contact))


def observers(work: Work, contact: str) -> list[str]:
    """Who reads this conversation live now."""
    return [row.person for row in _open_observations(work, contact)]


def _open_observations(work: Work, contact: str) -> list[Observation]:
    """Those of people who still supervise: a role that was taken ends what it allowed."""
    rows = (
        select(Observation)
        .join(Person, Person.id == Observation.person)
        .where(Observation.contact == contact, Observation.ended_at.is_(None))
        .where(Person.role == "supervisor", Person.active)
    )
    return list(work.session.scalars(rows))


def stop(work: Work, person: str, contact: str | None = None) -> None:
    """They signed out, their page fell silent, or they hold it themselves now: observing again wants a reason."""
    over = select(Observation).where(Observation.person == person, Observation.ended_at.is_(None))
    if contact is not None:
        over = over.where(Observation.contact == contact)
    for row in work.session.scalars(over).all():
        row.ended_at = work.now
        audit.record(work, person, "unobserve", row.contact)
    work.session.flush()


def lapse(work: Work) -> None:
    """Job: whose page was not heard of within the lease observes nothing."""
    silent = (
        select(Observation.person)
        .join(Seat, Seat.person == Observation.person)
        .where(Observation.ended_at.is_(None), Seat.seen_at <= seats.fresh_since(work))
    )
    for person in set(work.session.scalars(silent)):
        stop(work, person)


def end_all(work: Work, contact: str) -> None:
    """A closed contact is not observed any more."""
    for row in _open_observations(work, contact):
        row.ended_at = work.now
