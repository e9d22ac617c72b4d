"""Effects on the outside: at least once, under one id for ever, and none of them ever given up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from hotline.core import outbox
from hotline.core.errors import Refusal
from hotline.core.models import OutboxItem
from hotline.core.outbox import Effect
from hotline.core.work import Work
from tests.cast import World
from volunteers.models import Alarm

POISON = {"n": "poison"}


class Receiver:
    """Somebody outside: notes every attempt, and is out of reach for the payloads named in `refuses`."""

    def __init__(self) -> None:
        self.tries: list[Effect] = []
        self.refuses: list[Any] = []

    async def __call__(self, effect: Effect) -> None:
        self.tries.append(effect)
        if effect.payload["n"] in self.refuses:
            raise ConnectionError("秘密")

    @property
    def got(self) -> list[Any]:
        return [e.payload["n"] for e in self.tries if e.payload["n"] not in self.refuses]


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    yield Receiver()


def deliver(world: World, receiver: Receiver) -> int:
    return asyncio.run(outbox.deliver_due(world.database, {"letter": receiver}))


def put(world: World, n: Any) -> str:
    return world.run(outbox.put, "letter", {"n": n})


def item(world: World, id_: str) -> OutboxItem:
    rows = world.rows(select(OutboxItem).where(OutboxItem.id == id_))
    assert isinstance(rows[0], OutboxItem)
    return rows[0]


def test_an_effect_is_carried_out_once_when_all_goes_well(world: World, receiver: Receiver) -> None:
    id_ = put(world, 1)
    assert deliver(world, receiver) == 1
    assert deliver(world, receiver) == 0
    assert [effect.id for effect in receiver.tries] == [id_]


def test_an_effect_exists_only_with_its_cause(world: World, receiver: Receiver) -> None:
    def undone(work: Work) -> None:
        outbox.put(work, "letter", {"n": 1})
        raise Refusal("conflict")

    with pytest.raises(Refusal):
        world.run(undone)
    assert deliver(world, receiver) == 0


def test_a_failed_effect_comes_again_under_the_same_id_with_growing_pauses(world: World, receiver: Receiver) -> None:
    id_ = put(world, 1)
    receiver.refuses = [1]
    for pause in (5, 15, 60, 300, 300, 300):
        deliver(world, receiver)
        world.clock.advance(pause - 1)
        assert deliver(world, receiver) == 0
        world.clock.advance(1)
    assert {effect.id for effect in receiver.tries} == {id_}
    assert [effect.attempt for effect in receiver.tries] == [1, 2, 3, 4, 5, 6]


def test_an_effect_is_never_given_up(world: World, receiver: Receiver) -> None:
    put(world, 1)
    receiver.refuses = [1]
    for _ in range(72):
        world.clock.advance(300)
        assert deliver(world, receiver) == 1
    receiver.refuses = []
    world.clock.advance(300)
    deliver(world, receiver)
    assert receiver.got[-1] == 1


def test_an_attempt_is_a_row_before_the_outside_is_called(world: World) -> None:
    id_ = put(world, 1)
    seen: list[tuple[int, Any]] = []

    async def look(effect: Effect) -> None:
        row = item(world, id_)
        seen.append((row.attempts, row.done_at))

    asyncio.run(outbox.deliver_due(world.database, {"letter": look}))
    assert seen == [(1, None)]
    assert item(world, id_).done_at is not None


def test_after_a_crash_between_call_and_outcome_it_comes_again(world: World, receiver: Receiver) -> None:
    id_ = put(world, 1)
    assert [effect.id for effect in world.run(outbox.claim)] == [id_]
    world.clock.advance(29)
    assert deliver(world, receiver) == 0
    world.clock.advance(1)
    assert deliver(world, receiver) == 1
    assert receiver.tries[0].id == id_
    assert receiver.tries[0].attempt == 2


def test_who_lost_the_lease_cannot_report_any_more(world: World) -> None:
    id_ = put(world, 1)
    (slow,) = world.run(outbox.claim)
    world.clock.advance(30)
    (quick,) = world.run(outbox.claim)
    assert world.run(outbox.settle, slow, None) is False
    assert item(world, id_).done_at is None
    assert world.run(outbox.settle, quick, "ConnectionError") is True
    assert world.run(outbox.settle, slow, None) is False
    assert item(world, id_).last_error == "ConnectionError"


def test_many_workers_take_each_effect_once(world: World) -> None:
    ids = {put(world, n) for n in range(60)}
    claimed = [world.database.submit(outbox.claim) for _ in range(12)]
    taken = [effect.id for future in claimed for effect in future.result(20)]
    while more := world.run(outbox.claim):
        taken += [effect.id for effect in more]
    assert len(taken) == len(set(taken))
    assert set(taken) == ids


def test_a_poisoned_effect_blocks_none_of_a_hundred_others(world: World, receiver: Receiver) -> None:
    put(world, "poison")
    for n in range(100):
        put(world, n)
    receiver.refuses = ["poison"]
    while deliver(world, receiver):
        pass
    assert sorted(receiver.got) == list(range(100))


def test_an_effect_of_a_kind_nobody_carries_out_waits_and_blocks_nobody(world: World, receiver: Receiver) -> None:
    lost = world.run(outbox.put, "carrier_pigeon", {"n": 0})
    put(world, 1)
    deliver(world, receiver)
    assert receiver.got == [1]
    assert item(world, lost).done_at is None
    assert item(world, lost).next_at is not None


def test_after_five_failures_somebody_is_asked_to_look_once_and_it_goes_on(world: World, receiver: Receiver) -> None:
    put(world, 1)
    receiver.refuses = [1]
    for attempt in range(1, 9):
        deliver(world, receiver)
        alarms = [alarm.kind for alarm in world.rows(select(Alarm))]
        assert alarms == ([] if attempt < 5 else ["notice_failing"]), attempt
        world.clock.advance(300)
    assert len(receiver.tries) == 8


def test_why_it_failed_is_kept_without_words(world: World, receiver: Receiver) -> None:
    id_ = put(world, 1)
    receiver.refuses = [1]
    deliver(world, receiver)
    assert item(world, id_).last_error == "ConnectionError"
