"""The roof: the only file that knows every room. Builds the line from its settings and one list of features."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal

from aiohttp import web

import chat
import linkage
import triage
import volunteers
from chat import messages
from hotline.core import bell, health, http, jobs, outbox
from hotline.core.clock import Clock, SystemClock
from hotline.core.database import Database
from hotline.core.door import Feature, check_features
from hotline.core.jobs import Job
from hotline.core.migrate import is_current, migrate
from hotline.core.postgres import PostgresEngine
from hotline.core.runtime import Live, Runtime
from hotline.core.seal import load_keys
from hotline.core.settings import Settings, problems
from hotline.core.sockets import DESK, STUDENT, Door
from hotline.core.sqlite import SqliteEngine
from hotline.core.transport import SocketServer
from hotline.core.work import House
from hotline.sweep import sweep_forever
from triage.in_use import InUse
from triage.learner import SHIPPED as MODEL
from triage.learner import BadModel, read_meta
from triage.lexicon import BadLexicon
from triage.service import Weigher
from triage.slow import Reader
from triage.worker import Worker
from volunteers.sign_in import identify

log = logging.getLogger(__name__)

DIST = Path(__file__).parent.parent / "static" / "dist"
FEATURES = [triage.feature, volunteers.feature, linkage.feature, chat.feature, health.feature]


class CannotStart(Exception):
    """Why the line does not start: each line is a finding with its code."""


def build(
    settings: Settings,
    *,
    web_process: bool = True,
    clock: Clock | None = None,
    weigher: Weigher | None = None,
    reader: Reader | Literal["shipped"] | None = "shipped",
    effects: dict[str, Callable[[Runtime], outbox.Deliver]] | None = None,
    migrating: bool = False,
) -> Runtime:
    """Build the line. Every collaborator has its real default; tests hand in stand-ins.

    Raises CannotStart when the settings, the schema or the keys do not allow it.
    """
    fatal = [f"{found.code} {found.text}" for found in problems(settings) if found.fatal]
    if fatal:
        raise CannotStart("\n".join(fatal))
    check_features(FEATURES)
    try:
        keys = load_keys(settings.master_key, settings.data, may_create=settings.embedded)
    except ValueError as problem:
        raise CannotStart(f"E10 {problem}") from problem
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = SqliteEngine(settings.sqlite_file) if settings.embedded else PostgresEngine(settings.database_url)
    with engine.connection() as connection:
        if settings.embedded or migrating:
            migrate(connection)
        elif not is_current(connection):
            engine.close()
            raise CannotStart("E11 the database has another schema: run python -m hotline migrate")
    try:
        lexicon = InUse(settings.triage_lexicon)
    except BadLexicon as problem:
        raise CannotStart(f"E15 the lexicon does not check: {problem}") from problem
    learner = _learner() if reader == "shipped" else reader
    house = House(
        settings,
        keys,
        _merged([feature.hooks for feature in FEATURES]),
        _merged([feature.panels for feature in FEATURES]),
        {"weigher": weigher or lexicon, "lexicon": lexicon, "reader": learner, "words": messages.read_again},
    )
    mark = bell.write_news if settings.redis_url else None
    database = Database(engine, house, clock or SystemClock(), mark)
    ring = bell.Bell(settings.redis_url, keys.bell_key(), write_only=not web_process) if settings.redis_url else None
    server = SocketServer(settings.allowed_origins, ring) if web_process else None
    emitter = server or ring
    features = [*FEATURES, _outbox_feature(effects), *([_news_feature()] if ring else [])]
    live = Live(emitter) if emitter is not None else Live(SocketServer(settings.allowed_origins))
    database.publish = live.publish
    return Runtime(settings, database, features, live, identify, server, ring)


def _learner() -> Worker:
    """The learner's process, not started yet. Without its files it is lost, and what it leaves unread is pinned."""
    try:
        version = read_meta(MODEL).version
    except BadModel as problem:
        log.error("learner_missing", extra={"error": str(problem)})
        version = "missing"
    return Worker(MODEL, version)


def _close_learner(runtime: Runtime) -> None:
    if (reader := runtime.database.house.ports["reader"]) is not None:
        reader.close()


def _merged(maps: list[Any]) -> dict[Any, tuple[Any, ...]]:
    merged: dict[Any, tuple[Any, ...]] = {}
    for one in maps:
        for key, values in one.items():
            merged[key] = (*merged.get(key, ()), *values)
    return merged


def _outbox_feature(effects: dict[str, Callable[[Runtime], outbox.Deliver]] | None) -> Feature:
    """The job that carries effects out; `effects` replaces the shipped channels."""
    chosen = effects or {kind: make for feature in FEATURES for kind, make in feature.effects.items()}
    return Feature("outbox", effects=chosen)


def _news_feature() -> Feature:
    return Feature("news", jobs=(Job("news_forget", 60, bell.forget_news),))


def worker_jobs(runtime: Runtime) -> list[Job]:
    """Everything due, effects last."""
    deliverers = {kind: make(runtime) for feature in runtime.features[-2:] for kind, make in feature.effects.items()}

    async def deliver(database: Database) -> None:
        await outbox.deliver_due(database, deliverers)

    return [*(job for job in runtime.jobs if not (job.watch or job.apart)), Job("outbox", 1, act=deliver)]


def watch_jobs(runtime: Runtime) -> list[Job]:
    return [job for job in runtime.jobs if job.watch]


def _job_loops(runtime: Runtime) -> list[Callable[[], Any]]:
    """The worker's jobs, and one loop for each job that may wait."""
    together = [worker_jobs(runtime), *([job] for job in runtime.jobs if job.apart)]
    return [partial(jobs.run_forever, runtime.database, some) for some in together]


def web_app(runtime: Runtime, *, run_jobs: bool | None = None) -> web.Application:
    """The web application: doors, pages and this process's loops. Jobs run inside when embedded."""
    assert runtime.server is not None
    app = web.Application(middlewares=[http.middleware(runtime)], client_max_size=http.BODY)
    student = Door(runtime, STUDENT, [e for f in runtime.features for e in f.student_events])
    desk = Door(runtime, DESK, [e for f in runtime.features for e in f.desk_events])
    runtime.server.attach_to(app)
    http.add_routes(app, runtime)
    if (DIST / "assets").is_dir():
        app.router.add_static("/assets", DIST / "assets")
    if (DIST / "icon.svg").is_file():
        app.router.add_get("/icon.svg", _icon)
    loops: list[Callable[[], Any]] = [
        runtime.live.run_forever,
        lambda: sweep_forever(runtime, student, desk),
        runtime.database.house.ports["lexicon"].follow,
    ]
    if runtime.settings.embedded if run_jobs is None else run_jobs:
        loops += _job_loops(runtime)
    if run_jobs is not False:
        loops.append(lambda: jobs.run_forever(runtime.database, watch_jobs(runtime)))
    if (ring := runtime.bell) is not None:
        loops += [ring.hear_forever, ring.beat_forever]
        loops.append(lambda: bell.catch_up_forever(ring, runtime.database))

    async def run_loops(app: web.Application) -> AsyncIterator[None]:
        async with _Running(loops):
            yield
            assert runtime.server is not None
            await runtime.server.shutdown()
        _close_learner(runtime)
        runtime.database.close()

    async def let_go(app: web.Application) -> None:
        """Pages notice at once and come back; nobody waits for a connection that is about to end."""
        assert runtime.server is not None
        runtime.server.abort_all()

    app.cleanup_ctx.append(run_loops)
    app.on_shutdown.append(let_go)
    return app


async def _icon(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(DIST / "icon.svg")


class _Running:
    """Loops that live as long as the block."""

    def __init__(self, loops: list[Callable[[], Any]]) -> None:
        self._loops = loops
        self._tasks: list[asyncio.Task[Any]] = []

    async def __aenter__(self) -> None:
        self._tasks = [asyncio.create_task(loop()) for loop in self._loops]

    async def __aexit__(self, *_: object) -> None:
        # More than once: a client library may swallow a cancellation that meets the end of its own timeout.
        while running := [task for task in self._tasks if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=1)
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task


async def run_worker(runtime: Runtime) -> None:
    """The worker process: jobs only, telling clients through the bell."""
    loops: list[Callable[[], Any]] = [runtime.live.run_forever, *_job_loops(runtime)]
    try:
        async with _Running(loops):
            await asyncio.Event().wait()
    finally:
        _close_learner(runtime)


__all__ = ["FEATURES", "CannotStart", "build", "run_worker", "watch_jobs", "web_app", "worker_jobs"]
