"""Ending and closing: the record is short, sealed, and at a high level closed on purpose."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from hotline.core import seal
from hotline.core.door import parse
from hotline.core.errors import Refusal
from linkage.models import Escalation
from tests.cast import MEI, XIN, World
from volunteers import events
from volunteers.models import ContactRecord


def record(level: int = 0, note: str | None = None) -> events.Record:
    return events.Record(about=["school"], level=level, done=["listened"], next="none", note=note)


@pytest.mark.parametrize(("words", "level"), [("药都攒够了", 0), ("你好", 3), ("你好", 4)])
def test_closing_at_a_high_level_by_either_word_must_be_confirmed(words: str, level: int, world: World) -> None:
    page = world.talking(XIN, words)
    close = events.Close(contact=page.who.contact, record=record(level, "谈过了"))
    with pytest.raises(Refusal, match="confirm_needed"):
        world.run(events.close, XIN.staff, close)
    assert (page.contact.state, world.rows(select(ContactRecord))) == ("active", [])
    close.confirm = True
    world.run(events.close, XIN.staff, close)
    assert page.contact.state == "closed"


def test_closing_does_not_end_the_escalation(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    world.run(
        events.close, XIN.staff, events.Close(contact=page.who.contact, record=record(note="谈过了"), confirm=True)
    )
    (escalation,) = world.rows(select(Escalation).where(Escalation.contact == page.who.contact))
    assert escalation.state != "closed"
    assert escalation.due_at is not None


def test_the_note_is_sealed_and_opens_only_in_its_place(world: World) -> None:
    page = world.talking(XIN)
    world.run(events.close, XIN.staff, events.Close(contact=page.who.contact, record=record(note="和妈妈吵架")))
    (row,) = world.rows(select(ContactRecord))
    assert "和妈妈吵架".encode() not in row.note
    opened = world.read(seal.unseal, row.contact, f"records|note|{row.id}", row.note)
    assert opened == "和妈妈吵架"
    with pytest.raises(seal.SealBroken):
        world.read(seal.unseal, row.contact, "records|note|another", row.note)


def test_a_record_names_what_it_was_about_and_what_was_done(world: World) -> None:
    for wrong in ({"about": []}, {"done": ["cured"]}, {"about": ["diagnosis"]}, {"level": 5}, {"note": "长" * 2001}):
        raw = msgspec.to_builtins(record()) | wrong
        with pytest.raises(Refusal, match="bad_payload"):
            parse(events.Record, raw)


def test_after_the_end_only_its_holder_closes_it_once(world: World) -> None:
    page = world.talking(XIN)
    world.run(events.end, XIN.staff, events.OfId(contact=page.who.contact))
    close = events.Close(contact=page.who.contact, record=record())
    with pytest.raises(Refusal, match="not_found"):
        world.run(events.close, MEI.staff, close)
    tries = [world.database.submit(events.close, XIN.staff, close) for _ in range(4)]
    assert sorted(str(p) for p in (one.exception() for one in tries) if p is not None) == ["closed"] * 3
    assert len(world.rows(select(ContactRecord))) == 1


@pytest.mark.parametrize("note", [None, "  "])
def test_lowering_from_a_high_level_needs_a_word_on_why(world: World, note: str | None) -> None:
    page = world.talking(XIN, "药都攒够了")
    close = events.Close(contact=page.who.contact, record=record(2, note), confirm=True)
    with pytest.raises(Refusal, match="note_needed"):
        world.run(events.close, XIN.staff, close)
    with pytest.raises(Refusal, match="note_needed"):
        world.run(events.assess, XIN.staff, events.Assess(contact=page.who.contact, level=2, note=note))
    assert page.contact.level == 3
