"""Weighs one message with the ones before it. Pure: text in, level and reasons out, in microseconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import Lexicon, Rule
from .normalise import Normal, normalise

CONTEXT = 10
SPLIT = 12  # characters: only short lines are read as pieces of one sentence
LONGEST = 2000
NEGATION = re.compile(
    r"(没有?|并没|不会|不是|从没|从不|没在|没说|不打算|不再|别|didn'?t|don'?t|not|never|no longer)[^，。！？,.!?]{0,4}$"
)
DOUBLE = re.compile(r"(不是不|没说我?不|不可能不|并不是不|没有不)[^，。！？,.!?]{0,3}$")


@dataclass(frozen=True, slots=True)
class Hint:
    """Why a level was raised: a place in the typed text (UTF-16 units, as browsers count), a category and a rule."""

    start: int
    end: int
    category: str
    rule: str
    level: int


@dataclass(frozen=True, slots=True)
class Weight:
    level: int
    hints: tuple[Hint, ...]


def weigh(lexicon: Lexicon, text: str, before: Sequence[str] = ()) -> Weight:
    """Level and hints of `text`; `before` are the same student's earlier messages, oldest first."""
    typed = text[:LONGEST]
    hints = {(h.start, h.end, h.rule): h for h in _found(lexicon, normalise(typed), typed, 0)}
    pieces: list[str] = []
    for earlier in reversed(list(before)[-CONTEXT:]):
        if len(earlier) > SPLIT:
            break
        pieces.insert(0, earlier)
    if pieces and len(typed) <= SPLIT:
        joined = "".join(pieces)
        for hint in _found(lexicon, normalise(joined + typed), joined + typed, _units(joined)):
            hints.setdefault((hint.start, hint.end, hint.rule), hint)
    level = max((hint.level for hint in hints.values()), default=0)
    return Weight(level, tuple(sorted(hints.values(), key=lambda h: (h.start, -h.level))))


def _found(lexicon: Lexicon, normal: Normal, typed: str, skip: int) -> list[Hint]:
    """Hits that reach past the first `skip` units, with places counted from there."""
    masked = normal.text
    for _, pattern in lexicon.masks:
        masked = pattern.sub(lambda match: "\x00" * len(match.group()), masked)
    hints = []
    for rule, pattern in lexicon.rules:
        for match in pattern.finditer(masked):
            if match.start() == match.end() or _denied(rule, masked[: match.start()]):
                continue
            start, end = normal.span(match.start(), match.end())
            first, last = _units(typed[:start]) - skip, _units(typed[:end]) - skip
            if last > 0:
                hints.append(Hint(max(0, first), last, rule.category, rule.id, rule.level))
    return hints


def _denied(rule: Rule, before: str) -> bool:
    """Negation speaks for its clause only, twice is none, and what is under way is never denied away."""
    return rule.deny and bool(NEGATION.search(before)) and not DOUBLE.search(before)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
