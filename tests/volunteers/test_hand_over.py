"""Handing over: the contact moves when the colleague accepts, never before, and never to a full desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.contacts.models import Holding
from hotline.core.errors import Refusal
from tests.cast import HE, MEI, QIAO, WANG, XIN, Character, StudentPage, World
from volunteers import desk, events, holding
from volunteers.models import HandOver, Offer

RECORD = events.Record(about=["other"], level=0, done=["listened"], next="none")


def give(world: World, page: StudentPage, to: Character, giver: Character = XIN) -> str:
    payload = events.Give(contact=page.who.contact, to=to.login, note="请接着谈学校的事")
    return str(world.run(events.give, giver.staff, payload)["hand_over"])


def accept(world: World, hand_over: str, who: Character = MEI) -> str:
    return str(world.run(events.hand_over_accept, who.staff, events.OfHandOver(hand_over=hand_over))["contact"])


def test_the_contact_stays_until_the_colleague_accepts(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    assert page.contact.holder == "xin"
    (asked,) = world.read(desk.picture, MEI.staff)["hand_overs"]
    assert (asked["note"], asked["mine"], asked["from"]["name"]["zh"]) == ("请接着谈学校的事", False, "名xin")
    assert accept(world, hand_over) == page.who.contact
    assert (page.contact.state, page.contact.holder) == ("active", "mei")
    assert world.heard_by("staff:xin", "lost")[-1]["why"] == "handed_over"
    assert world.read(desk.picture, MEI.staff)["hand_overs"] == []


@pytest.mark.parametrize(
    ("verb", "who"), [(events.hand_over_decline, MEI), (events.hand_over_cancel, XIN)], ids=["declined", "cancelled"]
)
def test_what_was_declined_or_taken_back_cannot_be_accepted(verb: object, who: Character, world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    world.run(verb, who.staff, events.OfHandOver(hand_over=hand_over))  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="taken"):
        accept(world, hand_over)
    assert page.contact.holder == "xin"


def test_a_newer_asking_replaces_the_older_one(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI, QIAO)
    older, newer = give(world, page, MEI), give(world, page, QIAO)
    with pytest.raises(Refusal, match="taken"):
        accept(world, older)
    assert accept(world, newer, QIAO) == page.who.contact


def test_nobody_else_can_answer_it(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    for verb, who in ((events.hand_over_accept, QIAO), (events.hand_over_decline, XIN), (events.hand_over_cancel, MEI)):
        with pytest.raises(Refusal, match="not_found"):
            world.run(verb, who.staff, events.OfHandOver(hand_over=hand_over))


def test_it_fails_when_the_holder_changed_meanwhile_and_names_the_present_one(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    world.run(events.take_over, WANG.staff, events.TakeOver(contact=page.who.contact, epoch=page.contact.epoch))
    with pytest.raises(Refusal) as refused:
        accept(world, hand_over)
    assert (refused.value.code, refused.value.extra["by"]["name"]["zh"]) == ("taken", "名wang")
    assert page.contact.holder == "wang"


def test_a_conversation_that_ended_meanwhile_does_not_move(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    world.run(events.end, XIN.staff, events.OfId(contact=page.who.contact))
    with pytest.raises(Refusal, match="closed"):
        accept(world, hand_over)
    world.run(events.close, XIN.staff, events.Close(contact=page.who.contact, record=RECORD))
    with pytest.raises(Refusal, match="closed"):
        accept(world, hand_over)


def test_only_somebody_ready_with_a_free_place_can_be_asked(world: World) -> None:
    page = world.talking(XIN)
    for to in (MEI, XIN):
        with pytest.raises(Refusal, match="not_available"):
            give(world, page, to)
    world.ready(MEI)
    world.run(events.pause, MEI.staff, None)
    with pytest.raises(Refusal, match="not_available"):
        give(world, page, MEI)


def test_a_desk_that_filled_up_meanwhile_cannot_accept(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    world.run(events.pause, XIN.staff, None)
    for _ in range(MEI.capacity):
        world.student()
        world.accept(MEI)
    with pytest.raises(Refusal, match="desk_full"):
        accept(world, hand_over)
    assert page.contact.holder == "xin"


def test_an_offer_that_would_be_too_much_after_it_goes_back_to_the_queue(world: World) -> None:
    page = world.talking(XIN)
    world.ready(MEI)
    hand_over = give(world, page, MEI)
    world.run(events.pause, XIN.staff, None)
    world.student()
    world.accept(MEI)
    waiting = world.student()
    offer = world.offer_to(MEI)
    assert offer is not None
    accept(world, hand_over)
    assert world.offer_to(MEI) is None
    assert waiting.contact.state == "waiting"
    with pytest.raises(Refusal, match="taken"):
        world.run(events.accept, MEI.staff, events.OfOffer(offer=offer.id))


def put_away(world: World, page: StudentPage) -> None:
    """Close it, whoever has it, and leave nobody ready."""
    who = HE if page.contact.holder == "wang" else WANG
    take = events.TakeOver(contact=page.who.contact, epoch=page.contact.epoch)
    world.run(events.take_over, who.staff, take)
    world.run(events.close, who.staff, events.Close(contact=page.who.contact, record=RECORD))
    for person in (XIN, MEI):
        world.run(events.pause, person.staff, None)


def test_hand_over_take_over_and_lease_raced_leave_one_holder_and_one_open_turn(world: World) -> None:
    for _ in range(4):
        world.ready(XIN)
        page = world.student()
        world.accept(XIN)
        world.ready(MEI)
        hand_over = give(world, page, MEI)
        take = events.TakeOver(contact=page.who.contact, epoch=page.contact.epoch)
        race = [
            world.database.submit(events.hand_over_accept, MEI.staff, events.OfHandOver(hand_over=hand_over)),
            world.database.submit(events.take_over, WANG.staff, take),
            world.database.submit(events.take_over, HE.staff, take),
            world.database.submit(holding.vanish, "xin", "lease"),
        ]
        codes = [str(problem) for problem in (one.exception() for one in race) if problem is not None]
        assert set(codes) <= {"taken"}
        contact = page.contact
        turns = world.rows(select(Holding).where(Holding.contact == contact.id, Holding.ended_at.is_(None)))
        if contact.holder is None:
            assert (contact.state, turns) in (("waiting", []), ("offered", []))
        else:
            assert [turn.staff for turn in turns] == [contact.holder]
            assert contact.holder in ("mei", "wang", "he")
        open_offers = world.rows(select(Offer).where(Offer.contact == contact.id, Offer.state == "open"))
        assert len(open_offers) == (contact.state == "offered")
        put_away(world, page)
    assert {row.state for row in world.rows(select(HandOver))} <= {"open", "accepted", "cancelled"}
