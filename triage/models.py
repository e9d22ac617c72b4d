"""Tables of triage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base


class Reading(Base):
    """What the lexicon found in one message: places and rules, never words. `failed`: a human must read it."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("contact", "seq"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    level: Mapped[int]
    hints: Mapped[list[Any]]
    lexicon: Mapped[str]
    failed: Mapped[bool]
