"""Settings check themselves: what cannot work or is not safe does not start, and says which variable."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hotline import __main__ as command
from hotline import demo
from hotline.app import CannotStart, build
from hotline.core import audit, sqlite
from hotline.core.models import AuditEntry
from hotline.core.settings import Settings, problems
from tests.cast import World
from tests.conftest import MASTER
from tests.servers import Postgres

POSTGRES = "postgresql+psycopg://db/line"


def codes(**changes: Any) -> list[str]:
    return [found.code for found in problems(Settings(**changes))]


def test_the_defaults_start_and_say_that_nobody_outside_watches() -> None:
    assert codes() == ["W01"]
    assert codes(heartbeat_url="https://monitor.example/beat") == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("E01", {"demo": True, "host": "0.0.0.0"}),
        ("E01", {"demo": True, "host": "192.168.1.4"}),
        ("E01", {"demo": True, "host": "::"}),
        ("E01", {"demo": True, "host": "line.example"}),
        ("E01", {"demo": True, "host": "localhost.example"}),
        ("E02", {"database_url": "postgresql://db/line", "master_key": MASTER}),
        ("E02", {"database_url": "mysql://db/line", "master_key": MASTER}),
        ("E03", {"redis_url": "redis://cache"}),
        ("E04", {"database_url": POSTGRES}),
        ("E05", {"origins": "line.example"}),
        ("E05", {"origins": "https://*.example"}),
        ("E05", {"origins": "https://line.example/path"}),
        ("E05", {"origins": "null"}),
        ("E05", {"origins": "https://line.example,*"}),
        ("E06", {"origins": "http://line.example"}),
        ("E07", {"ladder": (0, 180, 60)}),
        ("E07", {"ladder": ()}),
        ("E07", {"ladder": (0, 60, 60)}),
        ("E08", {"offer_ttl": 0}),
        ("E08", {"rearm": -1}),
    ],
)
def test_what_cannot_work_has_a_code_and_refuses_the_start(code: str, changes: dict[str, Any], tmp_path: Path) -> None:
    assert code in codes(**changes)
    with pytest.raises(CannotStart, match=code):
        build(Settings(data=tmp_path / "var", **changes))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"demo": True, "host": "127.0.0.1"},
        {"demo": True, "host": "::1"},
        {"demo": True, "host": "localhost"},
        {"origins": "https://line.example, https://desk.line.example/"},
        {"origins": "http://localhost:8080"},
        {"database_url": POSTGRES, "redis_url": "redis://cache", "master_key": MASTER},
    ],
)
def test_what_is_safe_is_not_refused(changes: dict[str, Any]) -> None:
    assert [code for code in codes(**changes) if code.startswith("E")] == []


def test_postgres_without_redis_is_one_process_and_says_so() -> None:
    assert "W02" in codes(database_url=POSTGRES, master_key=MASTER)


def test_a_key_that_is_no_key_refuses_the_start(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="E10"):
        build(Settings(data=tmp_path, master_key="nonsense"))


@pytest.mark.postgres_only
def test_a_database_with_another_schema_refuses_the_start(postgres: Postgres, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=postgres.fresh_database(), master_key=MASTER)
    with pytest.raises(CannotStart, match="E11"):
        build(settings)
    build(settings, migrating=True).database.close()
    build(settings).database.close()


def test_the_demo_world_does_not_move_in_with_real_people(world: World) -> None:
    with pytest.raises(CannotStart, match="E12"):
        demo.ensure(world.database)


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOTLINE_DATA", str(settings.data))
    monkeypatch.setenv("HOTLINE_MASTER_KEY", MASTER)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    return settings


def test_check_says_what_is_wrong_and_fails(
    environment: Settings, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run(audit.record, "xin", "read", "contact-1")
    assert command.main(["check"]) == 0
    assert "W01" in capsys.readouterr().out
    world.run(lambda work: work.change(update(AuditEntry).values(actor="mei")))
    assert command.main(["check"]) == 1
    assert "E14" in capsys.readouterr().out
    monkeypatch.setenv("HOTLINE_LADDER", "60,0")
    assert command.main(["check"]) == 1
    assert "E07" in capsys.readouterr().out


def test_check_refuses_an_affected_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_DATA", str(tmp_path))
    monkeypatch.setattr(command, "library_is_sound", lambda: False)
    assert command.main(["check"]) == 1
    assert "E13" in capsys.readouterr().out
    monkeypatch.setattr(sqlite, "library_is_sound", lambda: False)
    assert command.main(["migrate"]) == 1


def test_every_setting_can_be_read_from_the_environment() -> None:
    raw = {
        "int": "7",
        "bool": "1",
        "Path": "/srv/line",
        "Path | None": "/srv/words",
        "tuple[int, ...]": "0,9",
        "str": "word",
    }
    names = {f.name: f.metadata.get("env", f"HOTLINE_{f.name.upper()}") for f in fields(Settings)}
    env = {names[f.name]: raw[str(f.type)] for f in fields(Settings)}
    expected = {
        "int": 7,
        "bool": True,
        "Path": Path("/srv/line"),
        "Path | None": Path("/srv/words"),
        "tuple[int, ...]": (0, 9),
        "str": "word",
    }
    assert Settings.from_env(env) == Settings(**{f.name: expected[str(f.type)] for f in fields(Settings)})


def test_an_empty_variable_is_the_default() -> None:
    assert Settings.from_env({"PORT": "", "HOTLINE_LADDER": ""}) == Settings()


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{MASTER}\n")
    assert Settings.from_env({"HOTLINE_MASTER_KEY_FILE": str(file)}).master_key == MASTER


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="HOTLINE_MASTER_KEY_FILE"):
        Settings.from_env({"HOTLINE_MASTER_KEY_FILE": "/nowhere/key"})


@pytest.mark.parametrize(
    ("name", "raw"), [("PORT", "eighty"), ("HOTLINE_DEMO", "maybe"), ("HOTLINE_LADDER", "0;60"), ("HOTLINE_REARM", "")]
)
def test_a_value_of_the_wrong_kind_names_its_variable(name: str, raw: str) -> None:
    if raw:
        with pytest.raises(ValueError, match=name):
            Settings.from_env({name: raw})
    else:
        assert Settings.from_env({name: raw}).rearm == Settings().rearm


def test_the_command_line_explains_instead_of_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLINE_DATA", str(tmp_path))
    monkeypatch.setenv("PORT", "eighty")
    assert command.main(["web"]) == 1
    assert capsys.readouterr().err.startswith("cannot start: PORT=")


def test_a_master_key_is_never_printed() -> None:
    assert MASTER not in repr(replace(Settings(), master_key=MASTER))


def test_only_https_pages_get_secure_cookies() -> None:
    assert Settings(origins="https://line.example").secure
    assert not Settings().secure
