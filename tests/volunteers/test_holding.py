"""Losing and keeping a contact: a volunteer who vanishes, comes back too late, signs out, or whose shift ends."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from chat import events as chat_events
from hotline.contacts.models import Holding
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.work import Work
from tests.cast import MEI, WANG, XIN, Character, StudentPage, World, add_shift, client_id, fresh_secret
from volunteers import events, holding
from volunteers.models import Alarm, Shift

RECORD = events.Record(about=["other"], level=0, done=["listened"], next="none", note="谈过了")


def reply(page: StudentPage, who: Character, epoch: int) -> None:
    payload = chat_events.Reply(contact=page.who.contact, client_id=client_id(), text="我在", epoch=epoch)
    page.world.run(chat_events.reply, who.staff, payload)


def come_back(page: StudentPage) -> None:
    payload = chat_events.Enter(secret=page.secret, next=fresh_secret(), last_seq=0)
    page.world.run(chat_events.enter, page.who, payload)


def notes(world: World, page: StudentPage) -> list[str]:
    heard = world.heard_by(f"student:{page.who.contact}:{page.who.line}", "message")
    return [message["note"]["code"] for message in heard if "note" in message]


def only_on(world: World, who: Character, starts: str, ends: str) -> None:
    def change(work: Work) -> None:
        work.session.execute(delete(Shift).where(Shift.person == who.login))
        add_shift(work, who, "desk", starts, ends)

    world.run(change)


def test_a_vanished_volunteers_contact_is_offered_again_within_the_lease_and_a_few_seconds(world: World) -> None:
    page = world.talking(XIN, "我想死")
    page.say("你还在吗")
    world.ready(MEI)
    world.stay(MEI, seconds=28, step=4)
    assert page.contact.holder == "xin"
    world.stay(MEI, seconds=7, step=1)
    assert (page.contact.state, page.contact.holder, page.contact.level) == ("offered", None, 2)
    assert world.accept(MEI).id == page.who.contact
    assert "colleague" in notes(world, page)


def test_it_waits_at_the_front_of_its_level_and_behind_a_higher_one(world: World) -> None:
    lost = world.talking(XIN)
    world.student("先来的")
    high = world.student("药都攒够了")
    world.after(34, step=2)
    order = []
    for _ in range(2):
        world.ready(MEI)
        order.append(world.accept(MEI).id)
        close = events.Close(contact=order[-1], record=RECORD, confirm=True)
        world.run(events.close, MEI.staff, close)
    assert order == [high.who.contact, lost.who.contact]


def test_supervisors_hear_who_vanished_and_the_alarm_ends_when_somebody_takes_the_contact(world: World) -> None:
    page = world.talking(XIN)
    world.after(36, step=4)
    (alarm,) = world.rows(select(Alarm).where(Alarm.kind == "volunteer_vanished", Alarm.cleared_at.is_(None)))
    assert (alarm.contact, alarm.detail["by"]["zh"]) == (page.who.contact, "名xin")
    world.ready(MEI)
    world.accept(MEI)
    assert world.rows(select(Alarm).where(Alarm.kind == "volunteer_vanished", Alarm.cleared_at.is_(None))) == []


def test_whoever_answers_within_the_lease_keeps_it(world: World) -> None:
    page = world.talking(XIN)
    for _ in range(4):
        world.after(25, step=5)
        world.run(events.here, XIN.staff, None)
    assert page.contact.holder == "xin"


def test_a_late_reply_of_a_former_holder_is_refused_and_names_the_present_one(world: World) -> None:
    page = world.talking(XIN)
    epoch, last = page.contact.epoch, 0
    world.ready(MEI)
    world.stay(MEI, seconds=35, step=5)
    world.accept(MEI)
    last = page.contact.last_seq
    with pytest.raises(Refusal) as refused:
        reply(page, XIN, epoch)
    assert refused.value.code == "not_yours"
    assert refused.value.extra == {"by": {"name": {"zh": "名mei", "en": "Mei"}}}
    assert page.contact.last_seq == last
    (told,) = world.heard_by("staff:xin", "lost")
    assert (told["why"], told["contact"]) == ("lease", page.who.contact)


def test_a_reply_written_in_an_earlier_turn_is_refused_even_when_the_contact_came_back(world: World) -> None:
    page = world.talking(XIN)
    epoch = page.contact.epoch
    world.after(36, step=4)
    world.ready(XIN)
    world.accept(XIN)
    with pytest.raises(Refusal, match="not_yours"):
        reply(page, XIN, epoch)
    reply(page, XIN, page.contact.epoch)


def test_there_is_never_more_than_one_turn_open(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    world.stay(MEI, seconds=35, step=5)
    world.accept(MEI)
    take = events.TakeOver(contact=page.who.contact, epoch=page.contact.epoch)
    world.run(events.take_over, WANG.staff, take)
    turns = world.rows(select(Holding).where(Holding.contact == page.who.contact).order_by(Holding.epoch))
    assert [(t.staff, t.how, t.why) for t in turns] == [
        ("xin", "accepted", "lease"),
        ("mei", "accepted", "taken_over"),
        ("wang", "taken_over", None),
    ]
    assert [turn.ended_at is None for turn in turns] == [False, False, True]


@pytest.mark.parametrize("verb", [holding.leave, holding.sign_out])
def test_leaving_with_contacts_in_hand_is_refused_and_names_them_unless_forced(verb: object, world: World) -> None:
    page = world.talking(XIN)
    who = Staff("xin", "volunteer", "gy", "")
    with pytest.raises(Refusal) as refused:
        world.run(verb, who, False)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.extra["contacts"]) == ("still_holding", [page.contact.code])
    assert page.contact.holder == "xin"
    world.ready(MEI)
    world.run(verb, who, True)  # type: ignore[arg-type]
    assert page.contact.state == "offered"
    assert world.accept(MEI).id == page.who.contact
    assert world.offer_to(XIN) is None


def test_a_forced_leave_keeps_the_record_that_is_due_with_who_owes_it(world: World) -> None:
    page = world.talking(XIN)
    world.run(events.end, XIN.staff, events.OfId(contact=page.who.contact))
    world.run(events.leave, XIN.staff, events.Leave(force=True))
    assert (page.contact.state, page.contact.holder) == ("wrap_up", "xin")
    world.run(events.close, XIN.staff, events.Close(contact=page.who.contact, record=RECORD))
    assert page.contact.state == "closed"


def test_at_a_shifts_end_an_empty_desk_closes_at_once(world: World) -> None:
    only_on(world, XIN, "00:00", "02:10")
    world.ready(XIN)
    world.stay(XIN, seconds=620, step=20)
    seat = world.run(events.see_desk, XIN.staff, None)["desk"]["seat"]
    assert (seat["state"], seat["why"]) == ("off", "shift_end")
    with pytest.raises(Refusal, match="not_on_shift"):
        world.ready(XIN)


def test_at_a_shifts_end_a_conversation_has_its_grace_and_then_goes_back_to_the_front(world: World) -> None:
    only_on(world, XIN, "00:00", "02:10")
    page = world.talking(XIN)
    world.stay(XIN, seconds=1480, step=20)
    assert page.contact.holder == "xin"
    world.student("后来的")
    assert world.offer_to(XIN) is None
    come_back(page)
    world.stay(XIN, seconds=60, step=20)
    assert (page.contact.state, page.contact.holder, page.contact.front) == ("waiting", None, True)
    assert world.heard_by("staff:xin", "lost")[-1]["why"] == "shift_end"
