"""Verbs and transactions: whole or not at all, told only once true, and never acknowledged without a commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from hotline.core.errors import Refusal
from hotline.core.models import Bucket
from hotline.core.work import Tell, Work
from tests.cast import ManualClock, World
from tests.core.conftest import Outage

WAIT = 10


def keep(work: Work, name: str) -> str:
    work.session.add(Bucket(name=name, tokens=1, at=work.now))
    work.session.flush()
    work.tell("/desk", "floor", "floor", of=name)
    return name


def keep_then_refuse(work: Work, name: str) -> None:
    keep(work, name)
    raise Refusal("conflict")


def keep_then_break(work: Work, name: str) -> None:
    keep(work, name)
    raise ZeroDivisionError


def kept(world: World) -> set[str]:
    return set(world.rows(select(Bucket.name)))


def told(world: World) -> list[str]:
    return [tell.data["of"] for tell in world.told if "of" in tell.data]


@contextmanager
def held_up(world: World) -> Iterator[None]:
    """While this holds, verbs queue behind a slow one (on SQLite they become one group)."""
    release, started = threading.Event(), threading.Event()

    def slow(work: Work) -> None:
        started.set()
        assert release.wait(WAIT)

    future = world.database.submit(slow)
    assert started.wait(WAIT)
    yield
    release.set()
    future.result(WAIT)


def code_of(future: Future[Any]) -> str:
    problem = future.exception(WAIT)
    return problem.code if isinstance(problem, Refusal) else type(problem).__name__ if problem else "done"


def test_a_refused_or_broken_verb_does_not_undo_its_neighbours(world: World) -> None:
    with held_up(world):
        futures = [
            world.database.submit((keep, keep_then_refuse, keep_then_break)[n % 3], f"verb-{n}") for n in range(60)
        ]
    assert [code_of(f) for f in futures] == ["done", "conflict", "ZeroDivisionError"] * 20
    assert kept(world) == {f"verb-{n}" for n in range(0, 60, 3)}
    assert sorted(told(world)) == sorted(kept(world))


def test_a_verb_that_breaks_a_rule_of_the_database_is_refused_alone(world: World) -> None:
    world.run(keep, "twice")
    with held_up(world):
        futures = [world.database.submit(keep, name) for name in ("before", "twice", "after")]
    assert [code_of(f) for f in futures] == ["done", "unavailable", "done"]
    assert kept(world) == {"before", "twice", "after"}


def test_a_verb_nobody_waits_for_any_more_does_not_run_and_its_neighbours_do(world: World) -> None:
    gates = [threading.Event() for _ in range(8)]

    def slow(work: Work, gate: threading.Event) -> None:
        assert gate.wait(WAIT)

    busy = [world.database.submit(slow, gate) for gate in gates]
    futures = [world.database.submit(keep, f"verb-{n}") for n in range(6)]
    assert futures[2].cancel()
    for gate in gates:
        gate.set()
    for future in [*busy, *(f for f in futures if not f.cancelled())]:
        future.result(WAIT)
    assert kept(world) == {f"verb-{n}" for n in range(6) if n != 2}


def test_what_a_verb_tells_is_told_when_everybody_can_read_it(world: World) -> None:
    seen: list[set[str]] = []

    def publish(tells: list[Tell]) -> None:
        seen.append(kept(world))

    world.database.publish = publish
    world.run(keep, "row")
    assert seen == [{"row"}]


def test_it_is_told_before_the_one_who_asked_is_answered(world: World) -> None:
    for n in range(50):
        world.run(keep, f"verb-{n}")
        assert told(world)[-1] == f"verb-{n}"


def test_the_same_thing_told_twice_by_one_verb_is_told_once(world: World) -> None:
    def twice(work: Work) -> None:
        work.tell("/desk", "floor", "floor", of="row")
        work.tell("/desk", "floor", "floor", of="row")

    world.run(twice)
    assert told(world) == ["row"]


def test_news_that_cannot_be_sent_neither_undoes_a_commit_nor_stops_the_line(world: World) -> None:
    def broken(tells: list[Tell]) -> None:
        raise RuntimeError("the loop is closed")

    world.database.publish = broken
    assert world.run(keep, "first") == "first"
    assert world.run(keep, "second") == "second"
    assert kept(world) == {"first", "second"}


def test_everything_in_one_verb_happens_at_the_same_moment(world: World) -> None:
    assert isinstance(world.clock, ManualClock)
    moments = world.run(lambda work: (work.now, world.clock.advance(5), work.now))
    assert moments[0] == moments[2]


def test_without_a_commit_nothing_is_acknowledged_and_nothing_is_told(world: World, outage: Outage) -> None:
    world.run(keep, "before")
    with outage(world):
        futures = [world.database.submit(keep, f"during-{n}") for n in range(20)]
        assert {code_of(f) for f in futures} == {"unavailable"}
    assert world.run(keep, "after") == "after"
    assert kept(world) == {"before", "after"}
    assert told(world) == ["before", "after"]


def test_a_message_that_could_not_be_stored_is_sent_again_with_the_same_id(world: World, outage: Outage) -> None:
    page = world.student("第一句")
    with outage(world), pytest.raises(Refusal) as refused:
        page.say("第二句", "6f9619ff-8b86-4011-b42d-00c04fc964ff")
    assert refused.value.answer()["retry"] is True
    assert page.say("第二句", "6f9619ff-8b86-4011-b42d-00c04fc964ff")["seq"] == page.contact.last_seq


def test_a_verb_that_only_reads_cannot_write(world: World) -> None:
    with pytest.raises(Refusal):
        world.read(keep, "row")
    assert kept(world) == set()


async def test_a_loop_waits_for_verbs_without_standing_still(world: World) -> None:
    with held_up(world):
        waiting = asyncio.create_task(world.database.do(keep, "row"))
        await asyncio.sleep(0)
        assert await world.database.look(lambda work: work.now) == world.clock.now()
    assert await waiting == "row"
