"""What those who wait are told, and that waiting is never endless: an honest range, or that nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chat import events as chat_events
from chat import hooks, messages, student
from hotline.contacts import queue
from hotline.core.door import Nothing
from tests.cast import WANG, XIN, StudentPage, World
from volunteers import events, floor, waits
from volunteers.models import Alarm

RECORD = events.Record(about=["other"], level=0, done=["listened"], next="none")


def wait(page: StudentPage) -> dict[str, Any]:
    found = page.world.read(student.snapshot, page.contact)["wait"]
    assert found is not None
    return dict(found)


def busy(world: World) -> None:
    """Xin is the only one on the line and has no place left."""
    for _ in range(XIN.capacity):
        world.talking(XIN)


def open_alarms(world: World, kind: str) -> list[Alarm]:
    return world.rows(select(Alarm).where(Alarm.kind == kind, Alarm.cleared_at.is_(None)))


def test_somebody_who_waits_is_given_a_range_and_never_a_place(world: World) -> None:
    busy(world)
    told = wait(world.student())
    assert set(told) == {"kind", "from_min", "to_min", "renewed", "until"}
    assert (told["from_min"], told["to_min"]) in queue.STEPS
    assert told["renewed"] is False


def test_the_range_is_from_the_slow_side(world: World) -> None:
    busy(world)
    settings = world.runtime.settings
    for ahead in range(1, 5):
        minutes = ahead * settings.handling_time / 60 / XIN.capacity
        told = wait(world.student())
        assert told["to_min"] >= min(minutes, queue.STEPS[-1][1])


def test_a_free_place_is_the_shortest_range(world: World) -> None:
    world.ready(XIN)
    told = wait(world.student())
    assert (told["from_min"], told["to_min"]) == queue.STEPS[0]


def test_a_range_is_renewed_before_it_passes_and_never_shrinks_into_a_false_minute(world: World) -> None:
    busy(world)
    page = world.student()
    first = wait(page)
    assert wait(page) == first
    for _ in range(3):
        told = wait(page)
        until = datetime.fromisoformat(told["until"])
        for before, renewed in ((40, False), (29, True)):
            world.clock.advance((until - world.clock.now()).total_seconds() - before)
            world.run(hooks.heard, [page.who.contact])
            world.run(events.here, XIN.staff, Nothing())
            world.run(waits.renew)
            assert (wait(page) != told) is renewed
        told = wait(page)
        assert (told["from_min"], told["to_min"]) in queue.STEPS
        assert told["renewed"] is True
        assert datetime.fromisoformat(told["until"]) > until


def test_the_page_is_told_of_each_new_range(world: World) -> None:
    busy(world)
    page = world.student()
    until = datetime.fromisoformat(wait(page)["until"])
    world.clock.advance((until - world.clock.now() - timedelta(seconds=25)).total_seconds())
    world.run(events.here, XIN.staff, Nothing())
    world.told.clear()
    world.jobs()
    states = world.heard_by(f"student:{page.who.contact}:{page.who.line}", "state")
    assert [state["wait"]["renewed"] for state in states][-1:] == [True]


def test_when_nobody_is_on_shift_it_says_so_alarms_and_sends_one_notice_at_once(world: World) -> None:
    page = world.student()
    assert wait(page) == {"kind": "nobody"}
    (alarm,) = open_alarms(world, "nobody_on_shift")
    assert alarm.priority == 1
    world.after(10)
    assert [effect.payload["to"] for effect in world.noticed] == ["lin"]
    said = world.read(messages.history, page.who.contact, 0)
    assert [message.note for message, _ in said] == ["nobody_on_shift"]


def test_it_is_the_same_within_ten_seconds_when_the_last_one_falls_silent(world: World) -> None:
    busy(world)
    page = world.student()
    assert wait(page)["kind"] == "range"
    world.after(31, step=1)
    world.after(10, step=1)
    assert wait(page) == {"kind": "nobody"}
    assert len(open_alarms(world, "nobody_on_shift")) == 1


def test_more_who_come_meanwhile_are_told_too_but_alarm_and_notice_stay_one(world: World) -> None:
    pages = [world.student() for _ in range(4)]
    world.after(20)
    assert [wait(page)["kind"] for page in pages] == ["nobody"] * 4
    assert len(world.rows(select(Alarm).where(Alarm.kind == "nobody_on_shift"))) == 1
    assert len(world.noticed) == 1


def test_it_is_still_the_same_alarm_when_the_first_who_waited_leaves_and_it_ends_with_the_last(world: World) -> None:
    pages = [world.student() for _ in range(3)]
    for page in pages:
        assert len(open_alarms(world, "nobody_on_shift")) == 1
        page.do(chat_events.finish)
        world.after(5)
    assert open_alarms(world, "nobody_on_shift") == []
    assert len(world.rows(select(Alarm).where(Alarm.kind == "nobody_on_shift"))) == 1
    assert len(world.noticed) == 1


def test_when_somebody_comes_the_alarm_ends_and_the_range_is_back(world: World) -> None:
    pages = [world.student() for _ in range(2)]
    world.ready(XIN)
    assert open_alarms(world, "nobody_on_shift") == []
    assert [wait(page)["kind"] for page in pages] == ["range"] * 2


def test_waiting_is_never_ended_by_the_line_while_the_student_is_there(world: World) -> None:
    page = world.student()
    for _ in range(8):
        world.clock.advance(3600)
        world.run(hooks.heard, [page.who.contact])
        world.jobs()
    assert page.contact.state == "waiting"
    assert {alarm.kind for alarm in open_alarms(world, "wait_limit")} == {"wait_limit"}


def test_waiting_too_long_alarms_sooner_and_louder_at_a_high_level(world: World) -> None:
    busy(world)
    low, high = world.student("你好"), world.student("药都攒够了")
    world.stay(XIN, seconds=32, step=4)
    assert [(a.contact, a.priority) for a in open_alarms(world, "wait_limit")] == [(high.who.contact, 1)]
    world.stay(XIN, seconds=32, step=4)
    found = {(a.contact, a.priority) for a in open_alarms(world, "wait_limit")}
    assert found == {(high.who.contact, 1), (low.who.contact, 2)}
    assert all(a.contact in (low.who.contact, high.who.contact) for a in open_alarms(world, "wait_limit"))


def test_who_waits_at_level_zero_is_served_in_the_end_under_a_stream_of_higher_ones(world: World) -> None:
    low = world.student("你好")
    world.ready(XIN)
    assert world.offer_to(XIN) is not None
    world.run(events.pause, XIN.staff, Nothing())
    for _ in range(20):
        world.student("我想死")
        world.student("我想死")
        world.clock.advance(300)
        world.run(hooks.heard, [c.id for c in world.read(queue.everyone_waiting)])
        world.ready(XIN)
        served = world.accept(XIN)
        if served.id == low.who.contact:
            break
        world.run(events.close, XIN.staff, events.Close(contact=served.id, record=RECORD))
        world.run(events.pause, XIN.staff, Nothing())
    assert low.contact.holder == "xin"


def test_who_waits_long_never_comes_before_a_declared_danger(world: World) -> None:
    world.student("你好")
    world.clock.advance(4 * 3600)
    danger = world.student(danger=True)
    world.ready(XIN)
    assert world.accept(XIN).id == danger.who.contact


def test_the_floor_counts_what_is_there(world: World) -> None:
    talk = world.talking(XIN)
    world.run(events.pause, XIN.staff, Nothing())
    world.student("你好")
    world.student("药都攒够了")
    world.clock.advance(20)
    world.run(events.here, WANG.staff, Nothing())
    numbers = world.read(floor.picture, WANG.staff)["numbers"]
    assert {name: numbers[name] for name in ("conversations", "on_shift", "supervisors", "high", "high_unheld")} == {
        "conversations": 1,
        "on_shift": 1,
        "supervisors": 1,
        "high": 1,
        "high_unheld": 1,
    }
    assert (numbers["waiting_over"], numbers["longest_wait_s"]) == (0, 21)
    world.clock.advance(50)
    world.run(events.here, XIN.staff, Nothing())
    assert world.read(floor.picture, WANG.staff)["numbers"]["waiting_over"] == 2
    shown = world.read(floor.picture, WANG.staff)
    assert [row["level"] for row in shown["waiting"]] == [3, 0]
    (person,) = (p for p in shown["people"] if p["id"] == "xin")
    assert [held["contact"] for held in person["holding"]] == [talk.who.contact]
    assert (person["load"], person["capacity"]) == (1, 2)


def test_the_floor_shows_no_words_and_no_identity(world: World) -> None:
    world.talking(XIN, "独一无二的一句话")
    world.student("独一无二的另一句")
    assert "独一无二" not in repr(world.read(floor.picture, WANG.staff))
