"""What is always true of the line, whatever happened: read in one transaction, checked by the state machine."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from chat.models import Message
from hotline.contacts.models import HELD, HIGH, OPEN, Contact, Holding, LevelChange
from hotline.core.work import Work
from linkage import ladder
from linkage.models import Escalation
from tests.cast import EVERYBODY
from volunteers import seats
from volunteers.models import HandOver, Offer, Seat


@dataclass
class Picture:
    """The line at one moment. `overlooked`: who waits although somebody free may take them."""

    contacts: list[Contact]
    offers: list[Offer]
    bound: dict[str, str]
    turns: list[Holding]
    numbers: dict[str, list[int]]
    rises: list[LevelChange]
    escalations: list[Escalation]
    hand_overs: list[HandOver]
    overlooked: list[tuple[str, str]]

    def open(self, *states: str) -> list[Contact]:
        return [contact for contact in self.contacts if contact.state in (states or OPEN)]

    @property
    def running(self) -> list[Escalation]:
        return [row for row in self.escalations if row.open_for is not None]


def look(work: Work) -> Picture:
    session = work.session
    numbers: dict[str, list[int]] = defaultdict(list)
    for contact, seq in session.execute(select(Message.contact, Message.seq).order_by(Message.seq)):
        numbers[contact].append(seq)
    rises = select(LevelChange).where(LevelChange.after >= HIGH, LevelChange.after > LevelChange.before)
    offers = select(Offer).where(Offer.state == "open").order_by(Offer.made_at, Offer.person)
    return Picture(
        list(session.scalars(select(Contact).order_by(Contact.created_at))),
        list(session.scalars(offers)),
        {seat.person: seat.offer for seat in session.scalars(select(Seat)) if seat.offer is not None},
        list(session.scalars(select(Holding).where(Holding.ended_at.is_(None)))),
        numbers,
        list(session.scalars(rises.order_by(LevelChange.at))),
        list(session.scalars(select(Escalation).order_by(Escalation.opened_at))),
        list(session.scalars(select(HandOver).where(HandOver.state == "open").order_by(HandOver.at))),
        _overlooked(work),
    )


def _overlooked(work: Work) -> list[tuple[str, str]]:
    rested = work.now - timedelta(seconds=work.settings.decline_rest)
    passed = work.session.scalars(select(Offer).where(Offer.state == "declined", Offer.settled_at > rested))
    resting = {(offer.contact, offer.person) for offer in passed}
    waiting = list(work.session.scalars(select(Contact.id).where(Contact.state == "waiting")))
    free = [p.person for p in seats.present(work) if p.free > 0] if waiting else []
    return [(contact, person) for contact in waiting for person in free if (contact, person) not in resting]


def a_contact_has_one_holder_exactly_while_it_is_held(line: Picture) -> None:
    for contact in line.open():
        assert (contact.holder is not None) == (contact.state in HELD), (contact.state, contact.holder)
    held = {contact.id: contact.holder for contact in line.open(*HELD)}
    assert sorted((turn.contact, turn.staff) for turn in line.turns) == sorted(held.items())


def an_offer_binds_one_contact_and_one_person(line: Picture) -> None:
    assert sorted(offer.contact for offer in line.offers) == sorted(c.id for c in line.open("offered"))
    assert all(count == 1 for count in Counter(offer.person for offer in line.offers).values())
    assert line.bound == {offer.person: offer.id for offer in line.offers}


def nobody_holds_more_than_they_can_except_by_taking_over(line: Picture) -> None:
    held = {contact.id for contact in line.open(*HELD)}
    load = Counter(turn.staff for turn in line.turns if turn.contact in held and turn.how != "taken_over")
    assert all(load[who.login] <= who.capacity for who in EVERYBODY), load


def nobody_waits_while_somebody_who_may_take_them_is_free(line: Picture) -> None:
    assert line.overlooked == []


def message_numbers_have_no_gap(line: Picture) -> None:
    for contact in line.contacts:
        assert line.numbers.get(contact.id, []) == list(range(1, contact.last_seq + 1))


def every_rise_to_level_three_is_escalated_until_a_human_closes_it(line: Picture) -> None:
    for contact, at in {rise.contact: rise.at for rise in line.rises}.items():
        mine = [row for row in line.escalations if row.contact == contact]
        running = [row for row in mine if row.open_for == contact and row.due_at is not None]
        closed = [row for row in mine if row.closed_by and row.closed_at is not None and row.closed_at >= at]
        assert len(running) == 1 or (closed and not running)
    assert all((row.state == ladder.CLOSED) == (row.due_at is None) for row in line.escalations)


ALL = (
    a_contact_has_one_holder_exactly_while_it_is_held,
    an_offer_binds_one_contact_and_one_person,
    nobody_holds_more_than_they_can_except_by_taking_over,
    nobody_waits_while_somebody_who_may_take_them_is_free,
    message_numbers_have_no_gap,
    every_rise_to_level_three_is_escalated_until_a_human_closes_it,
)
