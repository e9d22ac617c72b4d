"""Contacts that were read and judged, and the review a supervisor sees of them."""

from __future__ import annotations

import json
from typing import Any

from hotline.contacts import life
from hotline.contacts.models import IN_QUEUE
from hotline.core.work import Work
from tests.cast import WANG, World
from tests.triage.readings import reading_of
from triage import assessments
from triage.assessments import Judgement
from volunteers import events


def judged(world: World, machine: int, *humans: int, person: str = "xin", close: bool = True) -> str:
    """A contact that triage read at `machine` and humans judged at these levels, one after the other."""

    def live(work: Work) -> str:
        contact = life.begin(work, "chat", "gy", "zh", False)
        life.claim(work, contact, person, "accepted", IN_QUEUE)
        work.session.add(reading_of(contact.id, work.now, machine))
        work.session.flush()
        for level in humans:
            assessments.assess(work, contact, person, Judgement(level=level))
        if close:
            life.close(work, contact, "recorded")
        return contact.id

    world.clock.advance(1)
    return world.run(live)


def review(world: World, weeks: int = 8) -> dict[str, Any]:
    shown = world.read(events.review, WANG.staff, events.Review(weeks=weeks))["review"]
    json.dumps(shown)
    return dict(shown)


def hit(world: World, rule: str, times: int, **changes: Any) -> None:
    """A rule hits in so many messages."""

    def read(work: Work) -> None:
        contact = life.begin(work, "chat", "gy", "zh", False)
        for seq in range(1, times + 1):
            work.session.add(reading_of(contact.id, work.now, 2, rule=rule, seq=seq, **changes))

    world.clock.advance(1)
    world.run(read)
