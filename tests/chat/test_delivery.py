"""The delivery contract: an ack means it is on disk, once, with one number, readable again in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat.models import Message
from hotline.core.errors import Refusal
from hotline.core.models import Base
from hotline.core.work import Work
from tests.cast import MEI, WANG, XIN, StudentPage, World, client_id, fresh_secret
from triage.verdict import Said, Verdict
from triage.weigh import verdict_of
from volunteers import events


def stored(page: StudentPage) -> list[Message]:
    return page.world.rows(select(Message).where(Message.contact == page.who.contact).order_by(Message.seq))


def replayed(page: StudentPage, last_seq: int) -> dict[str, Any]:
    """What a page gets that comes back having seen everything up to `last_seq`."""
    successor = fresh_secret()
    payload = chat_events.Enter(secret=page.secret, next=successor, last_seq=last_seq)
    answer = page.world.run(chat_events.enter, None, payload)
    page.secret, page.who = successor, answer.become
    return page.world.read(answer.then)


def reply(world: World, page: StudentPage, text: str) -> dict[str, Any]:
    contact = page.contact
    payload = chat_events.Reply(contact=contact.id, client_id=client_id(), text=text, epoch=contact.epoch)
    return world.run(chat_events.reply, XIN.staff, payload)


def test_the_same_words_with_the_same_id_are_one_message_with_its_first_number_and_time(world: World) -> None:
    page = world.student()
    id_ = client_id()
    first = page.say("你好", id_)
    page.say("在吗")
    world.clock.advance(90_000)
    assert page.say("你好", id_) == first
    assert [m.seq for m in stored(page) if m.client_id == id_] == [first["seq"]]


def test_other_words_with_the_same_id_are_refused_and_change_nothing(world: World) -> None:
    page = world.student()
    id_ = client_id()
    page.say("你好", id_)
    before = [(m.seq, m.body) for m in stored(page)]
    with pytest.raises(Refusal) as refused:
        page.say("我想死", id_)
    assert (refused.value.code, refused.value.answer()["retry"]) == ("id_conflict", False)
    assert [(m.seq, m.body) for m in stored(page)] == before
    assert page.contact.level == 0


def test_a_repeat_is_answered_even_after_the_conversation_ended(world: World) -> None:
    page = world.student()
    id_ = client_id()
    first = page.say("你好", id_)
    page.do(chat_events.finish)
    assert page.say("你好", id_) == first
    with pytest.raises(Refusal, match="closed"):
        page.say("还在吗")


def test_the_same_id_of_two_people_are_two_messages(world: World) -> None:
    page = world.talking()
    id_ = client_id()
    page.say("收到", id_)
    payload = chat_events.Reply(contact=page.who.contact, client_id=id_, text="收到", epoch=page.contact.epoch)
    world.run(chat_events.reply, XIN.staff, payload)
    assert sorted(m.sender for m in stored(page) if m.client_id == id_) == ["student", "xin"]


def test_numbers_have_no_gap_and_one_order_when_eight_send_at_once(make_world: Callable[..., World]) -> None:
    world = make_world(messages_burst=1000)
    page = world.talking()
    before = page.contact.last_seq
    says = [chat_events.Say(client_id=client_id(), text=f"第{n}句") for n in range(40)]
    epoch = page.contact.epoch
    acks = []
    for start in range(0, 40, 8):
        batch = [world.database.submit(chat_events.say, page.who, say) for say in says[start : start + 8]]
        answer = chat_events.Reply(contact=page.who.contact, client_id=client_id(), text="嗯", epoch=epoch)
        batch.append(world.database.submit(chat_events.reply, XIN.staff, answer))
        acks += [one.result()["seq"] for one in batch]
    assert sorted(acks) == list(range(before + 1, before + 46))
    assert [m.seq for m in stored(page)] == list(range(1, before + 46))


def test_a_storm_of_repeats_is_one_row_for_each_message_and_the_same_ack_for_each_repeat(
    make_world: Callable[..., World],
) -> None:
    world = make_world(messages_burst=1000)
    page = world.student()
    says = [chat_events.Say(client_id=client_id(), text=f"第{n}句") for n in range(12)]
    tries = [(say, world.database.submit(chat_events.say, page.who, say)) for say in says for _ in range(5)]
    seqs: dict[str, set[int]] = {}
    for say, future in tries:
        seqs.setdefault(say.client_id, set()).add(future.result()["seq"])
    assert all(len(found) == 1 for found in seqs.values())
    assert len([m for m in stored(page) if m.sender == "student"]) == len(says)


def test_repeats_of_one_reply_raced_are_one_row(world: World) -> None:
    page = world.talking()
    contact = page.contact
    payload = chat_events.Reply(contact=contact.id, client_id=client_id(), text="我在听", epoch=contact.epoch)
    tries = [world.database.submit(chat_events.reply, XIN.staff, payload) for _ in range(8)]
    assert len({future.result()["seq"] for future in tries}) == 1
    assert len([m for m in stored(page) if m.sender == "xin"]) == 1


def test_a_replayed_view_equals_a_fresh_one_after_any_cut(world: World) -> None:
    page = world.talking()
    for n in range(3):
        page.say(f"第{n}句")
        reply(world, page, f"听到第{n}句")
    contact = page.contact
    world.run(events.take_over, WANG.staff, events.TakeOver(contact=contact.id, epoch=contact.epoch))
    page.do(chat_events.finish)
    fresh = replayed(page, 0)
    assert len(fresh["messages"]) == fresh["contact"]["last_seq"]
    for cut in range(len(fresh["messages"]) + 1):
        view = replayed(page, cut)
        assert fresh["messages"][:cut] + view["messages"] == fresh["messages"]
        assert view["contact"] == fresh["contact"]


def test_what_a_page_hears_live_is_what_it_reads_again(world: World) -> None:
    page = world.talking()
    page.say("你好")
    reply(world, page, "我在听")
    room = f"student:{page.who.contact}:{page.who.line}"
    heard = world.heard_by(room, "message")
    fresh = replayed(page, 0)["messages"]
    assert heard == [message for message in fresh if message["from"] != "student"]


def test_what_was_refused_left_no_number_behind(world: World) -> None:
    page = world.student()
    last = page.contact.last_seq
    for words, code in (("", "empty"), ("  \n", "empty"), ("长" * 2001, "too_long")):
        with pytest.raises(Refusal, match=code):
            page.say(words)
    assert page.say("长" * 2000)["seq"] == last + 1


def test_a_reading_that_breaks_the_transaction_leaves_nothing_and_the_retry_stores_it(
    make_world: Callable[..., World],
) -> None:
    calls: list[str] = []

    def interrupted(text: str, before: Sequence[Said]) -> Verdict:
        calls.append(text)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return verdict_of([], "test")

    world = make_world(weigher=interrupted)
    page = world.student()
    last, id_ = page.contact.last_seq, client_id()
    with pytest.raises(KeyboardInterrupt):
        page.say("你好", id_)
    assert [m for m in stored(page) if m.client_id == id_] == []
    assert page.say("你好", id_)["seq"] == last + 1


def test_words_are_sealed_at_rest(world: World) -> None:
    canary = "独一无二的一句话qx7"
    page = world.talking(XIN, canary)
    reply(world, page, canary)
    give = events.Give(contact=page.who.contact, to="mei", note=canary)
    world.ready(MEI)
    world.run(events.give, XIN.staff, give)
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=page.who.contact, reason=canary))
    whisper = chat_events.SendWhisper(contact=page.who.contact, client_id=client_id(), text=canary)
    world.run(chat_events.whisper, WANG.staff, whisper)

    def spilled(work: Work) -> list[str]:
        tables = Base.metadata.sorted_tables
        rows = {table.name: work.session.execute(table.select()).all() for table in tables}
        forms = (canary, repr(canary.encode())[2:-1], canary.encode("unicode_escape").decode())
        return [name for name, found in rows.items() if any(form in repr(found) for form in forms)]

    assert world.read(spilled) == []
    for file in world.runtime.settings.data.iterdir():
        assert canary.encode() not in file.read_bytes(), file.name
