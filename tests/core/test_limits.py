"""Limits delay and never ban, hold over a restart, and name the time to wait."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.core import limits
from hotline.core.errors import Refusal
from hotline.core.models import Bucket
from hotline.core.settings import Settings
from tests.cast import ManualClock, World


def tries(world: World, count: int, name: str = "door") -> list[str]:
    return [one(world, name) for _ in range(count)]


def one(world: World, name: str) -> str:
    try:
        world.run(limits.spend, name, 0.5, 3)
    except Refusal as refusal:
        return f"{refusal.code} {refusal.extra['after_s']}"
    return "ok"


def test_a_burst_passes_and_then_one_is_asked_to_wait(world: World) -> None:
    assert tries(world, 5) == ["ok", "ok", "ok", "slow_down 2", "slow_down 2"]


def test_after_the_time_it_names_it_passes(world: World) -> None:
    tries(world, 4)
    world.clock.advance(1)
    assert tries(world, 1) == ["slow_down 1"]
    world.clock.advance(1)
    assert tries(world, 2) == ["ok", "slow_down 2"]


def test_trying_while_it_is_empty_does_not_lengthen_the_wait(world: World) -> None:
    tries(world, 50)
    world.clock.advance(2)
    assert tries(world, 1) == ["ok"]


def test_a_long_pause_gives_back_one_burst_and_no_more(world: World) -> None:
    tries(world, 3)
    world.clock.advance(86400)
    assert tries(world, 4) == ["ok", "ok", "ok", "slow_down 2"]


def test_one_bucket_does_not_empty_another(world: World) -> None:
    tries(world, 5)
    assert tries(world, 1, "other door") == ["ok"]


def test_a_bucket_can_be_filled_again(world: World) -> None:
    tries(world, 5)
    world.run(limits.forget, "door")
    assert tries(world, 3) == ["ok", "ok", "ok"]


def test_a_limit_outlives_a_restart(settings: Settings) -> None:
    clock = ManualClock()
    first = World(settings, clock=clock)
    tries(first, 3)
    first.close()
    second = World(settings, clock=clock)
    assert tries(second, 1) == ["slow_down 2"]
    second.close()


def test_a_clock_that_steps_back_gives_nothing_and_takes_nothing(world: World) -> None:
    tries(world, 2)
    world.clock.advance(-3600)
    assert tries(world, 2) == ["ok", "slow_down 2"]


def test_many_who_come_first_at_once_share_one_bucket(world: World) -> None:
    futures = [world.database.submit(limits.spend, "door", 0.5, 100) for _ in range(40)]
    assert [future.exception(20) for future in futures] == [None] * 40
    assert world.rows(select(Bucket.name)) == ["door"]


@pytest.mark.parametrize("burst", [1, 2])
def test_a_fraction_of_a_token_is_not_one(world: World, burst: int) -> None:
    for _ in range(burst):
        world.run(limits.spend, "door", 0.5, burst)
    world.clock.advance(1.9)
    with pytest.raises(Refusal):
        world.run(limits.spend, "door", 0.5, burst)
