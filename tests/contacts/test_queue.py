"""The order of those who wait, and what they are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.contacts import life, queue
from hotline.contacts.models import Contact
from hotline.core.work import Work
from tests.cast import World

AGE = queue.AGE_CLASS


def begin(world: World, level: int = 0, *, danger: bool = False, ago: timedelta = timedelta(0)) -> str:
    def verb(work: Work) -> str:
        contact = life.begin(work, "chat", "gy", "zh", danger)
        contact.level = level
        contact.priority = max(contact.priority, level)
        contact.created_at = contact.queued_at = contact.waiting_since = work.now - ago
        return contact.id

    return world.run(verb)


def order(world: World) -> list[str]:
    return world.read(lambda work: [contact.id for contact in queue.waiting(work)])


def test_declared_danger_then_level_then_longest_wait(world: World) -> None:
    old = begin(world, 0, ago=timedelta(minutes=5))
    young = begin(world, 0)
    medium = begin(world, 2)
    imminent = begin(world, 4)
    danger = begin(world, danger=True)
    assert order(world) == [danger, imminent, medium, old, young]


def test_who_was_lost_by_a_volunteer_goes_before_others_of_the_level(world: World) -> None:
    old = begin(world, 1, ago=timedelta(minutes=5))
    lost = begin(world, 1)

    def mark(work: Work) -> None:
        life.get(work, lost).front = True

    world.run(mark)
    assert order(world) == [lost, old]


@pytest.mark.parametrize(("classes", "rank"), [(0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
def test_long_waiting_lifts_by_classes_up_to_level_three_and_never_to_imminent(
    world: World, classes: int, rank: int
) -> None:
    contact = begin(world, 0, ago=AGE * classes)
    assert world.read(lambda work: queue.rank(work, life.get(work, contact))) == rank


def test_the_first_is_found_however_many_wait(world: World) -> None:
    oldest = begin(world, 0, ago=AGE * 4)
    for _ in range(queue.WINDOW + 5):
        begin(world, 2)
    assert order(world)[0] == oldest


def test_a_wait_is_short_while_somebody_has_room_and_grows_by_turns_then(world: World) -> None:
    ids = [begin(world, ago=timedelta(seconds=60 - nth)) for nth in range(6)]

    def estimates(work: Work) -> list[tuple[int, int]]:
        found: list[Contact] = [life.get(work, contact) for contact in ids]
        return [queue.estimate(work, contact, seats=4, free=2) for contact in found]

    ranges = world.read(estimates)
    assert ranges[0] in queue.STEPS
    assert all(low < high for low, high in ranges)
    assert ranges == sorted(ranges)
    assert ranges[-1][1] > ranges[0][1]
