"""Both readings at once, for the command line and for whoever imports one function. The line itself reads twice:
rules in the transaction, the learner after it (docs/decisions/010)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from .learner import SHIPPED, Learner
from .verdict import Reason, Said, Verdict
from .weigh import verdict_of, weigh

MEDIUM = 2
Weigher = Callable[[str, Sequence[str | Said]], Verdict]
Raiser = Callable[[str, Sequence[str | Said]], Reason | None]


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
    """The rules and then the learner, which may raise what they left below medium and does nothing else."""

    def both(text: str, context: Sequence[str | Said]) -> Verdict:
        verdict = weigher(text, context)
        reason = raises(text, context) if verdict.level < MEDIUM else None
        return verdict_of([*verdict.reasons, *([reason] if reason else [])], verdict.lexicon, version)

    return both
