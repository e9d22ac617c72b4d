"""Tables of triage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base


class Reading(Base):
    """What triage found in one message: places and rules, never words. `failed`: a human must read it.

    `level` is the message's own, in its window; `read_by` says when the slower reading after the commit must have been
    done, None once it has been or is not wanted; `model` is the learner's version when it has read.
    """

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("contact", "seq"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    level: Mapped[int]
    hints: Mapped[list[Any]]
    flags: Mapped[list[Any]]
    subject: Mapped[str]
    polarity: Mapped[str]
    lexicon: Mapped[str]
    model: Mapped[str | None]
    read_by: Mapped[datetime | None] = mapped_column(index=True)
    failed: Mapped[bool]


Index("ix_readings_at", Reading.at)


class Assessment(Base):
    """A human's judgement of a contact at one moment; `number` counts a contact's.

    `machine` is triage's highest level until then. Where the two part, a supervisor looks again: `reviewed_at` and what
    follows. Answers are codes and figures; words are sealed.
    """

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("contact", "number"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    number: Mapped[int]
    person: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    stage: Mapped[str]
    level: Mapped[int]
    machine: Mapped[int]
    grade: Mapped[str | None]
    suggested: Mapped[int | None]
    screener: Mapped[dict[str, Any] | None]
    ladder: Mapped[dict[str, Any] | None]
    distress: Mapped[int | None]
    hopelessness: Mapped[int | None]
    note: Mapped[bytes | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    outcome: Mapped[str | None]
    review_note: Mapped[bytes | None]


class AssessmentClock(Base):
    """By when a contact must have been assessed. `next_at` is when the clock is looked at next: at `due_at`, at twice
    the time, then no more. An assessment or the contact's close stops it."""

    __tablename__ = "assessment_clocks"
    contact: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    overdue: Mapped[bool]
    stopped_at: Mapped[datetime | None]


class HintDismissal(Base):
    """A human says that a hint does not mean what it says, and why. Changes no level."""

    __tablename__ = "hint_dismissals"
    __table_args__ = (UniqueConstraint("contact", "seq", "rule"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    seq: Mapped[int]
    rule: Mapped[str]
    category: Mapped[str]
    lexicon: Mapped[str]
    reason: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[bytes | None]
