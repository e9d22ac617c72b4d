"""The desk's whole picture: what one volunteer has in front of them. Drawn fresh from the database each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hotline.contacts import life
from hotline.contacts.models import HELD, Contact
from hotline.core import clock
from hotline.core.door import Staff
from hotline.core.work import Work

from . import alarms, hand_over, people, phrases, rota, seats
from .models import Alarm, Observation, Offer
from .seats import READY

wire = clock.wire


def describe(work: Work, contacts: Sequence[Contact], who: Staff) -> list[dict[str, Any]]:
    """Contacts as somebody entitled to them sees them; upper rooms add their part. No words, no identity."""
    ids = [contact.id for contact in contacts]
    observed = set(
        work.session.scalars(
            select(Observation.contact).where(Observation.contact.in_(ids), Observation.ended_at.is_(None))
        )
    )
    calls = {
        row.contact: {"at": wire(row.raised_at), "taken_by": people.by(work, row.taken_by)}
        for row in work.session.scalars(
            select(Alarm).where(Alarm.contact.in_(ids), Alarm.kind == "supervisor_called").order_by(Alarm.raised_at)
        )
    }
    described = [
        {
            "id": c.id,
            "code": c.code,
            "state": c.state,
            "level": c.level,
            "level_by": c.level_by if c.level_by in (None, "triage", "student") else "human",
            "danger": c.danger,
            "lang": c.lang,
            "since": wire(c.held_since or c.created_at),
            "epoch": c.epoch,
            "last_seq": c.last_seq,
            "mine": c.holder == who.id and c.state in HELD,
            "holder": people.by(work, c.holder),
            "student": {"here": c.gone_since is None and not c.left, "gone_since": wire(c.gone_since), "left": c.left},
            "needs_eyes": c.needs_eyes,
            "observed": c.id in observed,
            "call": calls.get(c.id),
            "escalation": None,
        }
        for c in contacts
    ]
    work.fill("contacts", described)
    return described


def picture(work: Work, who: Staff) -> dict[str, Any]:
    """`Desk` of the protocol."""
    there = seats.present(work)
    seat = seats.seat_of(work, who.id)
    person = people.get(work, who.id)
    holding = life.held_by(work, who.id)
    shift = rota.shift_of(work, who.id)
    picture: dict[str, Any] = {
        "me": people.me(work, who.id),
        "now": wire(work.now),
        "seat": {
            "state": seat.state,
            "why": seat.why,
            "capacity": person.capacity,
            "load": seats.load_of(holding, person.capacity),
        },
        "shift": {"from": wire(shift[0]), "to": wire(shift[1])} if shift else None,
        "supervisors": len([p for p in seats.supervisors_present(work) if p != who.id]),
        "offers": _offers(work, who),
        "contacts": describe(work, holding, who),
        "hand_overs": [{**row, "at": wire(row["at"])} for row in hand_over.listed(work, who.id)],
        "colleagues": [
            {"id": p.person, "name": people.name(work, p.person), "role": p.role, "free": p.free}
            for p in there
            if p.person != who.id and p.state == READY
        ],
        "phrases": phrases.ALL,
        "untaken": 0,
    }
    if who.supervises:
        picture["untaken"] = sum(alarm.taken_by is None for alarm in alarms.listed(work))
        work.fill("supervisors_desk", picture)
    return picture


def _offers(work: Work, who: Staff) -> list[dict[str, Any]]:
    rows = work.session.execute(
        select(Offer, Contact)
        .join(Contact, Contact.id == Offer.contact)
        .where(Offer.person == who.id, Offer.state == "open", Offer.expires_at > work.now)
    ).all()
    return [
        {
            "id": offer.id,
            "channel": c.channel,
            "level": c.level,
            "danger": c.danger,
            "waited_s": waited(work, c),
            "expires_at": wire(offer.expires_at),
            "ttl_s": work.settings.offer_ttl,
            "returning": c.epoch > 0,
            "centre": people.centre(work, c.centre),
            "lang": c.lang,
        }
        for offer, c in rows
    ]


def waited(work: Work, contact: Contact) -> int:
    """Seconds in the queue, this time."""
    return max(0, int((work.now - (contact.waiting_since or work.now)).total_seconds()))
