"""The supervisor's floor: four numbers, who waits, who is on with what, what wants a named human."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from hotline.contacts import queue
from hotline.contacts.models import ACTIVE, HELD, HIGH, IN_QUEUE, OPEN, WAITING, Contact
from hotline.core.door import Staff
from hotline.core.models import JobRow
from hotline.core.work import Work

from . import alarms, people, rota, seats
from .desk import waited, wire
from .models import Alarm, Offer, Person, Seat
from .seats import Present

KEEPS_FAILING = timedelta(seconds=30)


def picture(work: Work, who: Staff) -> dict[str, Any]:
    """`Floor` of the protocol: states and figures only, no words, no identity."""
    there = seats.present(work)
    waiting = queue.everyone_waiting(work)
    held = list(work.session.scalars(select(Contact).where(Contact.state.in_(HELD)).order_by(Contact.held_since)))
    floor = {
        "now": wire(work.now),
        "numbers": _numbers(work, there, waiting, held),
        "waiting": _waiting(work, waiting),
        "people": _people(work, held),
        "alarms": [_alarm(work, alarm) for alarm in alarms.listed(work)],
        "escalations": [],
        "degraded": [],
    }
    work.fill("floor", floor)
    return floor


def _numbers(work: Work, there: list[Present], waiting: list[Contact], held: list[Contact]) -> dict[str, Any]:
    waits = [waited(work, contact) for contact in waiting]
    high = select(func.count()).select_from(Contact).where(Contact.state.in_(OPEN), Contact.level >= HIGH)
    return {
        "conversations": sum(contact.state == ACTIVE for contact in held),
        "on_shift": len(there),
        "waiting_over": sum(seconds > work.settings.wait_limit for seconds in waits),
        "waiting_limit_s": work.settings.wait_limit,
        "longest_wait_s": max(waits, default=0),
        "supervisors": len(seats.supervisors_present(work)),
        "high": work.session.scalar(high) or 0,
        "high_unheld": work.session.scalar(high.where(Contact.state.in_(IN_QUEUE))) or 0,
    }


def _waiting(work: Work, waiting: list[Contact]) -> list[dict[str, Any]]:
    offered = {
        row.contact: row.person
        for row in work.session.scalars(
            select(Offer).where(Offer.contact.in_([c.id for c in waiting]), Offer.state == "open")
        )
    }
    return [
        {
            "contact": c.id,
            "code": c.code,
            "level": c.level,
            "danger": c.danger,
            "channel": c.channel,
            "waited_s": waited(work, c),
            "centre": people.centre(work, c.centre),
            "offered_to": people.by(work, offered.get(c.id)) if c.state != WAITING else None,
            "misses": c.misses,
            "needs_eyes": c.needs_eyes,
            "gone_since": wire(c.gone_since),
            "left": c.left,
            "epoch": c.epoch,
        }
        for c in waiting
    ]


def _people(work: Work, held: list[Contact]) -> list[dict[str, Any]]:
    holding: dict[str, list[Contact]] = defaultdict(list)
    for contact in held:
        holding[contact.holder or ""].append(contact)
    on = rota.on_shift(work)
    seated = {seat.person: seat for seat in work.session.scalars(select(Seat))}
    shown = []
    for person in work.session.scalars(select(Person).where(Person.active).order_by(Person.login)):
        seat, mine = seated.get(person.id), holding[person.id]
        away = (work.now - seat.seen_at).total_seconds() if seat else None
        here = seat is not None and seat.seen_at > seats.fresh_since(work)
        if person.id not in on and not mine and not here:
            continue
        signed_out = seat is not None and seat.state == seats.OFF and seat.why is None
        state = seat.state if seat and (here or signed_out) else "away"
        shown.append(
            {
                "id": person.id,
                "name": {"zh": person.name_zh, "en": person.name_en},
                "role": person.role,
                "centre": people.centre(work, person.centre),
                "state": state,
                "holding": [
                    {
                        "contact": c.id,
                        "code": c.code,
                        "level": c.level,
                        "since": wire(c.held_since),
                        "state": c.state,
                        "epoch": c.epoch,
                    }
                    for c in mine
                ],
                "load": seats.load_of(mine, person.capacity),
                "capacity": person.capacity,
                "last_seen_s": int(away) if away is not None else None,
            }
        )
    return shown


def _alarm(work: Work, alarm: Alarm) -> dict[str, Any]:
    contact = work.session.get(Contact, alarm.contact) if alarm.contact else None
    return {
        "id": alarm.id,
        "kind": alarm.kind,
        "priority": alarm.priority,
        "code": contact.code if contact else None,
        "contact": alarm.contact,
        "raised_at": wire(alarm.raised_at),
        "taken_by": people.by(work, alarm.taken_by),
        "taken_at": wire(alarm.taken_at),
        "rings_again_at": wire(alarm.due_at) if alarm.taken_by else None,
        "detail": alarm.detail | ({"level": contact.level} if contact else {}),
    }


def late_parts(work: Work, floor: dict[str, Any]) -> None:
    """Panel: jobs that keep failing are parts that are missing."""
    failing = select(JobRow).where(JobRow.failing_since <= work.now - KEEPS_FAILING)
    for job in work.session.scalars(failing.order_by(JobRow.name)):
        floor["degraded"].append({"part": job.name, "since": wire(job.failing_since)})


def call(work: Work, who: Staff, contact: Contact) -> None:
    """One key: a supervisor is asked to join. Pressing it again while it rings changes nothing."""
    alarms.ring(
        work,
        "supervisor_called",
        f"called:{contact.id}",
        alarms.NOW,
        contact.id,
        by=people.name(work, who.id),
    )
