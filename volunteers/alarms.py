"""Alarms: only what needs a human, each with an owner once taken, ringing again while its cause lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hotline.core import audit
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.sockets import DESK, FLOOR
from hotline.core.work import Work

from . import people
from .models import Alarm

NOW, SOON, SHIFT = 1, 2, 3


def floor_changed(work: Work) -> None:
    work.tell(DESK, FLOOR, "floor")


def ring(work: Work, kind: str, key: str, priority: int, contact: str | None = None, **detail: Any) -> bool:
    """Raise an alarm unless the same cause already has one open. Returns whether it is new."""
    exists = work.session.scalar(select(Alarm.id).where(Alarm.open_key == key))
    if exists is not None:
        return False
    try:
        with work.session.begin_nested():
            work.session.add(
                Alarm(
                    id=new_id(),
                    kind=kind,
                    priority=priority,
                    open_key=key,
                    contact=contact,
                    detail=detail,
                    raised_at=work.now,
                )
            )
    except IntegrityError:
        return False
    floor_changed(work)
    return True


def clear(work: Work, key: str) -> None:
    """The cause is gone: the alarm leaves the list by itself."""
    _clear(work, Alarm.open_key == key)


def clear_contact(work: Work, contact: str, *kinds: str) -> None:
    """Clear a contact's alarms, all or those of some kinds."""
    _clear(work, Alarm.contact == contact, *([Alarm.kind.in_(kinds)] if kinds else []))


def _clear(work: Work, *where: Any) -> None:
    result = work.change(
        update(Alarm)
        .where(*where, Alarm.cleared_at.is_(None))
        .values(cleared_at=work.now, open_key=None, rings_again_at=None)
    )
    if result:
        floor_changed(work)


def take(work: Work, person: str, alarm: str) -> None:
    """`person` takes it: the ringing stops until `alarm_return`. Raises Refusal("taken") naming who was first."""
    result = work.change(
        update(Alarm)
        .where(Alarm.id == alarm, Alarm.taken_by.is_(None), Alarm.cleared_at.is_(None))
        .values(
            taken_by=person,
            taken_at=work.now,
            rings_again_at=work.now + timedelta(seconds=work.settings.alarm_return),
        )
    )
    if result != 1:
        row = work.session.get(Alarm, alarm, populate_existing=True)
        if row is None:
            raise Refusal("not_found")
        if row.taken_by == person:
            return
        raise Refusal("taken", by=people.by(work, row.taken_by))
    audit.record(work, person, "alarm_taken", alarm)
    floor_changed(work)


def ring_again(work: Work) -> None:
    """Job: what was taken and is still there rings again."""
    result = work.change(
        update(Alarm)
        .where(Alarm.rings_again_at <= work.now, Alarm.cleared_at.is_(None))
        .values(taken_by=None, taken_at=None, rings_again_at=None)
    )
    if result:
        floor_changed(work)


def listed(work: Work) -> list[Alarm]:
    """Open alarms: untaken first, the most urgent first, the oldest first."""
    rows = work.session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)))
    return sorted(rows, key=lambda a: (a.taken_by is not None, a.priority, a.raised_at))
