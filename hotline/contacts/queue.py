"""The order of those who wait, and how long they are told it will take."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from sqlalchemy import func, select

from hotline.core.work import Work

from .models import HIGH, IN_QUEUE, WAITING, Contact

WINDOW = 50
AGE_CLASS = timedelta(minutes=20)  # P: after each, a waiting contact counts one level higher, up to L3
STEPS = ((1, 2), (2, 5), (5, 10), (10, 20), (20, 40), (40, 60), (60, 120))  # minutes shown to a student


def rank(work: Work, contact: Contact) -> int:
    """Level, the declared danger above all; long waiting lifts up to L3, so that nobody starves."""
    waited = work.now - contact.created_at
    return max(contact.priority, min(HIGH, contact.level + waited // AGE_CLASS))


def waiting(work: Work, limit: int = WINDOW) -> list[Contact]:
    """Those nobody was offered yet: highest rank first, who was lost by a volunteer before others, longest wait next.

    Looks at the first `limit` by level and the first `limit` by age, which together hold every possible first.
    """
    base = select(Contact).where(Contact.state == WAITING)
    by_level = base.order_by(Contact.priority.desc(), Contact.front.desc(), Contact.queued_at).limit(limit)
    by_age = base.order_by(Contact.queued_at).limit(limit)
    found = {c.id: c for query in (by_level, by_age) for c in work.session.scalars(query)}
    return sorted(found.values(), key=lambda c: (-rank(work, c), not c.front, c.queued_at, c.id))


def everyone_waiting(work: Work, limit: int = 200) -> list[Contact]:
    """For the floor: waiting and offered, in the order they are served."""
    rows = work.session.scalars(
        select(Contact)
        .where(Contact.state.in_(IN_QUEUE))
        .order_by(Contact.priority.desc(), Contact.front.desc(), Contact.queued_at)
        .limit(limit)
    )
    return sorted(rows, key=lambda c: (-rank(work, c), not c.front, c.queued_at, c.id))


def estimate(work: Work, contact: Contact, seats: int, free: int) -> tuple[int, int]:
    """A range in minutes from the slow side, never a place in the queue.

    `seats`: how many conversations the people present may hold; `free`: how many more they could take now.
    """
    ahead = work.session.scalar(
        select(func.count())
        .select_from(Contact)
        .where(
            Contact.state.in_(IN_QUEUE),
            Contact.id != contact.id,
            (Contact.priority > contact.priority)
            | ((Contact.priority == contact.priority) & (Contact.queued_at <= contact.queued_at)),
        )
    )
    if (ahead or 0) < free:
        return STEPS[0]
    turns = (ahead or 0) - free + 1
    minutes = turns * work.settings.handling_time / 60 / max(1, seats)
    return next((step for step in STEPS if ceil(minutes) <= step[1]), STEPS[-1])
