"""Alarms: only what needs a human, each with an owner once taken, ringing again while its cause lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hotline.contacts.models import Contact
from hotline.core import audit
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.jobs import for_each
from hotline.core.sockets import DESK, FLOOR
from hotline.core.work import Work

from . import notices, people, rota
from .models import Alarm

NOW, SOON, SHIFT = 1, 2, 3
NOBODY = "nobody_on_shift"  # names who waited first, but lasts while anybody waits
CALL_AFTER = {NOW: 60, SOON: 300}  # P: seconds until somebody who is not at a screen is told
CASE = "Q"


def floor_changed(work: Work) -> None:
    work.tell(DESK, FLOOR, "floor")


def ring(
    work: Work, kind: str, key: str, priority: int, contact: str | None = None, at_once: bool = False, **detail: Any
) -> bool:
    """Raise an alarm unless the same cause already has one open. `at_once` also calls who is on call now.

    Returns whether it is new.
    """
    exists = work.session.scalar(select(Alarm.id).where(Alarm.open_key == key))
    if exists is not None:
        return False
    after = CALL_AFTER.get(priority)
    row = Alarm(
        id=new_id(),
        kind=kind,
        priority=priority,
        open_key=key,
        contact=contact,
        detail=detail,
        raised_at=work.now,
        due_at=work.now + timedelta(seconds=after) if after is not None else None,
        calls=0,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        return False
    if at_once:
        _call(work, row)
    floor_changed(work)
    return True


def clear(work: Work, key: str) -> None:
    """The cause is gone: the alarm leaves the list by itself."""
    _clear(work, Alarm.open_key == key)


def clear_contact(work: Work, contact: str, *kinds: str) -> None:
    """Clear a contact's alarms, all or those of some kinds; the one about the whole line stays."""
    _clear(work, Alarm.contact == contact, Alarm.kind.in_(kinds) if kinds else Alarm.kind != NOBODY)


def _clear(work: Work, *where: Any) -> None:
    result = work.change(
        update(Alarm).where(*where, Alarm.cleared_at.is_(None)).values(cleared_at=work.now, open_key=None, due_at=None)
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
            due_at=work.now + timedelta(seconds=work.settings.alarm_return),
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


def climb(work: Work) -> None:
    """Job: what was taken and is still there rings again; what nobody took goes to the next person, without end."""
    due = select(Alarm.id).where(Alarm.due_at <= work.now, Alarm.cleared_at.is_(None))
    for_each(work, "alarms_climb", list(work.session.scalars(due)), _climb_one)


def _climb_one(work: Work, alarm: str) -> None:
    row = work.session.get_one(Alarm, alarm, populate_existing=True)
    if row.taken_by is not None:
        row.taken_by = row.taken_at = None
        row.due_at = work.now + timedelta(seconds=CALL_AFTER.get(row.priority, CALL_AFTER[SOON]))
    else:
        _call(work, row)
    floor_changed(work)


def _call(work: Work, row: Alarm) -> None:
    """Send a notice to who is on call, each time to the next one; from the second time also to the duty lead."""
    row.due_at = work.now + timedelta(seconds=work.settings.alarm_return)
    on_call = rota.on_duty(work, rota.ON_CALL)
    told = [on_call[row.calls % len(on_call)]] if on_call else rota.supervisors(work)
    if row.calls:
        told += rota.on_duty(work, rota.LEAD)
    row.calls += 1
    contact = work.session.get(Contact, row.contact) if row.contact else None
    case = f"{CASE}-{contact.code if contact else row.id[:4]}"
    for person in dict.fromkeys(told):
        notices.send(work, person, case, row.priority, row.due_at)


def listed(work: Work) -> list[Alarm]:
    """Open alarms: untaken first, the most urgent first, the oldest first."""
    rows = work.session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)))
    return sorted(rows, key=lambda a: (a.taken_by is not None, a.priority, a.raised_at))
