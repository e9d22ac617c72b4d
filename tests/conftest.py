"""The same suite on both storage modes: HOTLINE_TEST_STORE is sqlite (default) or postgres (with Redis)."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from hotline.core.migrate import migrate
from hotline.core.models import Base
from hotline.core.settings import Settings
from hotline.core.sqlite import SqliteEngine
from tests.cast import World, settings_for
from tests.servers import Postgres, Redis

STORE = os.environ.get("HOTLINE_TEST_STORE", "sqlite")
STORES = {"template", "seeded", "store", "postgres", "redis_server"}  # the fixtures that open one
MASTER = base64.b64encode(b"m" * 32).decode()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about several processes needs the second store, and what opens no store at all runs once, with the
    first; it is left out by name, never skipped in silence."""
    here = _runs_on_sqlite if STORE == "sqlite" else _opens_a_store
    config.hook.pytest_deselected(items=[item for item in items if not here(item)])
    items[:] = [item for item in items if here(item)]


def _runs_on_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgres_only") is None


def _opens_a_store(item: pytest.Item) -> bool:
    return not STORES.isdisjoint(getattr(item, "fixturenames", STORES))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test fails the run: nothing is left out silently."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    """A migrated, empty store: a file to copy, or a database to empty before each test."""
    if STORE == "sqlite":
        file = tmp_path_factory.mktemp("template") / "line.sqlite3"
        engine = SqliteEngine(file)
        with engine.connection() as connection:
            migrate(connection)
        engine.close()
        return file
    url = request.getfixturevalue("postgres").fresh_database()
    with create_engine(url).begin() as connection:
        migrate(connection)
    return url


@pytest.fixture
def settings(tmp_path: Path, template: Any) -> Settings:
    """Settings on an empty store of the mode under test."""
    if STORE == "sqlite":
        shutil.copy(template, tmp_path / "line.sqlite3")
        return settings_for(tmp_path, master_key=MASTER)
    engine = create_engine(template)
    with engine.begin() as connection:
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()
    return settings_for(tmp_path, database_url=template, master_key=MASTER)


@pytest.fixture
def make_world(settings: Settings) -> Iterator[Callable[..., World]]:
    """Builds the world with changed settings or stand-ins, once per test."""
    made: list[World] = []

    def make(**stand_ins: Any) -> World:
        from dataclasses import fields, replace

        names = {item.name for item in fields(Settings)}
        changes = {name: stand_ins.pop(name) for name in list(stand_ins) if name in names}
        world = World(replace(settings, **changes), **stand_ins)
        world.move_in()
        made.append(world)
        return world

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
