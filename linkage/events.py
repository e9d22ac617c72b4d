"""What supervisors may do with an escalation."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hotline.core.door import Allow, Event, Shape, Staff
from hotline.core.work import Work

from . import ladder

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Note = Annotated[str, Meta(min_length=1, max_length=500)]


class OfEscalation(Shape):
    escalation: Id


class WithNote(Shape):
    escalation: Id
    note: Note


def acknowledge(work: Work, who: Staff, p: OfEscalation) -> None:
    ladder.acknowledge(work, who, p.escalation)


def progress(work: Work, who: Staff, p: WithNote) -> None:
    ladder.progress(work, who, p.escalation, p.note)


def close(work: Work, who: Staff, p: WithNote) -> None:
    ladder.close(work, who, p.escalation, p.note)


DESK_EVENTS = (
    Event("acknowledge", Allow.SUPERVISOR, OfEscalation, acknowledge),
    Event("progress", Allow.SUPERVISOR, WithNote, progress),
    Event("close_escalation", Allow.SUPERVISOR, WithNote, close),
)
