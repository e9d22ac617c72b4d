"""The line under every order of events: whatever happens, the same few things stay true after each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from chat import events as chat_events
from chat import student as chat_student
from hotline.contacts.models import ACTIVE, HELD, IN_QUEUE, Contact
from hotline.core.door import Nothing
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry, AuditHead, Base, DataKey
from hotline.core.work import Work
from linkage import ladder
from tests.cast import HE, QIAO, WANG, XIN, Character, StudentPage, World, client_id
from tests.volunteers import promises
from volunteers import events, seats
from volunteers.models import Centre, Offer, Person, Shift
from volunteers.records import Record

Rule = TypeVar("Rule", bound=Callable[..., None])

TALKERS = (XIN, QIAO, WANG, HE)
WORDS = ("你好", "我想死", "药我都攒好了", "我已经吃了一瓶")
KEPT = (Centre, Person, Shift, DataKey, AuditEntry, AuditHead)
RECORD = Record(about=["other"], level=0, done=["listened"], next="none", note="谈过了")

PROFILE = settings(max_examples=40, stateful_step_count=30, deadline=None, derandomize=True)
person = st.sampled_from(TALKERS)
supervisor = st.sampled_from((WANG, HE))
place = st.integers(0, 7)


def empty(work: Work) -> None:
    """The same world again, without anything that happened in it."""
    kept = {model.__tablename__ for model in KEPT}
    for table in Base.metadata.sorted_tables:
        if table.name not in kept:
            work.session.execute(delete(table))


def some(*states: str) -> Callable[[Rule], Rule]:
    """Only while there is a contact in one of these states."""
    return precondition(lambda line: line.seen.open(*states) != [])


offered = precondition(lambda line: line.seen.offers != [])


class Line(RuleBasedStateMachine):
    """Students and staff do what they can, in any order; a rule that finds nothing to act on does nothing."""

    world: World
    seen: promises.Picture

    def __init__(self) -> None:
        super().__init__()
        self.world.run(empty)
        self.pages: list[StudentPage] = []
        self.here: set[Character] = set()
        self.seen = self.world.read(promises.look)

    # -- who and what there is

    def nth(self, index: int, *states: str) -> Contact:
        found = self.seen.open(*states)
        return found[index % len(found)]

    def offer(self, index: int) -> tuple[Character, Offer]:
        """An open offer, whose person is at the desk."""
        offer = self.seen.offers[index % len(self.seen.offers)]
        taker = self.character(offer.person)
        self.here.add(taker)
        return taker, offer

    def character(self, login: str | None) -> Character:
        return next(character for character in TALKERS if character.login == login)

    def page(self, index: int) -> StudentPage:
        return self.pages[index % len(self.pages)]

    def attempt(self, verb: Callable[..., Any], *args: Any, may: tuple[str, ...] = ()) -> Any:
        """Carry out a verb that may be refused for these reasons only."""
        try:
            return self.world.run(verb, *args)
        except Refusal as refusal:
            assert refusal.code in may, refusal.code
            return None

    # -- what students do

    @precondition(lambda self: len(self.seen.open()) < 8)
    @rule(centre=st.sampled_from(("gy", "zy")), danger=st.booleans(), text=st.sampled_from((None, *WORDS)))
    def begin(self, centre: str, danger: bool, text: str | None) -> None:
        self.pages.append(self.world.student(text, centre=centre, danger=danger))

    @precondition(lambda self: self.pages)
    @rule(index=place, text=st.sampled_from(WORDS))
    def say(self, index: int, text: str) -> None:
        payload = chat_events.Say(client_id=client_id(), text=text)
        self.attempt(chat_events.say, self.page(index).who, payload, may=("closed", "slow_down"))

    @precondition(lambda self: self.pages)
    @rule(index=place)
    def danger(self, index: int) -> None:
        self.page(index).do(chat_events.danger)

    @precondition(lambda self: self.pages)
    @rule(index=place)
    def leave(self, index: int) -> None:
        self.world.run(chat_student.leave, self.page(index).secret)

    @precondition(lambda self: self.pages)
    @rule(index=place)
    def finish(self, index: int) -> None:
        self.page(index).do(chat_events.finish)

    # -- what staff do

    @rule(who=person)
    def ready(self, who: Character) -> None:
        self.here.add(who)
        self.world.ready(who)

    @rule(who=person)
    def pause(self, who: Character) -> None:
        self.here.add(who)
        self.world.run(events.pause, who.staff, Nothing())

    @rule(who=person, force=st.booleans())
    def go(self, who: Character, force: bool) -> None:
        self.attempt(events.leave, who.staff, events.Leave(force=force), may=("still_holding",))

    @rule(who=person)
    def vanish(self, who: Character) -> None:
        self.here.discard(who)

    @offered
    @rule(index=place)
    def accept(self, index: int) -> None:
        taker, offer = self.offer(index)
        self.world.run(events.accept, taker.staff, events.OfOffer(offer=offer.id))

    @offered
    @rule(index=place)
    def accept_too_late(self, index: int) -> None:
        taker, offer = self.offer(index)
        self.world.clock.advance((offer.expires_at - self.world.clock.now()).total_seconds())
        with pytest.raises(Refusal) as refused:
            self.world.run(events.accept, taker.staff, events.OfOffer(offer=offer.id))
        assert refused.value.extra["why"] == "expired"
        self.pass_time(1)

    @offered
    @rule(index=place)
    def decline(self, index: int) -> None:
        taker, offer = self.offer(index)
        self.world.run(events.decline, taker.staff, events.OfOffer(offer=offer.id))

    @some(*IN_QUEUE, ACTIVE)
    @rule(who=supervisor, index=place)
    def take_over(self, who: Character, index: int) -> None:
        contact = self.nth(index, *IN_QUEUE, ACTIVE)
        self.here.add(who)
        self.world.run(events.take_over, who.staff, events.TakeOver(contact=contact.id, epoch=contact.epoch))
        assert self.world.contact(contact.id).holder == who.login

    @offered
    @rule(who=supervisor, index=place)
    def take_over_what_is_offered(self, who: Character, index: int) -> None:
        taker, offer = self.offer(index)
        self.here.add(who)
        take = events.TakeOver(contact=offer.contact, epoch=self.world.contact(offer.contact).epoch)
        self.world.run(events.take_over, who.staff, take)
        with pytest.raises(Refusal) as refused:
            self.world.run(events.accept, taker.staff, events.OfOffer(offer=offer.id))
        assert refused.value.extra["by"]["name"]["zh"] == f"名{who.login}"

    @some(ACTIVE)
    @rule(index=place, to=person)
    def hand_over(self, index: int, to: Character) -> None:
        contact = self.nth(index, ACTIVE)
        give = events.Give(contact=contact.id, to=to.login, note="请接着")
        self.attempt(events.give, self.character(contact.holder).staff, give, may=("not_available",))

    @precondition(lambda self: self.seen.hand_overs)
    @rule(yes=st.booleans())
    def answer_hand_over(self, yes: bool) -> None:
        row = self.seen.hand_overs[0]
        taker = self.character(row.taker)
        self.here.add(taker)
        self.world.run(events.here, taker.staff, Nothing())
        verb = events.hand_over_accept if yes else events.hand_over_decline
        self.attempt(verb, taker.staff, events.OfHandOver(hand_over=row.id), may=("taken", "closed", "desk_full"))

    @some(*HELD)
    @rule(index=place, level=st.integers(0, 4))
    def assess(self, index: int, level: int) -> None:
        contact = self.nth(index, *HELD)
        payload = events.Assess(contact=contact.id, level=level, note="谈过了")
        self.world.run(events.assess, self.character(contact.holder).staff, payload)

    @some(ACTIVE)
    @rule(index=place)
    def end(self, index: int) -> None:
        contact = self.nth(index, ACTIVE)
        self.world.run(events.end, self.character(contact.holder).staff, events.OfId(contact=contact.id))

    @some(*HELD)
    @rule(index=place)
    def close(self, index: int) -> None:
        contact = self.nth(index, *HELD)
        close = events.Close(contact=contact.id, record=RECORD, confirm=True)
        self.world.run(events.close, self.character(contact.holder).staff, close)

    @precondition(lambda self: self.seen.running)
    @rule(who=supervisor)
    def close_escalation(self, who: Character) -> None:
        self.world.run(ladder.close, who.staff, self.seen.running[0].id, "家人已到")

    # -- time

    @rule(seconds=st.sampled_from((1, 8, 29, 31, 125)))
    def pass_time(self, seconds: int) -> None:
        """Those who are here go on answering; the others fall silent."""
        self.world.clock.advance(seconds)
        self.world.run(seats.heard, [who.login for who in sorted(self.here, key=lambda who: who.login)])
        self.world.jobs()

    @invariant()
    def promises_hold(self) -> None:
        self.seen = self.world.read(promises.look)
        for promise in promises.ALL:
            promise(self.seen)


def test_the_line_keeps_its_promises_in_any_order_of_events(world: World) -> None:
    machine = type("LineHere", (Line,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(PROFILE, database=None, print_blob=True, suppress_health_check=list(HealthCheck)),
    )
