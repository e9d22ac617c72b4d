"""What never reaches a student: whispers, levels, hints, ids of staff, a place in the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat import student
from chat.models import Whisper
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry
from tests.cast import HE, MEI, WANG, XIN, StudentPage, World, client_id, fresh_secret
from volunteers import events

SNAPSHOT = {"code", "state", "danger", "lang", "last_seq", "wait", "with", "feedback"}
MESSAGE = {"seq", "from", "name", "role", "text", "note", "at", "client_id"}
FORBIDDEN = {"level", "level_by", "hints", "rule", "priority", "place", "position", "holder", "needs_eyes", "person"}


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def observe(world: World, page: StudentPage) -> dict[str, Any]:
    return world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=page.who.contact, reason="危机陪同"))


def whisper(world: World, page: StudentPage, text: str, id_: str | None = None) -> dict[str, Any]:
    payload = chat_events.SendWhisper(contact=page.who.contact, client_id=id_ or client_id(), text=text)
    return world.run(chat_events.whisper, WANG.staff, payload)


def everything(world: World, page: StudentPage) -> list[Any]:
    """All that student rooms were told, and all a page reads when it comes back."""
    told = [tell.data for tell in world.told if tell.namespace == "/student"]
    payload = chat_events.Enter(secret=page.secret, next=fresh_secret(), last_seq=0)
    return [*told, world.read(world.run(chat_events.enter, None, payload).then)]


def test_a_whisper_reaches_the_holder_and_never_the_student(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    observe(world, page)
    whisper(world, page, "问问药在哪里")
    (heard,) = world.heard_by("staff:xin", "whisper")
    assert heard["whisper"]["text"] == "问问药在哪里"
    assert {tell.room for tell in world.told if "问问药在哪里" in str(tell.data)} == {"staff:xin", "staff:wang"}
    assert "问问药在哪里" not in json.dumps(everything(world, page), ensure_ascii=False, default=str)


def test_a_whisper_said_again_is_one_whisper(world: World) -> None:
    page = world.talking(XIN)
    observe(world, page)
    id_ = client_id()
    assert whisper(world, page, "慢一点", id_) == whisper(world, page, "慢一点", id_)
    with pytest.raises(Refusal, match="id_conflict"):
        whisper(world, page, "快一点", id_)
    assert len(world.rows(select(Whisper))) == 1
    assert len(world.heard_by("staff:xin", "whisper")) == 1


def test_nobody_whispers_or_reads_without_a_reason_given_first(world: World) -> None:
    page = world.talking(XIN)
    with pytest.raises(Refusal, match="not_found"):
        whisper(world, page, "慢一点")
    for who in (HE, MEI):
        with pytest.raises(Refusal, match="not_found"):
            world.run(chat_events.open_, who.staff, chat_events.Open(contact=page.who.contact))


def test_every_reading_is_in_the_audit_chain(world: World) -> None:
    page = world.talking(XIN)
    world.run(chat_events.open_, XIN.staff, chat_events.Open(contact=page.who.contact))
    observe(world, page)
    reads = select(AuditEntry).where(AuditEntry.action == "read", AuditEntry.subject == page.who.contact)
    assert [entry.actor for entry in world.rows(reads.order_by(AuditEntry.seq))] == ["xin", "wang"]


def test_a_student_is_shown_no_level_no_reason_and_no_place(world: World) -> None:
    world.student("先来的")
    page = world.student("药都攒够了", danger=True)
    page.do(chat_events.danger)
    assert set(world.read(student.snapshot, page.contact)) == SNAPSHOT
    world.ready(XIN)
    assert world.accept(XIN).id == page.who.contact
    assess = events.Assess(contact=page.who.contact, level=4)
    world.run(events.assess, XIN.staff, assess)
    world.run(events.call_supervisor, XIN.staff, events.OfId(contact=page.who.contact))
    page.do(chat_events.finish)
    seen = everything(world, page)
    assert FORBIDDEN.isdisjoint(keys_of(seen))
    assert set(seen[-1]["contact"]) == SNAPSHOT
    assert all(set(message) <= MESSAGE for message in seen[-1]["messages"])


def test_a_student_hears_of_staff_only_by_work_name_and_role(world: World) -> None:
    page = world.talking(XIN)
    contact = page.contact
    reply = chat_events.Reply(contact=contact.id, client_id=client_id(), text="我在", epoch=contact.epoch)
    world.run(chat_events.reply, XIN.staff, reply)
    seen = everything(world, page)[-1]
    assert seen["contact"]["with"] == {"name": {"zh": "名xin", "en": "Xin"}, "role": "volunteer"}
    (said,) = (m for m in seen["messages"] if m["from"] == "staff")
    assert (said["name"], said["role"]) == ({"zh": "名xin", "en": "Xin"}, "volunteer")
    assert '"xin"' not in json.dumps(seen, ensure_ascii=False, default=str)


def test_the_line_speaks_in_codes_that_say_what_happened(world: World) -> None:
    page = world.student("在吗")
    world.ready(XIN)
    world.accept(XIN)
    taken = events.TakeOver(contact=page.who.contact, epoch=page.contact.epoch)
    world.run(events.take_over, WANG.staff, taken)
    world.run(events.end, WANG.staff, events.OfId(contact=page.who.contact))
    notes = [message["note"] for message in everything(world, page)[-1]["messages"] if "note" in message]
    assert [note["code"] for note in notes] == ["nobody_on_shift", "answered", "taken_over", "ended_by_staff"]
    assert notes[1]["name"]["zh"] == "名xin"
