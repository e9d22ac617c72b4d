"""What those who wait are told: a range from the slow side, renewed before it passes; or that nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from hotline.contacts import queue
from hotline.contacts.facts import ContactChanged
from hotline.contacts.models import HIGH, IN_QUEUE, Contact
from hotline.core.jobs import for_each
from hotline.core.work import Work

from . import alarms, seats
from .seats import Present

RENEW_BEFORE = timedelta(seconds=30)
NOBODY_KEY = "nobody_on_shift"


@dataclass(frozen=True, slots=True)
class NobodyThere:
    """Fact: this student waits and nobody is on shift."""

    contact: str


def nobody(work: Work, waiting: list[Contact]) -> None:
    """Nobody is on shift: supervisors are alarmed and the on-call person is sent a notice at once, the students are
    told so with numbers they can call. Once per cause."""
    alarms.ring(work, alarms.NOBODY, NOBODY_KEY, alarms.NOW, waiting[0].id, at_once=True)
    for contact in waiting:
        if not contact.nobody_told:
            _set(work, contact, nobody_told=True, wait_until=None)
            work.fact(NobodyThere(contact.id))


def somebody(work: Work, waiting: list[Contact]) -> None:
    """Somebody is on shift again."""
    alarms.clear(work, NOBODY_KEY)
    for contact in waiting:
        if contact.nobody_told:
            _set(work, contact, nobody_told=False)


def promise(work: Work, waiting: list[Contact], there: list[Present]) -> None:
    """Give a range to each who has none yet."""
    for contact in waiting:
        if contact.wait_until is None and not contact.nobody_told:
            _range(work, contact, there, renewed=False)


def renew(work: Work) -> None:
    """Job: a range is renewed half a minute before it passes, never after."""
    due = select(Contact.id).where(Contact.state.in_(IN_QUEUE), Contact.wait_until <= work.now + RENEW_BEFORE)
    there = seats.present(work)

    def one(work: Work, contact: str) -> None:
        row = work.session.get_one(Contact, contact, populate_existing=True)
        _range(work, row, there, renewed=True)

    for_each(work, "waits_renew", list(work.session.scalars(due)), one)


def _range(work: Work, contact: Contact, there: list[Present], renewed: bool) -> None:
    if not any(person.state == seats.READY for person in there):
        # Everybody pauses: nothing true can be said, so nothing is.
        if contact.wait_until is not None:
            _set(work, contact, wait_until=None)
            work.fact(ContactChanged(contact.id))
        return
    low, high = queue.estimate(work, contact, sum(p.capacity for p in there), sum(p.room for p in there))
    until = work.now + timedelta(minutes=high)
    _set(work, contact, wait_from=low, wait_to=high, wait_until=until, wait_renewed=renewed)
    work.fact(ContactChanged(contact.id))


def _set(work: Work, contact: Contact, **values: object) -> None:
    work.change(update(Contact).where(Contact.id == contact.id).values(**values))
    work.session.refresh(contact)


def over_limit(work: Work) -> None:
    """Job: waiting longer than the limit alarms; at L3 and above sooner and more urgently."""
    settings = work.settings
    limit = work.now - timedelta(seconds=min(settings.wait_limit, settings.wait_limit_high))
    rows = work.session.scalars(select(Contact).where(Contact.state.in_(IN_QUEUE), Contact.waiting_since <= limit))
    for contact in rows.all():
        high = contact.level >= HIGH or contact.danger
        if contact.waiting_since is None:
            continue
        waited = (work.now - contact.waiting_since).total_seconds()
        limit_s = settings.wait_limit_high if high else settings.wait_limit
        if waited >= limit_s:
            priority = alarms.NOW if high else alarms.SOON
            key = f"wait_limit:{contact.id}:{priority}"
            alarms.ring(work, "wait_limit", key, priority, contact.id, limit_s=limit_s)
