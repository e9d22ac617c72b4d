"""What humans say to triage: their assessment, a hint set aside, and the supervisors' look at where the two part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta

from hotline.contacts import life
from hotline.contacts.models import Contact
from hotline.core.door import Shape, Staff
from hotline.core.errors import Refusal
from hotline.core.work import Work
from triage import assessments, dismissals
from triage import review as figures
from triage.assessments import Judgement
from triage.dismissals import Reason
from triage.review import Outcome

from . import alarms, desk, holding, observing, offers, people, records

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class Assess(Judgement, kw_only=True):
    contact: Id


class DismissHint(Shape):
    contact: Id
    seq: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    rule: Annotated[str, Meta(min_length=1, max_length=100)]
    reason: Reason
    note: Annotated[str, Meta(max_length=200)] | None = None


class Review(Shape):
    weeks: Annotated[int, Meta(ge=1, le=26)] = 8


class ReviewDone(Shape):
    assessment: Id
    outcome: Outcome
    note: Annotated[str, Meta(max_length=500)] | None = None


def assess(work: Work, who: Staff, payload: Assess) -> dict[str, Any]:
    """A human's judgement, by the holder or a supervisor who observes. The level they set is the level."""
    contact = _in_sight(work, who, payload.contact)
    records.need_reason(contact, payload.level, payload.note)
    assessments.assess(work, contact, who.id, payload)
    alarms.clear_contact(work, contact.id, "assessment_late")
    offers.drain(work)
    return {"contact": desk.describe(work, [contact], who)[0]}


def dismiss_hint(work: Work, who: Staff, payload: DismissHint) -> dict[str, Any]:
    """A hint does not mean what it says. No level changes."""
    contact = _in_sight(work, who, payload.contact)
    dismissals.dismiss(work, contact, payload.seq, payload.rule, payload.reason, who.id, payload.note)
    return {"hints": hints_of(work, contact.id, payload.seq - 1)[payload.seq]}


def review(work: Work, who: Staff, payload: Review) -> dict[str, Any]:
    """How triage and humans agreed, in counts and codes."""
    shown = figures.draw(work, payload.weeks)
    apart = [*shown["missed"], *shown["false_alarms"]]
    _name(work, apart)
    _name(work, (row["reviewed"] for row in apart))
    _name(work, shown["dismissals"])
    return {"review": shown}


def review_done(work: Work, who: Staff, payload: ReviewDone) -> None:
    """What a disagreement came from. Raises Refusal("taken") naming the supervisor who settled it."""
    first = figures.settle(work, who.id, payload.assessment, payload.outcome, payload.note)
    if first != who.id:
        raise Refusal("taken", by=people.by(work, first))


def late(work: Work, fact: assessments.AssessmentLate) -> None:
    """Hook: nobody assessed it in twice the time; a supervisor asks."""
    alarms.ring(work, "assessment_late", f"assessment:{fact.contact}", alarms.SHIFT, fact.contact)


def hints_of(work: Work, contact: str, after: int) -> dict[int, list[dict[str, Any]]]:
    """Hints by message number, as the desk draws them."""
    hints = dismissals.hints_of(work, contact, after)
    _name(work, (hint["dismissed"] for of_message in hints.values() for hint in of_message))
    return hints


def on_contacts(work: Work, described: list[dict[str, Any]]) -> None:
    """Panel: who assessed, by work name."""
    for contact in described:
        _name(work, (contact["assessment"]["first"], contact["assessment"]["last"]))


def _in_sight(work: Work, who: Staff, contact: str) -> Contact:
    """The contact, for its holder or a supervisor who observes it. Raises Refusal as `holding.held` does."""
    if who.supervises and observing.observing(work, who.id, contact):
        return life.get(work, contact)
    return holding.held(work, who, contact)


def _name(work: Work, rows: Iterable[dict[str, Any] | None]) -> None:
    """Where `by` is a person's id, put the work name."""
    for row in rows:
        if row is not None:
            row["by"] = people.name(work, row["by"])
