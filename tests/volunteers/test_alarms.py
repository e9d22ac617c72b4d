"""Alarms: one for each cause, owned by who takes it, ringing again while the cause lasts, gone when it is gone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from hotline.core.errors import Refusal
from tests.cast import HE, WANG, XIN, World
from volunteers import alarms, events, floor
from volunteers.models import Alarm


def the_alarm(world: World, kind: str) -> Alarm:
    (alarm,) = world.rows(select(Alarm).where(Alarm.kind == kind, Alarm.cleared_at.is_(None)))
    return alarm


def shown(world: World) -> list[dict[str, Any]]:
    return list(world.read(floor.picture, WANG.staff)["alarms"])


def test_a_cause_alarms_once_however_often_and_by_however_many_it_is_found(world: World) -> None:
    tries = [world.database.submit(alarms.ring, "part_degraded", "disk", alarms.NOW) for _ in range(12)]
    assert [one.result() for one in tries].count(True) == 1
    assert len(world.rows(select(Alarm))) == 1


def test_calling_a_supervisor_twice_is_one_alarm_that_names_the_contact(world: World) -> None:
    page = world.talking(XIN)
    for _ in range(2):
        world.run(events.call_supervisor, XIN.staff, events.OfId(contact=page.who.contact))
    alarm = the_alarm(world, "supervisor_called")
    assert (alarm.priority, alarm.contact) == (alarms.NOW, page.who.contact)


def test_of_supervisors_who_take_it_at_once_one_has_it_and_the_others_are_told_who(world: World) -> None:
    for number in range(10):
        world.run(alarms.ring, "part_degraded", f"cause {number}", alarms.SOON)
        taken = events.OfAlarm(alarm=world.rows(select(Alarm.id).where(Alarm.open_key == f"cause {number}"))[0])
        tries = {who.login: world.database.submit(events.take_alarm, who.staff, taken) for who in (WANG, HE)}
        refused = {login: one.exception() for login, one in tries.items() if one.exception() is not None}
        (winner,) = tries.keys() - refused.keys()
        (problem,) = refused.values()
        assert isinstance(problem, Refusal)
        assert (problem.code, problem.extra["by"]["name"]["zh"]) == ("taken", f"名{winner}")


def test_taking_ones_own_again_changes_nothing(world: World) -> None:
    world.run(alarms.ring, "part_degraded", "disk", alarms.NOW)
    alarm = the_alarm(world, "part_degraded")
    for _ in range(2):
        world.run(alarms.take, "wang", alarm.id)
    assert the_alarm(world, "part_degraded").taken_by == "wang"


def test_what_was_taken_and_is_still_there_rings_again(world: World) -> None:
    world.run(alarms.ring, "part_degraded", "disk", alarms.NOW)
    world.run(alarms.take, "wang", the_alarm(world, "part_degraded").id)
    world.clock.advance(299)
    world.jobs()
    assert the_alarm(world, "part_degraded").taken_by == "wang"
    world.clock.advance(6)
    world.jobs()
    assert the_alarm(world, "part_degraded").taken_by is None
    world.run(alarms.take, "he", the_alarm(world, "part_degraded").id)
    assert the_alarm(world, "part_degraded").taken_by == "he"


def test_what_is_over_does_not_ring_again_and_may_alarm_anew(world: World) -> None:
    world.run(alarms.ring, "part_degraded", "disk", alarms.NOW)
    alarm = the_alarm(world, "part_degraded")
    world.run(alarms.take, "wang", alarm.id)
    world.run(alarms.clear, "disk")
    world.clock.advance(400)
    world.jobs()
    assert shown(world) == []
    with pytest.raises(Refusal, match="taken"):
        world.run(alarms.take, "he", alarm.id)
    assert world.run(alarms.ring, "part_degraded", "disk", alarms.NOW) is True


def test_stale_alarms_are_not_flushed_to_whoever_signs_on(world: World) -> None:
    pages = [world.student() for _ in range(5)]
    world.after(120, step=20)
    assert {alarm["kind"] for alarm in shown(world)} == {"nobody_on_shift", "wait_limit"}
    world.ready(XIN)
    for page in pages:
        page.do(chat_events.finish)
    world.told.clear()
    world.ready(WANG)
    assert shown(world) == []
    assert [tell.event for tell in world.told if tell.room == "staff:wang"] == ["desk"]


def test_the_most_urgent_and_untaken_come_first(world: World) -> None:
    for kind, priority in (("needs_eyes", alarms.SOON), ("part_degraded", alarms.NOW), ("offer_missed", alarms.SHIFT)):
        world.clock.advance(1)
        world.run(alarms.ring, kind, kind, priority)
    assert [alarm["priority"] for alarm in shown(world)] == [1, 2, 3]
    world.run(alarms.take, "wang", the_alarm(world, "part_degraded").id)
    assert [alarm["kind"] for alarm in shown(world)] == ["needs_eyes", "offer_missed", "part_degraded"]


def called(world: World) -> list[str]:
    return [effect.payload["to"] for effect in world.noticed]


def test_an_alarm_nobody_takes_goes_to_the_next_on_call_and_the_lead_without_end(world: World) -> None:
    world.run(alarms.ring, "supervisor_called", "called", alarms.NOW)
    world.after(55)
    assert called(world) == []
    world.after(10)
    assert called(world) == ["lin"]
    world.after(300)
    assert called(world) == ["lin", "zhou", "chen"]
    world.after(600)
    assert called(world)[3:] == ["lin", "chen", "zhou", "chen"]


def test_taking_it_stops_the_calls_until_it_rings_again(world: World) -> None:
    world.run(alarms.ring, "supervisor_called", "called", alarms.NOW)
    world.run(alarms.take, "wang", the_alarm(world, "supervisor_called").id)
    world.after(295)
    assert called(world) == []
    world.after(80)
    assert called(world) == ["lin"]


def test_a_notice_of_an_alarm_says_nothing_of_the_contact(world: World) -> None:
    page = world.talking(XIN, "药我都攒好了")
    world.run(events.call_supervisor, XIN.staff, events.OfId(contact=page.who.contact))
    world.stay(XIN, seconds=65)
    notice = next(effect for effect in world.noticed if effect.payload["case"].startswith("Q-"))
    assert set(notice.payload) == {"to", "name", "case", "priority", "due"}
