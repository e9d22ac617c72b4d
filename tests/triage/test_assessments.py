"""A human's assessment: what is kept of it, what it suggests, and the ten minutes within which each contact has one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from hotline.core import seal
from hotline.core.door import parse
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry
from tests.cast import MEI, QIAO, WANG, XIN, Character, StudentPage, World
from tests.triage.readings import reading_of
from triage.models import Assessment, AssessmentClock
from triage.screener import Ladder, Screener
from volunteers import desk, events
from volunteers.models import Alarm

HIGH = Screener(wish="yes", thoughts="yes", method="no", intent="yes", plan="no", act="no")
NONE = Screener(wish="no", thoughts="no", act="no")


def assess(world: World, page: StudentPage, level: int, who: Character = XIN, **found: Any) -> dict[str, Any]:
    payload = events.Assess(contact=page.who.contact, level=level, **found)
    return dict(world.run(events.assess, who.staff, payload)["contact"])


def close(world: World, page: StudentPage, level: int = 0) -> None:
    record = events.Record(about=["school"], level=level, done=["listened"], next="none", note="谈过了")
    payload = events.Close(contact=page.who.contact, record=record, confirm=True)
    world.run(events.close, XIN.staff, payload)


def picture(world: World, who: Character = XIN) -> dict[str, Any]:
    (contact,) = world.read(desk.picture, who.staff)["contacts"]
    return dict(contact)


def reads(world: World, page: StudentPage, level: int, **changes: Any) -> None:
    """Triage finds something."""
    world.run(lambda work: work.session.add(reading_of(page.who.contact, work.now, level, **changes)))


def kept(world: World) -> list[Assessment]:
    return world.rows(select(Assessment).order_by(Assessment.number))


def alarms(world: World) -> list[Alarm]:
    return world.rows(select(Alarm).where(Alarm.kind == "assessment_late", Alarm.cleared_at.is_(None)))


def test_the_level_is_what_the_human_set_whatever_the_answers_suggest(world: World) -> None:
    page = world.talking(XIN)
    shown = assess(world, page, 1, screener=HIGH, stage="start", distress=8, hopelessness=7)
    assert (shown["level"], shown["level_by"]) == (1, "human")
    last = shown["assessment"]["last"]
    assert (last["level"], last["grade"], last["suggested"]) == (1, "high", 3)
    assert (last["stage"], last["distress"], last["hopelessness"]) == ("start", 8, 7)
    assert last["screener"]["intent"] == "yes"
    assert last["by"] == {"zh": "名xin", "en": "Xin"}


def test_a_human_who_finds_what_the_machine_found_has_judged(world: World) -> None:
    page = world.talking(XIN, "药我都攒够了")
    assert picture(world)["level_by"] == "triage"
    shown = assess(world, page, 3)
    assert (shown["level"], shown["level_by"]) == (3, "human")


def test_a_suggestion_is_never_below_the_level_that_stands(world: World) -> None:
    page = world.talking(XIN)
    assert assess(world, page, 3)["assessment"]["last"]["suggested"] is None
    assert assess(world, page, 3, screener=NONE)["assessment"]["last"]["suggested"] == 3
    assert assess(world, page, 3, ladder=Ladder(means="yes", when="today"))["assessment"]["last"]["suggested"] == 4


def test_the_first_and_the_last_stand_side_by_side(world: World) -> None:
    page = world.talking(XIN)
    for distress in (9, 6, 3):
        assess(world, page, 2, distress=distress)
    shown = picture(world)["assessment"]
    assert shown["count"] == 3
    assert (shown["first"]["distress"], shown["last"]["distress"]) == (9, 3)
    assert [row.number for row in kept(world)] == [1, 2, 3]


def test_what_the_machine_had_found_until_then_is_kept_beside_it(world: World) -> None:
    page = world.talking(XIN)
    assess(world, page, 2)
    reads(world, page, 3, seq=50)
    reads(world, page, 1, seq=51)
    assess(world, page, 2)
    assert [row.machine for row in kept(world)] == [0, 3]


def test_closing_with_a_record_is_the_last_assessment(world: World) -> None:
    page = world.talking(XIN)
    close(world, page, 2)
    (row,) = kept(world)
    assert (row.stage, row.level, row.person, row.grade) == ("end", 2, "xin", None)


def test_why_a_level_was_lowered_is_kept_sealed(world: World) -> None:
    page = world.talking(XIN)
    assess(world, page, 3)
    with pytest.raises(Refusal, match="note_needed"):
        assess(world, page, 1)
    assess(world, page, 1, note="她把药交给妈妈了")
    row = kept(world)[-1]
    assert row.note is not None
    assert "妈妈".encode() not in row.note
    assert world.read(seal.unseal, row.contact, f"assessments|note|{row.id}", row.note) == "她把药交给妈妈了"


def test_a_supervisor_who_observes_assesses_and_nobody_else_does(world: World) -> None:
    page = world.talking(XIN)
    for who in (WANG, MEI):
        with pytest.raises(Refusal, match="not_found"):
            assess(world, page, 2, who)
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=page.who.contact, reason="一起看"))
    assert assess(world, page, 2, WANG)["assessment"]["last"]["by"]["en"] == "Wang"


def test_of_two_who_assess_at_once_both_are_kept_and_one_is_the_last(world: World) -> None:
    page = world.talking(XIN)
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=page.who.contact, reason="一起看"))
    tries = [
        world.database.submit(events.assess, who.staff, events.Assess(contact=page.who.contact, level=level))
        for level in range(3)
        for who in (XIN, WANG)
    ]
    assert [one.exception() for one in tries] == [None] * 6
    rows = kept(world)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert page.contact.level == rows[-1].level


def test_it_is_audited_in_codes(world: World) -> None:
    page = world.talking(XIN)
    assess(world, page, 2, screener=HIGH, note="在宿舍")
    (entry,) = world.rows(select(AuditEntry).where(AuditEntry.action == "assessed"))
    assert (entry.actor, entry.subject) == ("xin", page.who.contact)
    assert entry.detail == {"level": 2, "stage": "during", "grade": "high"}


def test_the_desk_shows_what_triage_found_so_far(world: World) -> None:
    page = world.talking(XIN)
    reads(world, page, 4, seq=50, flags=["medical"], lexicon="7", model="m1")
    reads(world, page, 2, seq=51, flags=["protect", "medical"], lexicon="8")
    shown = picture(world)["triage"]
    assert shown == {"level": 4, "flags": ["medical", "protect"], "versions": {"lexicon": "8", "model": "m1"}}


@pytest.mark.parametrize("wrong", [{"distress": 11}, {"hopelessness": -1}, {"stage": "later"}, {"level": 5}])
def test_figures_and_codes_outside_their_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="bad_payload"):
        parse(events.Assess, {"contact": "c", "level": 1} | wrong)


# -- the clock


def due_in(world: World) -> float | None:
    """Seconds until the assessment of the one contact is due."""
    (row,) = world.rows(select(AssessmentClock))
    return (row.due_at - world.clock.now()).total_seconds() if row.stopped_at is None else None


def test_ten_minutes_run_from_the_first_answer(world: World) -> None:
    page = world.student("你好")
    world.clock.advance(300)
    assert world.rows(select(AssessmentClock)) == []
    world.ready(XIN)
    assert world.accept(XIN).id == page.who.contact
    assert due_in(world) == 600
    shown = picture(world)["assessment"]
    assert (shown["overdue"], shown["count"], shown["last"], shown["first"]) == (False, 0, None, None)
    assert shown["due_at"] is not None


def test_how_long_it_may_take_is_a_setting(make_world: Any) -> None:
    world = make_world(assess_within=120)
    world.talking(XIN)
    assert due_in(world) == 120


def test_overdue_shows_on_the_desk_at_once_and_the_desk_is_told_once(world: World) -> None:
    world.talking(XIN)
    world.stay(XIN, seconds=595)
    assert not picture(world)["assessment"]["overdue"]
    world.clock.advance(5)
    assert picture(world)["assessment"]["overdue"]
    world.told.clear()
    world.jobs()
    assert len(world.heard_by("staff:xin", "desk")) == 1
    world.told.clear()
    world.stay(XIN, seconds=60)
    assert world.heard_by("staff:xin", "desk") == []
    assert alarms(world) == []


def test_after_twice_the_time_the_floor_is_called_once_and_not_urgently(world: World) -> None:
    page = world.talking(XIN)
    world.stay(XIN, seconds=1195)
    assert alarms(world) == []
    world.stay(XIN, seconds=10)
    (alarm,) = alarms(world)
    assert (alarm.contact, alarm.priority) == (page.who.contact, 3)
    world.stay(XIN, seconds=600, step=20)
    assert len(alarms(world)) == 1
    assert world.noticed == []


@pytest.mark.parametrize("waited", [10, 700, 1300])
def test_an_assessment_stops_the_clock_and_ends_the_alarm(waited: float, world: World) -> None:
    page = world.talking(XIN)
    world.stay(XIN, seconds=waited, step=20)
    shown = assess(world, page, 1)["assessment"]
    assert (shown["due_at"], shown["overdue"]) == (None, False)
    assert alarms(world) == []
    world.stay(XIN, seconds=1300, step=20)
    assert alarms(world) == []


@pytest.mark.parametrize("how", ["recorded", "student"])
def test_a_closed_contact_has_no_clock(how: str, world: World) -> None:
    page = world.student("你好")
    world.ready(XIN)
    world.accept(XIN)
    if how == "student":
        page.do(chat_events.finish)
        assert due_in(world) is not None  # its record, and with it the judgement, is still due
    close(world, page)
    assert due_in(world) is None
    world.after(1300, step=20)
    assert alarms(world) == []


def test_a_hand_over_and_a_loss_keep_the_clock(world: World) -> None:
    page = world.talking(XIN)
    world.stay(XIN, seconds=300)
    world.ready(QIAO)
    give = events.Give(contact=page.who.contact, to="qiao", note="请接着")
    asked = world.run(events.give, XIN.staff, give)["hand_over"]
    world.run(events.hand_over_accept, QIAO.staff, events.OfHandOver(hand_over=asked))
    assert due_in(world) == 300
    world.stay(XIN, seconds=40)  # qiao falls silent: it goes back and xin is offered it
    assert page.contact.holder != "qiao"
    assert world.accept(XIN).id == page.who.contact
    assert due_in(world) == 260


def test_one_that_was_assessed_before_anybody_held_it_has_no_clock(world: World) -> None:
    page = world.student("你好")
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=page.who.contact, reason="看一下"))
    assess(world, page, 1, WANG)
    world.ready(XIN)
    world.accept(XIN)
    assert due_in(world) is None
    assert picture(world)["assessment"]["due_at"] is None


def test_a_restart_forgets_no_clock(world: World) -> None:
    """Nobody ran the jobs for half an hour: both steps are made up for."""
    world.talking(XIN)
    world.clock.advance(1800)
    world.jobs()
    world.clock.advance(6)
    world.jobs()
    assert len(alarms(world)) == 1
