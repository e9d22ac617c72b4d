"""Recurring work: due by the clock, done once by however many run it, forgotten by no restart."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from hotline.core import jobs
from hotline.core.database import Database
from hotline.core.errors import Refusal
from hotline.core.jobs import Job, for_each
from hotline.core.models import Bucket, JobRow
from hotline.core.settings import Settings
from hotline.core.work import Work
from tests.cast import ManualClock, World
from volunteers.models import Alarm


class Worker:
    """Does a job and remembers when."""

    def __init__(self, every: float = 10, fails: bool = False) -> None:
        self.ran: list[object] = []
        self.fails = fails
        self.job = Job("count", every, self.verb)

    def verb(self, work: Work) -> None:
        self.ran.append(work.now)
        if self.fails:
            raise ZeroDivisionError("秘密")

    def runs(self, world: World) -> int:
        asyncio.run(jobs.run_due(world.database, [self.job]))
        return len(self.ran)


def row(world: World, name: str = "count") -> JobRow:
    found = world.rows(select(JobRow).where(JobRow.name == name))
    assert isinstance(found[0], JobRow)
    return found[0]


def test_a_job_runs_at_once_and_then_at_its_interval(world: World) -> None:
    worker = Worker(every=10)
    assert worker.runs(world) == 1
    world.clock.advance(9)
    assert worker.runs(world) == 1
    world.clock.advance(1)
    assert worker.runs(world) == 2


def test_many_processes_run_a_job_once(world: World) -> None:
    worker = Worker()
    for expected in (1, 2, 3):
        with ThreadPoolExecutor(8) as processes:
            for future in [processes.submit(worker.runs, world) for _ in range(8)]:
                future.result(20)
        assert len(worker.ran) == expected
        world.clock.advance(10)


def test_a_restart_forgets_neither_what_is_due_nor_what_was_done(settings: Settings) -> None:
    clock, worker = ManualClock(), Worker(every=3600)
    for seconds, expected in ((0, 1), (1800, 1), (1800, 2)):
        clock.advance(seconds)
        world = World(settings, clock=clock)
        assert worker.runs(world) == expected
        world.close()


def test_a_job_whose_process_died_is_taken_over_after_its_lease(world: World) -> None:
    assert world.run(jobs.claim, "count", 10) is not None
    worker = Worker(every=10)
    world.clock.advance(19)
    assert worker.runs(world) == 0
    world.clock.advance(1)
    assert worker.runs(world) == 1


def test_who_lost_the_lease_does_not_move_the_next_run(world: World) -> None:
    late = world.run(jobs.claim, "count", 10)
    assert late is not None
    world.clock.advance(20)
    assert world.run(jobs.claim, "count", 10) == late + 1
    due = row(world).due_at
    world.run(jobs.finish, "count", late, 9999, None)
    assert row(world).due_at == due


def test_a_failing_job_comes_again_and_its_neighbours_run(world: World) -> None:
    bad, good = Worker(fails=True), Worker()
    pair = [Job("bad", 10, bad.verb), Job("good", 10, good.verb)]
    for _ in range(3):
        asyncio.run(jobs.run_due(world.database, pair))
        world.clock.advance(10)
    assert (len(bad.ran), len(good.ran)) == (3, 3)
    assert row(world, "bad").last_error == "ZeroDivisionError"
    assert row(world, "good").last_error is None
    assert row(world, "bad").last_done_at is None


def test_a_job_that_recovers_says_so(world: World) -> None:
    worker = Worker(fails=True)
    worker.runs(world)
    worker.fails = False
    world.clock.advance(10)
    worker.runs(world)
    assert row(world).last_error is None
    assert row(world).last_done_at == world.clock.now()


def test_what_a_job_does_outside_the_store_runs_in_no_transaction(world: World) -> None:
    seen: list[object] = []

    async def act(database: Database) -> None:
        seen.append(await database.do(lambda work: work.now))

    asyncio.run(jobs.run_due(world.database, [Job("outside", 10, act=act)]))
    assert seen == [world.clock.now()]


def keep(work: Work, name: str) -> None:
    work.session.add(Bucket(name=name, tokens=1, at=work.now))
    work.session.flush()
    work.tell("/desk", "floor", "floor", of=name)
    if name == "poison":
        raise ZeroDivisionError
    if name == "late":
        raise Refusal("taken")


def test_a_poisoned_row_blocks_none_of_a_thousand_and_becomes_visible(world: World) -> None:
    rows = ["poison", *(str(n) for n in range(1000)), "late"]
    world.run(for_each, "count", rows, keep)
    assert set(world.rows(select(Bucket.name))) == {str(n) for n in range(1000)}
    assert [alarm.kind for alarm in world.rows(select(Alarm))] == ["part_degraded"]
    told = {tell.data["of"] for tell in world.told if "of" in tell.data}
    assert "poison" not in told
    assert "late" not in told
    assert len(told) == 1000


def test_the_same_poisoned_row_alarms_once(world: World) -> None:
    for _ in range(5):
        world.run(for_each, "count", ["poison"], keep)
    assert len(world.rows(select(Alarm))) == 1


def test_a_row_somebody_else_was_first_with_is_no_failure(world: World) -> None:
    world.run(for_each, "count", ["late"], keep)
    assert world.rows(select(Alarm)) == []


@pytest.mark.parametrize("every", [0.5, 1, 10])
def test_a_slow_job_is_not_started_twice_within_its_interval(world: World, every: float) -> None:
    assert world.run(jobs.claim, "count", every) is not None
    world.clock.advance(every)
    assert world.run(jobs.claim, "count", every) is None
