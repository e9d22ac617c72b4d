"""Ways out: quick exit, finishing, one voluntary answer; and what stays when a life may be at stake."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from chat import events as chat_events
from chat import student
from chat.models import Feedback, FeedbackGiven
from hotline.core.door import Answer
from hotline.core.errors import Refusal
from linkage.models import Escalation
from tests.cast import QIAO, XIN, StudentPage, World, client_id, fresh_secret
from volunteers import desk


def enter(world: World, secret: str) -> object:
    return world.run(chat_events.enter, None, chat_events.Enter(secret=secret, next=fresh_secret(), last_seq=0))


def test_quick_exit_retires_every_key_of_the_conversation(world: World) -> None:
    page = world.student("你好")
    second = fresh_secret()
    world.run(chat_events.enter, None, chat_events.Enter(secret=page.secret, next=second, last_seq=0))
    world.run(student.leave, second)
    for secret in (page.secret, second):
        answer = enter(world, secret)
        assert isinstance(answer, dict)
        assert answer["code"] == "key_retired"


def test_quick_exit_gives_up_a_queue_place_and_the_offer_made_for_it(world: World) -> None:
    world.ready(XIN)
    page = world.student("你好")
    assert world.offer_to(XIN) is not None
    world.run(student.leave, page.secret)
    assert (page.contact.state, page.contact.closed_why) == ("closed", "student_left")
    assert world.offer_to(XIN) is None
    world.student("在吗")
    assert world.offer_to(XIN) is not None


@pytest.mark.parametrize(("words", "danger"), [("药都攒够了", False), (None, True)])
def test_quick_exit_keeps_a_waiting_contact_when_a_life_may_be_at_stake(
    words: str | None, danger: bool, world: World
) -> None:
    page = world.student(words, danger=danger)
    world.run(student.leave, page.secret)
    assert (page.contact.state, page.contact.left) == ("waiting", True)
    world.ready(XIN)
    assert world.accept(XIN).id == page.who.contact
    assert len(world.rows(select(Escalation).where(Escalation.open_for == page.who.contact))) == 1


def test_quick_exit_from_a_conversation_leaves_it_with_its_holder_who_sees_it(world: World) -> None:
    page = world.talking(XIN)
    world.run(student.leave, page.secret)
    (shown,) = world.read(desk.picture, XIN.staff)["contacts"]
    assert (shown["state"], shown["student"]["here"], shown["student"]["left"]) == ("active", False, True)


def test_leaving_twice_or_with_a_key_of_nobody_changes_nothing(world: World) -> None:
    page = world.student("你好")
    for secret in (page.secret, page.secret, fresh_secret()):
        world.run(student.leave, secret)
    assert page.contact.closed_why == "student_left"


def test_a_student_who_finishes_leaves_the_record_to_the_holder(world: World) -> None:
    page = world.talking(XIN)
    answer = page.do(chat_events.finish)
    assert answer["contact"]["state"] == "ended"
    assert (page.contact.state, page.contact.holder) == ("wrap_up", "xin")
    assert page.do(chat_events.finish)["contact"]["state"] == "ended"


def finished(world: World) -> StudentPage:
    page = world.student("你好")
    page.do(chat_events.finish)
    return page


def test_feedback_is_asked_once_and_only_after_the_end(world: World) -> None:
    page = world.student("你好")
    give = chat_events.GiveFeedback(client_id=client_id(), answer="helped")
    with pytest.raises(Refusal, match="conflict"):
        page.do(chat_events.feedback, give)
    assert page.do(chat_events.finish)["contact"]["feedback"] is True
    page.do(chat_events.feedback, give)
    page.do(chat_events.feedback, chat_events.GiveFeedback(client_id=client_id(), answer="no"))
    assert [row.answer for row in world.rows(select(Feedback))] == ["helped"]
    assert world.read(student.snapshot, page.contact)["feedback"] is False


def test_feedback_is_a_count_by_day_with_no_row_that_leads_back(world: World) -> None:
    for _ in range(2):
        page = finished(world)
        page.do(chat_events.feedback, chat_events.GiveFeedback(client_id=client_id(), answer="some"))
        page.do(chat_events.feedback, chat_events.GiveFeedback(client_id=client_id(), answer="no"))
    assert {column.key for column in inspect(Feedback).columns} == {"day", "answer", "count"}
    assert {column.key for column in inspect(FeedbackGiven).columns} == {"contact"}
    assert [(row.answer, row.count) for row in world.rows(select(Feedback))] == [("some", 2)]


@pytest.mark.parametrize("how", ["finish", "leave"])
def test_words_of_danger_nobody_has_read_are_not_ended_by_a_tap(world: World, how: str) -> None:
    page = world.student("药我都攒够了")
    if how == "finish":
        page.do(chat_events.finish)
    else:
        world.run(student.leave, page.secret)
    assert page.contact.state == "waiting"
    assert page.contact.left
    world.ready(QIAO)
    assert world.accept(QIAO).id == page.who.contact


def test_a_key_that_died_with_its_conversation_does_not_open_it_by_beginning(world: World) -> None:
    page = finished(world)
    world.clock.advance(86401)
    assert enter(world, page.secret) == {"contact": None, "messages": []}
    answer = world.run(chat_events.begin, None, chat_events.Begin(secret=page.secret))
    assert isinstance(answer, Answer)
    assert answer.become is not None
    assert answer.become.contact != page.who.contact
