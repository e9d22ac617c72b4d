"""Both readings at once, for the command line and for whoever imports one function. The line itself reads twice:
rules in the transaction, the learner after it (docs/decisions/010)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from . import window
from .learner import HIGH, SHIPPED, Learner
from .verdict import EARLIER, Reason, Said, Verdict, heard, own
from .weigh import verdict_of, weigh

Weigher = Callable[[str, Sequence[str | Said]], Verdict]
Raiser = Callable[[str, Sequence[str | Said], Sequence[Reason]], Reason | None]


@cache
def learner() -> Learner:
    """The learner this program came with. Raises BadModel."""
    return Learner.load(SHIPPED)


def judge(text: str, context: Sequence[str | Said] = ()) -> Verdict:
    """The verdict on `text` after `context`: what `python -m triage` writes, and what the line comes to.

    Raises BadModel when the learner's files are not what was shipped.
    """
    return with_learner(weigh, learner().raises, learner().version)(text, context)


def with_learner(weigher: Weigher, raises: Raiser, version: str) -> Weigher:
    """The rules and then the learner, which may raise what they left below high and does nothing else. What it raised
    in the student's earlier messages still counts, as it does in a conversation."""

    def one(text: str, context: Sequence[str | Said]) -> tuple[Verdict, Reason | None]:
        verdict = weigher(text, context)
        found = own(verdict.reasons)
        return verdict, raises(text, context, found) if heard(found) < HIGH else None

    def both(text: str, context: Sequence[str | Said]) -> Verdict:
        verdict, reason = one(text, context)
        reasons = [*verdict.reasons, *([reason] if reason else [])]
        if max((r.level for r in reasons), default=0) < HIGH:
            earlier = [one(said, context[:at])[1] for at, said in window.said_by_student(context)]
            reasons += _kept(text, [reason for reason in earlier if reason])
        return verdict_of(reasons, verdict.lexicon, version)

    return both


def _kept(text: str, earlier: Sequence[Reason]) -> list[Reason]:
    if not earlier or not text.strip():
        return []
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    strongest = max(reversed(earlier), key=lambda reason: reason.level)
    return [replace(strongest, start=start, end=end, text=text[start:end], modifiers=(EARLIER,))]
