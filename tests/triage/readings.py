"""What triage found, written by hand: the tests about judging it do not depend on what the lexicon says today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.core.ids import new_id
from triage.models import Reading


def reading_of(
    contact: str, at: datetime, level: int = 3, *, rule: str = "means", seq: int = 1, **changes: Any
) -> Reading:
    """The reading of one message with one hint."""
    hint = {
        "start": 0,
        "end": 2,
        "category": "means",
        "rule": rule,
        "level": level,
        "subject": "self",
        "polarity": "affirmed",
        "modifiers": [],
        "source": "rule",
    }
    values: dict[str, Any] = {"hints": [hint], "flags": [], "lexicon": "1", "failed": False}
    return Reading(
        id=new_id(),
        contact=contact,
        seq=seq,
        at=at,
        level=level,
        subject="self",
        polarity="affirmed",
        **(values | changes),
    )
