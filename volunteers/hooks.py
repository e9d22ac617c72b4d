"""What this room does when something happens to a contact, an effect or a job."""

from __future__ import annotations

from hotline.contacts import life
from hotline.contacts.facts import ContactChanged, ContactClaimed, ContactClosed, ContactQueued
from hotline.core.jobs import RowFailed
from hotline.core.outbox import EffectFailing
from hotline.core.sockets import DESK, EVERYONE, Came
from hotline.core.work import Work
from triage.service import NeedsEyes

from . import alarms, observing, offers, seats, waits


def queued(work: Work, fact: ContactQueued) -> None:
    offers.drain(work)
    alarms.floor_changed(work)


def changed(work: Work, fact: ContactChanged) -> None:
    seats.desk_changed(work, life.get(work, fact.contact).holder, *observing.observers(work, fact.contact))
    alarms.floor_changed(work)


def came(work: Work, fact: Came) -> None:
    """An open page is presence; it says nothing yet about taking contacts."""
    seats.heard(work, [fact.staff])
    work.tell(DESK, EVERYONE, "desk")  # a supervisor who is there now is shown at once
    alarms.floor_changed(work)


def claimed(work: Work, fact: ContactClaimed) -> None:
    """Who took it may have room for another, and so may who gave it up."""
    offers.drain(work)


def closed(work: Work, fact: ContactClosed) -> None:
    """Capacity frees: the queue drains at once, with no other event needed."""
    offers.rescind(work, contact=fact.contact)
    alarms.clear_contact(work, fact.contact)
    observing.end_all(work, fact.contact)
    seats.desk_changed(work, life.get(work, fact.contact).holder)
    alarms.floor_changed(work)
    offers.drain(work)


def needs_eyes(work: Work, fact: NeedsEyes) -> None:
    alarms.ring(work, "needs_eyes", f"needs_eyes:{fact.contact}", alarms.SOON, fact.contact)


def effect_failing(work: Work, fact: EffectFailing) -> None:
    alarms.ring(work, "notice_failing", f"effect:{fact.id}", alarms.NOW, attempts=fact.attempts)


def row_failed(work: Work, fact: RowFailed) -> None:
    alarms.ring(work, "part_degraded", f"row:{fact.job}:{fact.row}", alarms.SOON, job=fact.job)


def watch_queue(work: Work) -> None:
    """Job: what no event starts by itself: people become free by silence, waits pass their limit."""
    offers.drain(work)
    waits.over_limit(work)
