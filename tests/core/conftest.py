"""What the tests of the ground share: a store that fails for real, and comes back."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import pytest_asyncio

from hotline.core.settings import Settings
from tests.cast import World
from tests.conftest import STORE
from tests.core.served import Served, serving

Outage = Callable[[World], AbstractContextManager[None]]


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """No file of this process may grow: what SQLite sees of a disk without room."""
    wal = world.runtime.settings.sqlite_file.with_name("line.sqlite3-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def outage(request: pytest.FixtureRequest) -> Outage:
    """`with outage(world):` nothing can be stored. A full disk, or a crashed PostgreSQL that is started again."""
    if STORE == "sqlite":
        return full_disk
    server = request.getfixturevalue("postgres")

    @contextmanager
    def crashed(world: World) -> Iterator[None]:
        server.stop("immediate")
        try:
            yield
        finally:
            server.start()

    return crashed


@pytest_asyncio.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    """The line on a real port."""
    async with serving(settings) as one:
        yield one
