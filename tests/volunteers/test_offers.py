"""Queue and offers: higher level first, one person at a time, nobody forgotten."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import select

from hotline.core.errors import Refusal
from tests.cast import HE, MEI, QIAO, WANG, XIN, World
from volunteers import events, offers
from volunteers.models import Alarm, Offer


def test_a_contact_is_offered_to_one_person_in_its_own_centre_first(world: World) -> None:
    world.ready(QIAO, XIN)
    world.student(centre="gy")
    assert world.offer_to(XIN) is not None
    assert world.offer_to(QIAO) is None


def test_the_line_is_one_a_free_person_in_the_other_centre_gets_the_offer(world: World) -> None:
    world.ready(QIAO)
    world.student(centre="gy")
    assert world.offer_to(QIAO) is not None


def test_higher_level_first_then_longest_waiting(world: World) -> None:
    first = world.student("在吗")
    second = world.student("在吗")
    high = world.student("药我都攒好了")
    order = []
    for _ in range(3):
        world.ready(XIN, MEI, QIAO)
        person = next(p for p in (XIN, MEI, QIAO) if world.offer_to(p) is not None)
        order.append(world.accept(person).id)
    assert order == [high.who.contact, first.who.contact, second.who.contact]


def test_i_am_in_danger_goes_to_the_head_of_the_queue_even_before_level_four(world: World) -> None:
    world.student("我已经吃了一瓶药")
    danger = world.student(danger=True)
    world.ready(QIAO)
    assert world.accept(QIAO).id == danger.who.contact


def test_an_offer_expires_and_goes_to_the_next_and_after_two_misses_supervisors_are_alarmed(world: World) -> None:
    world.ready(XIN, MEI, QIAO)
    page = world.student()
    assert world.offer_to(XIN) is not None or world.offer_to(MEI) is not None
    first = XIN if world.offer_to(XIN) else MEI
    world.stay(XIN, MEI, QIAO, seconds=31)
    assert world.offer_to(first) is None
    world.stay(XIN, MEI, QIAO, seconds=31)
    kinds = [alarm.kind for alarm in world.rows(select(Alarm)) if alarm.contact == page.who.contact]
    assert "offer_missed" in kinds
    asked = {offer.person for offer in world.rows(select(Offer))}
    assert len(asked) == 3


def test_an_accept_after_expiry_never_wins(world: World) -> None:
    world.ready(XIN)
    world.student()
    offer = world.offer_to(XIN)
    assert offer is not None
    world.clock.advance(30)
    with pytest.raises(Refusal) as refused:
        world.run(offers.accept, XIN.staff, offer.id)
    assert refused.value.code == "taken"
    assert refused.value.extra["why"] == "expired"


def test_capacity_frees_and_the_queue_drains_at_once_without_any_other_event(world: World) -> None:
    world.ready(XIN)
    pages = [world.student("你好") for _ in range(3)]
    held = [world.accept(XIN), world.accept(XIN)]
    assert world.offer_to(XIN) is None
    record = events.Record(about=["school"], level=0, done=["listened"], next="none")
    world.run(events.close, XIN.staff, events.Close(contact=held[0].id, record=record))
    offer = world.offer_to(XIN)
    assert offer is not None
    assert offer.contact == pages[2].who.contact


def test_a_contact_at_level_three_is_a_full_desk(world: World) -> None:
    world.talking(XIN, "药我都攒好了")
    world.student()
    assert world.offer_to(XIN) is None


def test_passing_is_neutral_and_it_goes_to_the_next_at_once(world: World) -> None:
    world.ready(XIN, MEI)
    world.student()
    first, second = (XIN, MEI) if world.offer_to(XIN) else (MEI, XIN)
    offer = world.offer_to(first)
    assert offer is not None
    world.run(offers.decline, first.staff, offer.id)
    assert world.offer_to(second) is not None
    assert world.contact(offer.contact).misses == 0


def test_who_misses_two_offers_in_a_row_is_paused_so_that_nobody_waits_for_an_empty_chair(world: World) -> None:
    world.ready(XIN)
    world.student()
    world.stay(XIN, seconds=65)
    assert world.run(events.see_desk, XIN.staff, None)["desk"]["seat"] == {
        "state": "paused",
        "why": "missed",
        "capacity": 2,
        "load": 0,
    }


def test_somebody_elses_offer_looks_as_if_it_did_not_exist(world: World) -> None:
    world.ready(XIN)
    world.student()
    offer = world.offer_to(XIN)
    assert offer is not None
    with pytest.raises(Refusal) as refused:
        world.run(offers.accept, MEI.staff, offer.id)
    assert refused.value.code == "not_found"


def outcomes(futures: list[Future[Any]]) -> list[str]:
    return sorted("won" if f.exception() is None else str(f.exception()) for f in futures)


def test_of_two_accepts_at_once_exactly_one_wins(world: World) -> None:
    for _ in range(20):
        world.ready(XIN)
        page = world.student()
        offer = world.offer_to(XIN)
        assert offer is not None
        tries = [world.database.submit(offers.accept, XIN.staff, offer.id) for _ in range(4)]
        assert outcomes(tries).count("won") == 1
        held = page.contact
        assert (held.state, held.holder) == ("active", "xin")
        record = events.Record(about=["other"], level=0, done=["nothing"], next="none")
        world.run(events.close, XIN.staff, events.Close(contact=held.id, record=record))


def test_of_two_supervisors_taking_over_one_wins_and_the_other_is_told_who(world: World) -> None:
    for _ in range(20):
        page = world.student()
        epoch = page.contact.epoch
        take = events.TakeOver(contact=page.who.contact, epoch=epoch)
        tries = {p: world.database.submit(events.take_over, p.staff, take) for p in (WANG, HE)}
        assert outcomes(list(tries.values())) == ["taken", "won"]
        winner = next(p for p, f in tries.items() if f.exception() is None)
        loser = next(f for f in tries.values() if f.exception() is not None)
        refusal = loser.exception()
        assert isinstance(refusal, Refusal)
        assert refusal.extra["by"] == {"name": {"zh": f"名{winner.login}", "en": winner.login.title()}}
        assert page.contact.holder == winner.login
