"""Recurring work as rows with deadlines: any number of processes may run them, a restart forgets none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from .database import Database, passing
from .errors import Refusal
from .models import JobRow
from .work import Work

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
TICK = 0.5
RETRY = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """`verb` runs every `every` seconds in one transaction, or `act` outside any. `watch` marks the jobs of the
    auditor: they run in a loop of their own, in every web process, so that they outlive the worker. `apart` marks one
    that may wait for something outside and so runs in a loop by itself, where it delays nobody's deadline."""

    name: str
    every: float
    verb: Callable[[Work], Any] | None = None
    act: Callable[[Database], Awaitable[Any]] | None = None
    watch: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class RowFailed:
    """Fact: a job could not handle one row and left it as it was; a human should see it."""

    job: str
    row: str
    error: str


def for_each(work: Work, job: str, rows: Iterable[str], handle: Callable[[Work, str], Any]) -> None:
    """Handle rows one by one, each in a savepoint, so that a poison row cannot block the others."""
    for row in rows:
        told = len(work.tells)
        try:
            with work.session.begin_nested():
                handle(work, row)
        except Refusal:
            del work.tells[told:]  # somebody else was first: what the row needed is already done
        except Exception as problem:
            del work.tells[told:]
            if isinstance(problem, SQLAlchemyError) and passing(problem):
                raise  # only a race was lost: the whole verb runs again
            log.error("row_failed", extra={"job": job, "id": row, "error": type(problem).__name__})
            work.fact(RowFailed(job, row, type(problem).__name__))


def claim(work: Work, name: str, every: float) -> int | None:
    """Take a job if it is due. Returns the lease number, or None."""
    row = work.session.execute(select(JobRow.due_at, JobRow.lease).where(JobRow.name == name)).one_or_none()
    if row is None:
        try:
            with work.session.begin_nested():
                work.session.add(JobRow(name=name, due_at=work.now, lease=0))
        except IntegrityError:
            return None
    due_at, lease = row or (work.now, 0)
    if due_at > work.now:
        return None
    hold = max(LEASE, timedelta(seconds=every))
    won = work.change(
        update(JobRow).where(JobRow.name == name, JobRow.lease == lease).values(lease=lease + 1, due_at=work.now + hold)
    )
    return lease + 1 if won == 1 else None


def finish(work: Work, name: str, lease: int, every: float, error: str | None) -> None:
    """Write a run's outcome; one that failed comes again within ten seconds."""
    pause = every if error is None else min(every, RETRY)
    values: dict[str, Any] = {"due_at": work.now + timedelta(seconds=pause), "last_error": error}
    if error is None:
        values |= {"last_done_at": work.now, "failing_since": None}
    else:
        values["failing_since"] = func.coalesce(JobRow.failing_since, work.now)
    work.change(update(JobRow).where(JobRow.name == name, JobRow.lease == lease).values(**values))


async def run_due(database: Database, jobs: Sequence[Job]) -> None:
    """Run every job that is due, once."""
    for job in jobs:
        lease = await database.do(claim, job.name, job.every)
        if lease is None:
            continue
        error: str | None = None
        try:
            if job.verb is not None:
                await database.do(job.verb)
            if job.act is not None:
                await job.act(database)
        except Exception as problem:
            error = problem.code if isinstance(problem, Refusal) else type(problem).__name__
            log.error("job_failed", extra={"job": job.name, "error": error})
        await database.do(finish, job.name, lease, job.every, error)


async def run_forever(database: Database, jobs: Sequence[Job]) -> None:
    """The loop around `run_due`. A failing round is logged and the next one comes."""
    while True:
        try:
            await run_due(database, jobs)
        except Exception as problem:
            log.error("jobs_failed", extra={"error": type(problem).__name__})
        await asyncio.sleep(TICK)
