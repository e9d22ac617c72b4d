"""What happened to a contact, raised inside the transaction. Higher rooms subscribe in the roof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactQueued:
    """A contact began, or came back to the queue, or moved in it."""

    contact: str


@dataclass(frozen=True, slots=True)
class LevelRaised:
    """`by` is triage, student or a staff id."""

    contact: str
    before: int
    after: int
    by: str


@dataclass(frozen=True, slots=True)
class ContactClaimed:
    """Somebody holds it now. `how`: accepted, taken_over, handed_over. `before` held it until now."""

    contact: str
    staff: str
    how: str
    before: str | None


@dataclass(frozen=True, slots=True)
class ContactReturned:
    """Its holder lost it and it waits at the front again. `why`: lease, signed_out, shift_end."""

    contact: str
    staff: str
    why: str


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The conversation is over; its record may still be due. `by`: student or staff."""

    contact: str
    by: str


@dataclass(frozen=True, slots=True)
class ContactClosed:
    contact: str
    why: str


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """Something a screen shows about it changed."""

    contact: str
