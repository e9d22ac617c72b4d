"""The demo world's past: eight weeks of invented contacts, without words, so that the review has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from hotline.contacts.models import CLOSED, Contact
from hotline.core import seal
from hotline.core.ids import new_id
from hotline.core.work import Work
from triage.dismissals import place
from triage.models import Assessment, HintDismissal, Reading
from triage.screener import GRADES

WEEKS = 8
FORMER = "demo-1"

# What triage called, what a human found in the end, how often a week.
PAIRS = ((3, 3, 5), (4, 4, 1), (3, 1, 1), (2, 2, 5), (1, 2, 1), (2, 1, 2), (1, 0, 2), (0, 0, 5))
MISSED = (1, 2, None, 1, 0, None, 2, None)  # each week: a human found high risk where triage called this
OUTCOMES = ("entry_wanted", "context_only", "human_changed", "training_wanted")
RULES = {
    0: ("exam_stress.exam", "exam_stress"),
    1: ("passive_wish.tired", "passive_wish"),
    2: ("ideation.plain", "ideation"),
    3: ("means.ready", "means"),
    4: ("attempt.taken", "attempt"),
}
RISING = ("bullying.toilet", "bullying")  # three times as often in the last week
DISMISSALS = (
    ("ideation.plain", "ideation", "figurative", None),
    ("ideation.plain", "ideation", "figurative", "在说考试"),
    ("means.ready", "means", "fiction", "游戏里的药水"),
    ("passive_wish.tired", "passive_wish", "quoted", "歌词"),
    ("ideation.plain", "ideation", "someone_else", None),
)


@dataclass(frozen=True, slots=True)
class Past:
    """One contact that is over."""

    at: datetime
    machine: int
    human: int
    person: str
    rule: tuple[str, str]


def seed(work: Work, people: list[str]) -> None:
    """Fill the weeks before now; `people` take turns. What is older than a week was looked at, mostly."""
    turns = cycle(people)
    codes = iter(range(1000, 9999, 17))
    for week in range(WEEKS):
        pairs = [(machine, human) for machine, human, times in PAIRS for _ in range(times)]
        if (missed := MISSED[week]) is not None:
            pairs.append((missed, 3))
        rules = [RULES[machine] for machine, _ in pairs] + [RISING] * (9 if week == 0 else 3)
        pairs += [(1, 1)] * (len(rules) - len(pairs))
        step = timedelta(days=7) / (len(pairs) + 1)
        for index, ((machine, human), rule) in enumerate(zip(pairs, rules, strict=True)):
            at = work.now - timedelta(weeks=week) - step * (index + 1)
            past = Past(at, machine, human, next(turns), rule)
            _contact(work, past, str(next(codes)), week, index)


def _contact(work: Work, past: Past, code: str, week: int, index: int) -> None:
    began = past.at - timedelta(minutes=40)
    contact = Contact(
        id=new_id(),
        code=code,
        channel="chat",
        centre="gy" if index % 2 else "zy",
        lang="zh",
        state=CLOSED,
        holder=past.person,
        level=past.human,
        level_by=past.person,
        priority=past.human,
        last_seq=1,
        created_at=began,
        queued_at=began,
        held_since=began,
        ended_at=past.at,
        closed_at=past.at,
        closed_why="recorded",
    )
    work.session.add(contact)
    lexicon = FORMER if week > 2 else str(work.house.ports["lexicon"].version)
    work.session.add(_reading(contact.id, past, lexicon, began))
    _assessed(work, contact.id, past, reviewed=week > 0 and index % 3 > 0, outcome=OUTCOMES[index % 4])
    if index < len(DISMISSALS) and index % 2 == week % 2:
        _dismissed(work, contact.id, past, lexicon, index)


def _reading(contact: str, past: Past, lexicon: str, at: datetime) -> Reading:
    rule, category = past.rule
    hint = {
        "start": 0,
        "end": 2,
        "category": category,
        "rule": rule,
        "level": past.machine,
        "subject": "self",
        "polarity": "affirmed",
        "modifiers": [],
        "source": "rule",
    }
    return Reading(
        id=new_id(),
        contact=contact,
        seq=1,
        at=at,
        level=past.machine,
        hints=[hint],
        flags=[],
        subject="self",
        polarity="affirmed",
        lexicon=lexicon,
        failed=False,
    )


def _assessed(work: Work, contact: str, past: Past, *, reviewed: bool, outcome: str) -> None:
    """Once at the start with the screener, once with the record; distress is lower in the end."""
    grade = GRADES[min(past.human, 3)]
    start = Assessment(
        id=new_id(),
        contact=contact,
        number=1,
        person=past.person,
        at=past.at - timedelta(minutes=32),
        stage="start",
        level=past.human,
        machine=past.machine,
        grade=grade,
        suggested=max(past.machine, min(past.human, 3)),
        distress=min(10, 4 + 2 * past.human),
        hopelessness=min(10, 2 + 2 * past.human),
    )
    end = Assessment(
        id=new_id(),
        contact=contact,
        number=2,
        person=past.person,
        at=past.at,
        stage="end",
        level=past.human,
        machine=past.machine,
    )
    if reviewed and (past.human >= 3) != (past.machine >= 3):
        end.reviewed_at, end.reviewed_by = past.at + timedelta(days=1), "demo-wang"
        end.outcome = outcome
    work.session.add_all([start, end])


def _dismissed(work: Work, contact: str, past: Past, lexicon: str, index: int) -> None:
    rule, category, reason, note = DISMISSALS[index]
    row = HintDismissal(
        id=new_id(),
        contact=contact,
        seq=1,
        rule=rule,
        category=category,
        lexicon=lexicon,
        reason=reason,
        person=past.person,
        at=past.at - timedelta(minutes=20),
    )
    row.note = seal.seal(work, contact, place(row), note) if note else None
    work.session.add(row)
