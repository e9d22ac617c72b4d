"""The screener's logic: answers in, a grade, the next question and a suggested level out. Pure.

Rule and order of the questions: Columbia Suicide Severity Rating Scale, screener with triage points (Columbia
Lighthouse Project; free, not to be reworded). The ladder thoughts -> plan -> means -> time, asked for the next 24 to
48 hours, is Crisis Text Line's; a plan within a week is high risk at the Beijing hotline. The wording shown to staff is
for licence and clinical review.
"""

from __future__ import annotations

from typing import Literal

from hotline.core.door import Shape

Answer = Literal["yes", "no", "declined", "unasked"]
Act = Literal["no", "old", "new", "declined", "unasked"]
Rung = Literal["yes", "no", "unasked"]
When = Literal["unasked", "none", "someday", "week", "days3", "days2", "today", "now"]
Grade = Literal["none", "low", "moderate", "high", "unknown"]
Question = Literal["wish", "thoughts", "method", "intent", "plan", "act"]

GRADES: tuple[Grade, ...] = ("none", "low", "moderate", "high")  # the place of each is the level it suggests
SAYS: dict[Question, dict[str, int]] = {
    "wish": {"yes": 1},
    "thoughts": {"yes": 1},
    "method": {"yes": 2},
    "intent": {"yes": 3},
    "plan": {"yes": 3},
    "act": {"old": 2, "new": 3},
}
OF_THOUGHTS = ("method", "intent", "plan")
NOT_KNOWN = ("declined", "unasked")
WITHIN_TWO_DAYS = ("now", "today", "days2")
WITHIN_A_WEEK = (*WITHIN_TWO_DAYS, "days3", "week")


class Screener(Shape):
    """Answers to the six questions, of the past month. `act`: "old" is more than three months ago."""

    wish: Answer = "unasked"
    thoughts: Answer = "unasked"
    method: Answer = "unasked"
    intent: Answer = "unasked"
    plan: Answer = "unasked"
    act: Act = "unasked"


class Ladder(Shape):
    """What was found out of thoughts, plan and means, and when it is to be."""

    thoughts: Rung = "unasked"
    plan: Rung = "unasked"
    means: Rung = "unasked"
    when: When = "unasked"


def questions(screener: Screener) -> list[Question]:
    """Those that are to be asked, in order. No thoughts of killing oneself: on to what was ever done."""
    skipped = OF_THOUGHTS if screener.thoughts == "no" else ()
    return [question for question in SAYS if question not in skipped]


def next_question(screener: Screener) -> Question | None:
    """The first that was not asked yet; None at the end. A declined one is not asked again."""
    return next((question for question in questions(screener) if getattr(screener, question) == "unasked"), None)


def grade(screener: Screener) -> Grade:
    """What the answers amount to. "unknown" while one that is not known could still raise it: declined is never no."""
    so_far = _affirmed(screener)
    unknown = [question for question in questions(screener) if getattr(screener, question) in NOT_KNOWN]
    if any(max(SAYS[question].values()) > so_far for question in unknown):
        return "unknown"
    return GRADES[so_far]


def suggest(screener: Screener | None, ladder: Ladder | None, standing: int = 0) -> int | None:
    """The level these answers suggest, never below the `standing` one; None when they say nothing.

    An unfinished screener suggests by what was affirmed. A time within 48 hours with a plan or means suggests 4.
    """
    found = [level for level in (_by_screener(screener), _by_ladder(ladder)) if level is not None]
    return max(*found, standing) if found else None


def _affirmed(screener: Screener) -> int:
    """An answer counts wherever it stands, also where the question would have been skipped."""
    return max(says.get(getattr(screener, question), 0) for question, says in SAYS.items())


def _by_screener(screener: Screener | None) -> int | None:
    if screener is None:
        return None
    so_far = _affirmed(screener)
    return None if so_far == 0 and grade(screener) == "unknown" else so_far


def _by_ladder(ladder: Ladder | None) -> int | None:
    if ladder is None:
        return None
    ready = "yes" in (ladder.plan, ladder.means)
    if ready and ladder.when in WITHIN_TWO_DAYS:
        return 4
    return 3 if ready or ladder.when in WITHIN_A_WEEK else None
