"""Houses for the journeys. The demo world is seeded once and copied, on either store."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from hotline.core.settings import Settings
from tests.cast import World
from tests.conftest import STORE
from tests.journeys.house import House
from tests.servers import Redis

MakeHouse = Callable[..., House]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> House:
    """A house that was opened once and closed again: schema and demo people are there."""
    database = request.getfixturevalue("postgres").fresh_database() if STORE == "postgres" else ""
    house = House(tmp_path_factory.mktemp("seeded"), database)

    async def seed() -> None:
        if database:
            code, printed = await house.run("migrate")
            assert code == 0, printed
        web = house.process("web")
        web.start()
        await web.ready()
        web.kill(signal.SIGTERM)
        assert await web.ended() == 0, web.printed()

    asyncio.run(seed())
    return house


@pytest.fixture
def bell() -> Iterator[tuple[Redis, str]]:
    """A Redis of this journey's own, which it may stop, and its address."""
    server = Redis()
    url = server.start()
    yield server, url
    server.close()


@pytest.fixture
async def make_house(tmp_path: Path, seeded: House, request: pytest.FixtureRequest) -> AsyncIterator[MakeHouse]:
    """Makes houses on fresh copies of the seeded store; `bell` adds Redis where there is PostgreSQL."""
    made: list[House] = []

    def make(*, bell: bool = False, **settings: Any) -> House:
        folder = tmp_path / f"house-{len(made)}"
        folder.mkdir()
        house = House(folder, settings=settings)
        if seeded.database:
            house.database = copied(seeded.database, request.getfixturevalue("postgres").fresh_database())
            house.redis = request.getfixturevalue("bell")[1] if bell else ""
        else:
            shutil.copytree(seeded.folder / "data", folder / "data")
        made.append(house)
        return house

    yield make
    for house in made:
        await house.close()


def copied(source: str, target: str) -> str:
    """Fill a fresh database with a copy of another."""
    url = make_url(target)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{url.database}"'.encode())
        connection.execute(f'CREATE DATABASE "{url.database}" TEMPLATE "{make_url(source).database}"'.encode())
    return target


@pytest.fixture
async def real_people(tmp_path: Path, settings: Settings) -> AsyncIterator[House]:
    """A house whose people are not of the demo world."""
    world = World(replace(settings, data=tmp_path / "data"))
    world.move_in()
    world.close()
    house = House(tmp_path, settings.database_url)
    yield house
    await house.close()
