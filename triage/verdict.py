"""What triage says of a line: level, flags, and reasons a human can check. Never a diagnosis, never "safe"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SELF, OTHER = "self", "other"
AFFIRMED = "affirmed"
RULE, WINDOW, MODEL = "rule", "window", "model"
EARLIER = "said_earlier"
STUDENT: Literal["student"] = "student"
COUNSELLOR: Literal["counsellor"] = "counsellor"
UNKNOWN: Literal["unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier message. `sender` is student, counsellor or unknown."""

    text: str
    sender: Literal["student", "counsellor", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """`start` and `end` count characters (code points) of the original text, `text` is what stands there.

    `modifiers` name what was found about the words: negated, past, hypothetical, quoted, fiction, professional,
    third_person, said_earlier, answered, split, evasion, unsure.
    """

    start: int
    end: int
    text: str
    rule: str
    category: str
    level: int
    subject: str = SELF
    polarity: str = AFFIRMED
    modifiers: tuple[str, ...] = ()
    source: str = RULE
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`level` 0 to 4 is that of the line in its window. Level and flags are two axes: how fast, and whom to protect."""

    level: int
    categories: tuple[str, ...]
    flags: tuple[str, ...]
    subject: str
    polarity: str
    reasons: tuple[Reason, ...]
    lexicon: str
    model: str | None = None


def own(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """What the message itself adds, what was said earlier left out."""
    return tuple(reason for reason in reasons if EARLIER not in reason.modifiers)


def heard(reasons: Iterable[Reason]) -> int:
    """The highest level of what the message itself adds."""
    return max((reason.level for reason in own(reasons)), default=0)
