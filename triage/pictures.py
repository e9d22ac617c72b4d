"""What triage and the assessments add to a contact's picture."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from hotline.core.clock import wire
from hotline.core.work import Work

from .models import Assessment, AssessmentClock, Reading


def on_contacts(work: Work, described: list[dict[str, Any]]) -> None:
    """Panel: what the machine found so far, and what humans did. `by` is a person's id; the people's room names it."""
    ids = [contact["id"] for contact in described]
    readings = _readings(work, ids)
    judged: dict[str, list[Assessment]] = defaultdict(list)
    for row in work.session.scalars(
        select(Assessment).where(Assessment.contact.in_(ids)).order_by(Assessment.contact, Assessment.number)
    ):
        judged[row.contact].append(row)
    running = select(AssessmentClock).where(AssessmentClock.contact.in_(ids), AssessmentClock.stopped_at.is_(None))
    due = {row.contact: row.due_at for row in work.session.scalars(running)}
    for contact in described:
        rows, by = judged[contact["id"]], due.get(contact["id"])
        contact["triage"] = _triage(work, readings[contact["id"]])
        contact["assessment"] = {
            "due_at": wire(by),
            "overdue": by is not None and by <= work.now,
            "count": len(rows),
            "last": assessed(rows[-1]) if rows else None,
            "first": assessed(rows[0]) if rows else None,
        }


def on_floor(work: Work, floor: dict[str, Any]) -> None:
    """Panel: files of the lexicon that were refused are a part that is missing; the log says which and why."""
    lexicon = work.house.ports["lexicon"]
    if lexicon.refused_at is not None:
        floor["degraded"].append({"part": "lexicon_files", "since": wire(lexicon.refused_at)})


def assessed(row: Assessment) -> dict[str, Any]:
    return {
        "at": wire(row.at),
        "by": row.person,
        "stage": row.stage,
        "level": row.level,
        "grade": row.grade,
        "suggested": row.suggested,
        "screener": row.screener,
        "ladder": row.ladder,
        "distress": row.distress,
        "hopelessness": row.hopelessness,
    }


def _readings(work: Work, ids: list[str]) -> dict[str, list[Any]]:
    columns = select(Reading.contact, Reading.level, Reading.flags, Reading.lexicon, Reading.model)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in work.session.execute(columns.where(Reading.contact.in_(ids)).order_by(Reading.contact, Reading.seq)):
        found[row.contact].append(row)
    return found


def _triage(work: Work, readings: list[Any]) -> dict[str, Any]:
    models = [row.model for row in readings if row.model is not None]
    return {
        "level": max((row.level for row in readings), default=0),
        "flags": list(dict.fromkeys(flag for row in readings for flag in row.flags)),
        "versions": {
            "lexicon": readings[-1].lexicon if readings else work.house.ports["lexicon"].version,
            "model": models[-1] if models else None,
        },
    }
