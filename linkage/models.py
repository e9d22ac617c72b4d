"""Tables of the escalation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base


class Escalation(Base):
    """A ladder that runs until a named human closes it. There is no state for failed or dropped.

    `due_at` is the one clock: the next step while nobody took it, the return once somebody did.
    """

    __tablename__ = "escalations"
    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    contact: Mapped[str] = mapped_column(index=True)
    open_for: Mapped[str | None] = mapped_column(unique=True)
    level: Mapped[int]
    state: Mapped[str]
    policy: Mapped[dict[str, Any]]
    step: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    armed_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    taken_by: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class EscalationEntry(Base):
    """What happened in an escalation: steps, acknowledgements, progress, closing. Never changed."""

    __tablename__ = "escalation_entries"
    id: Mapped[str] = mapped_column(primary_key=True)
    escalation: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    step: Mapped[int]
    person: Mapped[str | None]
    told: Mapped[list[Any]]
    note: Mapped[bytes | None]
