"""Tables of the contact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base

WAITING, OFFERED, ACTIVE, WRAP_UP, CLOSED = "waiting", "offered", "active", "wrap_up", "closed"
IN_QUEUE = (WAITING, OFFERED)
HELD = (ACTIVE, WRAP_UP)
OPEN = (*IN_QUEUE, *HELD)

HIGH = 3
DANGER_PRIORITY = 5


class Contact(Base):
    """One conversation with the line.

    `version` counts transitions (compare-and-set); `epoch` counts holders, so that a former holder's writes can be
    told from the present one's; `line` counts the student's connections, of which only the newest is live.
    """

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_queue", "state", "priority", "queued_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    centre: Mapped[str]
    lang: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(index=True)
    level: Mapped[int] = mapped_column(default=0)
    level_by: Mapped[str | None]
    danger: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[int] = mapped_column(default=0)
    front: Mapped[bool] = mapped_column(default=False)
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    held_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str | None]
    misses: Mapped[int] = mapped_column(default=0)
    needs_eyes: Mapped[bool] = mapped_column(default=False)
    nobody_told: Mapped[bool] = mapped_column(default=False)
    wait_from: Mapped[int | None]
    wait_to: Mapped[int | None]
    wait_until: Mapped[datetime | None] = mapped_column(index=True)
    wait_renewed: Mapped[bool] = mapped_column(default=False)
    line: Mapped[int] = mapped_column(default=0)
    student_seen_at: Mapped[datetime | None]
    gone_since: Mapped[datetime | None] = mapped_column(index=True)
    left: Mapped[bool] = mapped_column(default=False)


class Holding(Base):
    """Who held a contact, from when to when, and why it began and ended."""

    __tablename__ = "holdings"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    staff: Mapped[str] = mapped_column(index=True)
    epoch: Mapped[int]
    began_at: Mapped[datetime]
    how: Mapped[str]
    ended_at: Mapped[datetime | None]
    why: Mapped[str | None]


class LevelChange(Base):
    """Every change of a level: machines and students raise, only a human lowers."""

    __tablename__ = "level_changes"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    before: Mapped[int]
    after: Mapped[int]
    by: Mapped[str]
    reasons: Mapped[list[Any]]
