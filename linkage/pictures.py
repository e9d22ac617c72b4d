"""What of an escalation the desk and the floor show."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from hotline.contacts import life
from hotline.core.work import Work
from volunteers import people
from volunteers.desk import wire

from .ladder import CLOSED, RINGING, TAKEN
from .models import Escalation


def on_contacts(work: Work, described: list[dict[str, Any]]) -> None:
    """Panel: each contact's open escalation."""
    ids = [contact["id"] for contact in described]
    rows = {row.contact: row for row in work.session.scalars(select(Escalation).where(Escalation.open_for.in_(ids)))}
    for contact in described:
        if (row := rows.get(contact["id"])) is not None:
            contact["escalation"] = {
                "id": row.id,
                "code": row.code,
                "state": row.state,
                "level": row.level,
                "next_at": wire(row.due_at),
            }


def on_supervisors_desk(work: Work, desk: dict[str, Any]) -> None:
    """Panel: escalations nobody took count among what wants a name."""
    ringing = select(func.count()).select_from(Escalation).where(Escalation.state.in_(RINGING))
    desk["untaken"] += work.session.scalar(ringing) or 0


def on_floor(work: Work, floor: dict[str, Any]) -> None:
    """Panel: all open escalations, those nobody took first."""
    rows = list(work.session.scalars(select(Escalation).where(Escalation.state != CLOSED)))
    for row in sorted(rows, key=lambda e: (e.state in TAKEN, -e.level, e.opened_at)):
        floor["escalations"].append(
            {
                "id": row.id,
                "code": row.code,
                "contact": row.contact,
                "contact_code": life.get(work, row.contact).code,
                "level": row.level,
                "state": row.state,
                "opened_at": wire(row.opened_at),
                "next_at": wire(row.due_at),
                "step": row.step,
                "taken_by": people.by(work, row.taken_by),
                "rearm_at": wire(row.due_at) if row.state in TAKEN else None,
            }
        )
