"""The figures by which triage is judged: counts and contact codes, no words of students, nothing of one student.

A week is seven days, the last one ending now. A contact counts with its gravest assessment, in that one's week: what a
talk calmed afterwards was no false alarm. The machine's part is its highest level until then. "medium" is L2 and above.
A share of fewer than `few` contacts says nothing and is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, String, cast, func, or_, select, update

from hotline.contacts.models import CLOSED, HIGH, Contact
from hotline.core import audit, seal
from hotline.core.clock import wire
from hotline.core.errors import Refusal
from hotline.core.work import Work

from . import assessments, dismissals
from .models import Assessment, HintDismissal, Reading

WEEK = timedelta(days=7)
MEDIUM = 2
LISTED = 200
LATEST = 50

Outcome = Literal["entry_wanted", "context_only", "human_changed", "training_wanted", "other"]
Judged = Row[Assessment, str]


@dataclass(frozen=True, slots=True)
class Span:
    since: datetime
    until: datetime


def draw(work: Work, weeks: int) -> dict[str, Any]:
    """`Review` of the protocol, oldest week first. Each `by` is a person's id; the people's room names it."""
    spans = [Span(work.now - WEEK * (n + 1), work.now - WEEK * n) for n in reversed(range(weeks))]
    since = spans[0].since
    judged = work.session.execute(_gravest_of_each(since)).all()
    return {
        "now": wire(work.now),
        "weeks": [_week(judged, span, work.settings.few) for span in spans],
        "missed": _listed(row for row in judged if assessments.missed(row[0])),
        "false_alarms": _listed(row for row in judged if assessments.false_alarm(row[0])),
        "dismissed": _dismissed(work, since),
        "dismissals": _dismissals(work, since),
        "rules": _rules(work, spans),
        "versions": _versions(work, since),
        "unjudged": work.session.scalar(_unjudged(since)) or 0,
        "failed": work.session.scalar(_count(Reading).where(Reading.failed, Reading.at > since)) or 0,
    }


def settle(work: Work, person: str, assessment: str, outcome: Outcome, note: str | None) -> str:
    """A supervisor says what a disagreement came from. Returns who settled it: `person`, or whoever was first.

    Raises Refusal("not_found") where human and machine agreed.
    """
    row = work.session.get(Assessment, assessment, populate_existing=True)
    if row is None or not (assessments.missed(row) or assessments.false_alarm(row)):
        raise Refusal("not_found")
    sealed = seal.seal(work, row.contact, f"assessments|review_note|{row.id}", note) if note else None
    won = work.change(
        update(Assessment)
        .where(Assessment.id == row.id, or_(Assessment.reviewed_by.is_(None), Assessment.reviewed_by == person))
        .values(reviewed_at=work.now, reviewed_by=person, outcome=outcome, review_note=sealed)
    )
    work.session.refresh(row)
    if won == 1:
        audit.record(work, person, "disagreement_reviewed", row.id, outcome=outcome)
    return row.reviewed_by or person


def _count(table: type[Any]) -> Select[int]:
    return select(func.count()).select_from(table)


def _gravest_of_each(since: datetime) -> Select[Assessment, str]:
    graver = func.row_number().over(
        partition_by=Assessment.contact, order_by=(Assessment.level.desc(), Assessment.number.desc())
    )
    ranked = select(Assessment.id, graver.label("place")).subquery()
    return (
        select(Assessment, Contact.code)
        .join(ranked, (ranked.c.id == Assessment.id) & (ranked.c.place == 1))
        .join(Contact, Contact.id == Assessment.contact)
        .where(Assessment.at > since)
        .order_by(Assessment.at.desc(), Assessment.id)
    )


def _unjudged(since: datetime) -> Select[int]:
    """Contacts that said something and were closed without anybody's judgement: they are in no figure."""

    def has(table: type[Reading] | type[Assessment]) -> ColumnElement[bool]:
        return select(table.id).where(table.contact == Contact.id).exists()

    return _count(Contact).where(Contact.state == CLOSED, Contact.closed_at > since, has(Reading), ~has(Assessment))


def _week(judged: Sequence[Judged], span: Span, few: int) -> dict[str, Any]:
    rows = [row for row, _ in judged if span.since < row.at <= span.until]
    week: dict[str, Any] = {"from": wire(span.since), "to": wire(span.until), "assessed": len(rows), "few": False}
    for name, level in (("high", HIGH), ("medium", MEDIUM)):
        human, machine = (sum(getattr(row, who) >= level for row in rows) for who in ("level", "machine"))
        both = sum(min(row.level, row.machine) >= level for row in rows)
        week |= {f"human_{name}": human, f"machine_{name}": machine, f"both_{name}": both}
        week |= {f"recall_{name}": _share(both, human, few), f"precision_{name}": _share(both, machine, few)}
        week["few"] |= min(human, machine) < few
    return week


def _share(part: int, whole: int, few: int) -> float | None:
    return round(part / whole, 3) if whole >= max(1, few) else None


def _listed(rows: Iterable[Judged]) -> list[dict[str, Any]]:
    """The newest first."""
    listed = [
        {
            "assessment": row.id,
            "contact": row.contact,
            "code": code,
            "at": wire(row.at),
            "human": row.level,
            "machine": row.machine,
            "by": row.person,
            "reviewed": {"at": wire(row.reviewed_at), "by": row.reviewed_by, "outcome": row.outcome}
            if row.reviewed_at
            else None,
        }
        for row, code in rows
    ]
    return listed[:LISTED]


def _dismissed(work: Work, since: datetime) -> list[dict[str, Any]]:
    count = func.count().label("count")
    by = (HintDismissal.rule, HintDismissal.category, HintDismissal.reason)
    rows = select(*by, count).where(HintDismissal.at > since).group_by(*by).order_by(count.desc(), *by)
    return [dict(row._mapping) for row in work.session.execute(rows)]


def _dismissals(work: Work, since: datetime) -> list[dict[str, Any]]:
    rows = (
        select(HintDismissal, Contact.code)
        .join(Contact, Contact.id == HintDismissal.contact)
        .where(HintDismissal.at > since)
        .order_by(HintDismissal.at.desc(), HintDismissal.id)
        .limit(LATEST)
    )
    return [
        {
            "code": code,
            "at": wire(row.at),
            "rule": row.rule,
            "category": row.category,
            "reason": row.reason,
            "by": row.person,
            "note": seal.unseal(work, row.contact, dismissals.place(row), row.note) if row.note else None,
        }
        for row, code in work.session.execute(rows)
    ]


def _rules(work: Work, spans: list[Span]) -> list[dict[str, Any]]:
    """How often each rule hit this week against its mean in the weeks before, since there are readings; what moved
    most comes first."""
    this_week, since = spans[-1].since, spans[0].since
    now: Counter[tuple[str, str]] = Counter()
    before: Counter[tuple[str, str]] = Counter()
    hit = select(Reading.at, Reading.hints).where(Reading.at > since, cast(Reading.hints, String) != "[]")
    for at, hints in work.session.execute(hit).yield_per(1000):
        count = now if at > this_week else before
        count.update((hint["rule"], hint["category"]) for hint in hints)
    first = work.session.scalar(select(func.min(Reading.at)).where(Reading.at > since)) or work.now
    weeks = sum(span.until > first for span in spans[:-1])
    rules = []
    for rule, category in now | before:
        hits, usual = now[rule, category], before[rule, category] / max(1, weeks)
        ratio = round(hits / usual, 2) if usual else None
        drift = abs(log((hits + 1) / (usual + 1)))
        shown = {"rule": rule, "category": category, "now": hits, "usual": round(usual, 1), "ratio": ratio}
        rules.append((-drift, rule, shown))
    return [shown for *_, shown in sorted(rules, key=lambda row: row[:2])]


def _versions(work: Work, since: datetime) -> list[dict[str, Any]]:
    """Which lexicon and learner read, since when within these weeks, and how much; the newest first."""
    first = func.min(Reading.at).label("first")
    rows = (
        select(Reading.lexicon, Reading.model, first, func.count().label("readings"))
        .where(Reading.at > since)
        .group_by(Reading.lexicon, Reading.model)
        .order_by(first.desc(), Reading.lexicon)
    )
    return [
        {"lexicon": row.lexicon, "model": row.model, "from": wire(row.first), "readings": row.readings}
        for row in work.session.execute(rows)
    ]
