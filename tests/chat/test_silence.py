"""A student whose page falls silent: place and holder stay a while, and at a high level nothing is given up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat import hooks
from hotline.core.sockets import student_gone
from tests.cast import XIN, StudentPage, World, fresh_secret
from volunteers import desk
from volunteers.models import Alarm


def lost(world: World) -> list[Alarm]:
    return world.rows(select(Alarm).where(Alarm.kind == "lost_contact", Alarm.cleared_at.is_(None)))


def gone(page: StudentPage) -> None:
    page.world.run(student_gone, page.who.contact, page.who.line)


def come_back(page: StudentPage) -> None:
    successor = fresh_secret()
    payload = chat_events.Enter(secret=page.secret, next=successor, last_seq=0)
    answer = page.world.run(chat_events.enter, None, payload)
    page.secret, page.who = successor, answer.become


def shown(world: World) -> dict[str, object]:
    (contact,) = world.read(desk.picture, XIN.staff)["contacts"]
    return dict(contact["student"])


def test_the_holder_sees_since_when_the_student_is_gone_and_keeps_the_contact(world: World) -> None:
    page = world.talking(XIN)
    gone(page)
    world.stay(XIN, seconds=90, step=15)
    assert shown(world) == {"here": False, "gone_since": desk.wire(page.contact.gone_since), "left": False}
    assert (page.contact.state, page.contact.holder) == ("active", "xin")
    come_back(page)
    assert shown(world)["here"] is True


def test_a_connection_that_ended_after_a_newer_one_began_is_no_loss(world: World) -> None:
    page = world.talking(XIN)
    older = page.who
    come_back(page)
    world.run(student_gone, older.contact, older.line)
    assert page.contact.gone_since is None


def test_a_page_that_stops_answering_without_a_word_is_noticed(world: World) -> None:
    page = world.talking(XIN)
    world.stay(XIN, seconds=30, step=10)
    assert page.contact.gone_since is not None


def test_a_page_that_answers_is_here(world: World) -> None:
    page = world.talking(XIN)
    for _ in range(6):
        world.run(hooks.heard, [page.who.contact])
        world.stay(XIN, seconds=10, step=10)
    assert page.contact.gone_since is None


@pytest.mark.parametrize("words", ["药都攒够了", "我已经吃了一瓶"])
def test_a_student_lost_at_a_high_level_alarms_once_and_the_alarm_ends_when_they_are_back(
    words: str, world: World
) -> None:
    page = world.talking(XIN, words)
    gone(page)
    world.stay(XIN, seconds=115, step=15)
    assert lost(world) == []
    world.stay(XIN, seconds=60, step=15)
    (alarm,) = lost(world)
    assert (alarm.contact, alarm.priority) == (page.who.contact, 1)
    come_back(page)
    assert lost(world) == []


def test_a_student_lost_below_a_high_level_is_no_alarm(world: World) -> None:
    page = world.talking(XIN, "我想死")
    gone(page)
    world.stay(XIN, seconds=300, step=20)
    assert lost(world) == []


def test_a_queue_place_lapses_after_ten_minutes_of_silence_and_not_before(world: World) -> None:
    page = world.student("你好")
    gone(page)
    world.clock.advance(595)
    world.jobs()
    assert page.contact.state == "waiting"
    world.clock.advance(10)
    world.jobs()
    assert (page.contact.state, page.contact.closed_why) == ("closed", "student_lapsed")


@pytest.mark.parametrize(("words", "danger"), [("药都攒够了", False), (None, True)])
def test_a_queue_place_at_a_high_level_never_lapses(words: str | None, danger: bool, world: World) -> None:
    page = world.student(words, danger=danger)
    gone(page)
    for _ in range(3):
        world.clock.advance(7200)
        world.jobs()
    assert page.contact.state == "waiting"
    assert [alarm.contact for alarm in lost(world)] == [page.who.contact]


def test_half_an_hour_of_silence_in_a_conversation_marks_the_student_as_left_and_closes_nothing(world: World) -> None:
    page = world.talking(XIN)
    gone(page)
    world.stay(XIN, seconds=1830, step=25)
    assert (page.contact.state, page.contact.holder, page.contact.left) == ("active", "xin", True)
    come_back(page)
    assert page.contact.left is False
