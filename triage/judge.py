"""Both readings at once, for the command line and for whoever imports one function. The line itself reads twice:
rules in the transaction, the learner after it (docs/decisions/010)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .learner import SHIPPED, Learner
from .verdict import Said, Verdict
from .weigh import shipped, verdict_of, weigh

MEDIUM = 2


@cache
def learner() -> Learner:
    """The learner this program came with. Raises BadModel."""
    return Learner.load(SHIPPED)


def judge(text: str, context: Sequence[str | Said] = ()) -> Verdict:
    """The verdict on `text` after `context`: what `python -m triage` writes, and what the line comes to."""
    verdict = weigh(text, context)
    said = [Said(one) if isinstance(one, str) else one for one in context]
    reason = learner().raises(text, said) if verdict.level < MEDIUM else None
    reasons = (*verdict.reasons, reason) if reason else verdict.reasons
    return verdict_of(reasons, shipped().version, learner().version)
