"""Resume keys: nobody is locked out by a dead network, and a stolen older key opens nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from chat import events as chat_events
from chat.models import StudentKey
from hotline.core.door import Answer, Student
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry
from tests.cast import XIN, StudentPage, World, fresh_secret


def enter(world: World, secret: str, successor: str, who: Student | None = None) -> Any:
    return world.run(chat_events.enter, who, chat_events.Enter(secret=secret, next=successor, last_seq=0))


def opens(world: World, secret: str, page: StudentPage) -> bool:
    answer = enter(world, secret, fresh_secret())
    return isinstance(answer, Answer) and answer.become is not None and answer.become.contact == page.who.contact


def test_a_pair_raced_with_itself_gives_every_try_the_same_conversation(world: World) -> None:
    for _ in range(5):
        page = world.student("你好")
        payload = chat_events.Enter(secret=page.secret, next=fresh_secret(), last_seq=0)
        tries = [world.database.submit(chat_events.enter, None, payload) for _ in range(4)]
        assert {f.result().become.contact for f in tries} == {page.who.contact}
        assert current(world, page) == 1


def current(world: World, page: StudentPage) -> int:
    keys = select(func.count()).select_from(StudentKey)
    count = world.read(
        lambda work: work.session.scalar(
            keys.where(StudentKey.contact == page.who.contact, StudentKey.state == "current")
        )
    )
    return int(count or 0)


def test_each_return_replaces_the_key(world: World) -> None:
    page = world.student("你好")
    second, third = fresh_secret(), fresh_secret()
    assert isinstance(enter(world, page.secret, second), Answer)
    assert isinstance(enter(world, second, third), Answer)
    assert opens(world, third, page)
    assert current(world, page) == 1


def test_only_digests_of_keys_are_kept(world: World) -> None:
    page = world.student()
    rows = world.rows(select(StudentKey.digest))
    assert len(rows) == 1
    assert page.secret not in rows


def test_a_return_whose_answer_was_lost_works_with_the_same_pair_after_ten_minutes(world: World) -> None:
    page = world.student("你好")
    successor = fresh_secret()
    enter(world, page.secret, successor)
    world.clock.advance(600)
    again = enter(world, page.secret, successor)
    assert isinstance(again, Answer)
    assert again.become is not None
    assert again.become.contact == page.who.contact
    assert opens(world, successor, page)


def test_the_key_before_opens_for_sixty_seconds_and_no_longer(world: World) -> None:
    page = world.student("你好")
    enter(world, page.secret, fresh_secret())
    world.clock.advance(59)
    assert opens(world, page.secret, page)
    world.clock.advance(60)
    assert not opens(world, page.secret, page)


def test_a_stolen_older_key_is_refused_for_good_and_the_live_page_is_told(world: World) -> None:
    page = world.student("你好")
    second = fresh_secret()
    live = enter(world, page.secret, second).become
    world.clock.advance(61)
    refused = enter(world, page.secret, fresh_secret())
    assert (refused["code"], refused["retry"]) == ("key_retired", False)
    assert world.heard_by(f"student:{live.contact}:{live.line}", "key_misused") == [{}]
    assert "old_key_refused" in world.rows(select(AuditEntry.action))
    assert opens(world, second, page)


def test_a_thief_with_an_old_key_cannot_begin_in_its_name(world: World) -> None:
    page = world.student("你好")
    enter(world, page.secret, fresh_secret())
    world.clock.advance(61)
    answer = world.run(chat_events.begin, None, chat_events.Begin(secret=page.secret))
    assert isinstance(answer, dict)
    assert (answer["ok"], answer["code"], answer["retry"]) == (False, "key_retired", False)
    assert len(world.rows(select(StudentKey.contact).distinct())) == 1


def test_an_unknown_key_opens_nothing_and_says_so(world: World) -> None:
    assert enter(world, fresh_secret(), fresh_secret()) == {"contact": None, "messages": []}


def test_a_key_dies_a_day_after_the_conversation_closed(world: World) -> None:
    page = world.student("你好")
    page.do(chat_events.finish)
    world.clock.advance(86_401)
    assert enter(world, page.secret, fresh_secret()) == {"contact": None, "messages": []}


def test_begin_asked_twice_is_one_conversation(world: World) -> None:
    secret = fresh_secret()
    begin = chat_events.Begin(secret=secret)
    first = world.run(chat_events.begin, None, begin)
    again = world.run(chat_events.begin, None, begin)
    assert first.become.contact == again.become.contact


def test_begin_raced_with_itself_is_one_conversation(world: World) -> None:
    for _ in range(5):
        begin = chat_events.Begin(secret=fresh_secret())
        tries = [world.database.submit(chat_events.begin, None, begin) for _ in range(4)]
        problems = [p for p in (f.exception() for f in tries) if p is not None]
        assert all(isinstance(p, Refusal) and p.answer()["retry"] for p in problems)
        assert len({f.result().become.contact for f in tries if f.exception() is None}) == 1


def test_of_two_pages_that_come_back_at_once_only_one_successor_stays(world: World) -> None:
    for _ in range(10):
        page = world.student("你好")
        tries = [
            world.database.submit(
                chat_events.enter, None, chat_events.Enter(secret=page.secret, next=fresh_secret(), last_seq=0)
            )
            for _ in range(4)
        ]
        lines = [f.result().become.line for f in tries]
        assert len(set(lines)) == len(lines)
        assert current(world, page) == 1


def test_a_second_page_supersedes_the_first_which_then_hears_and_says_nothing(world: World) -> None:
    page = world.talking(XIN)
    first = f"student:{page.who.contact}:{page.who.line}"
    second = enter(world, page.secret, fresh_secret()).become
    assert world.heard_by(first, "superseded") == [{}]
    world.told.clear()
    contact = page.contact
    payload = chat_events.Reply(
        contact=contact.id, client_id="11111111-1111-4111-8111-111111111111", text="我在听", epoch=contact.epoch
    )
    world.run(chat_events.reply, XIN.staff, payload)
    assert [tell for tell in world.told if tell.room == first] == []
    assert len(world.heard_by(f"student:{second.contact}:{second.line}", "message")) == 1
    with pytest.raises(Refusal, match="superseded"):
        page.say("你好")
    with pytest.raises(Refusal, match="superseded"):
        page.do(chat_events.finish)


def test_coming_back_on_the_same_connection_supersedes_nobody(world: World) -> None:
    page = world.talking(XIN)
    again = enter(world, page.secret, fresh_secret(), page.who).become
    assert again == page.who
    assert world.heard_by(f"student:{page.who.contact}:{page.who.line}", "superseded") == []
