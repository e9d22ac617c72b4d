"""A running line as its hosts see it: real processes on a store of their own, started, killed and started again."""

from __future__ import annotations

import base64
import inspect
import json
import os
import signal
import socket
import subprocess
import sys
import time
from asyncio import sleep, to_thread
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
import pysqlite3
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from hotline import demo

ROOT = Path(__file__).parents[2]
MASTER = base64.b64encode(b"j" * 32).decode()
OURS = ("HOTLINE_", "DATABASE_URL", "REDIS_URL", "PORT")
READY_WITHIN = 40.0
PEOPLE = {person.login: person for person in demo.PEOPLE}


async def until(probe: Callable[[], Any], within: float = 15.0) -> Any:
    """What `probe` gives as soon as it is something. Raises AssertionError after the deadline."""
    deadline = time.monotonic() + within
    while True:
        found = probe()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {within} s: {inspect.getsource(probe).strip()}"
        await sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Process:
    """One `python -m hotline VERB`. What it prints is added to `out`."""

    verb: str
    environment: dict[str, str]
    out: Path
    arguments: tuple[str, ...] = ()
    popen: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self) -> None:
        assert self.popen is None or self.popen.poll() is not None
        with self.out.open("ab") as out:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "hotline", self.verb, *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    async def ready(self, within: float = READY_WITHIN) -> None:
        """Wait until it answers. Raises AssertionError with its output when it ends instead."""
        async with aiohttp.ClientSession() as http:

            async def answers() -> bool:
                assert self.popen is not None
                assert self.popen.poll() is None, self.printed()
                try:
                    async with http.get(self.address + "/health") as response:
                        return response.status == 200
                except aiohttp.ClientError:
                    return False

            await until(answers, within)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self.popen is not None
        self.popen.send_signal(how)

    async def ended(self, within: float = 20.0) -> int:
        """Wait for its end; returns its exit code."""
        popen = self.popen
        assert popen is not None
        return await to_thread(popen.wait, within)

    def printed(self) -> str:
        return self.out.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        if self.popen is not None and self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()


@dataclass
class House:
    """The line on one store. `database` and `redis` are empty for the embedded line."""

    folder: Path
    database: str = ""
    redis: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    guests: list[Any] = field(default_factory=list)

    def environment(self, **more: Any) -> dict[str, str]:
        """What a process of this house finds in its environment, and nothing else of ours."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        settings = {"demo": 1, "sign_ins_per_minute": 60, "min_free_mb": 1, **self.settings, **more}
        clean |= {f"HOTLINE_{name.upper()}": str(value) for name, value in settings.items()}
        clean |= {"HOTLINE_DATA": str(self.folder / "data"), "PYTHONUNBUFFERED": "1"}
        if self.database:
            clean |= {"DATABASE_URL": self.database, "HOTLINE_MASTER_KEY": MASTER}
        if self.redis:
            clean["REDIS_URL"] = self.redis
        return clean

    def process(self, verb: str, *arguments: str, port: int | None = None, **settings: Any) -> Process:
        """One more process of this house, not started yet."""
        environment = self.environment(**settings) | {"PORT": str(port or free_port())}
        out = self.folder / f"{len(self.processes)}-{verb}.out"
        made = Process(verb, environment, out, arguments)
        self.processes.append(made)
        return made

    async def run(self, verb: str, *arguments: str, **settings: Any) -> tuple[int, str]:
        """Run a verb to its end; returns exit code and output."""
        process = self.process(verb, *arguments, **settings)
        process.start()
        return await process.ended(READY_WITHIN), process.printed()

    async def open(self) -> Process:
        """Start the line as one web process, with a worker where the jobs need one. Returns the web process."""
        web = self.process("web")
        web.start()
        await web.ready()
        if self.database:
            self.process("worker").start()
        return web

    async def sign_in(self, web: Process, login: str) -> str:
        """The session cookie of one of the demo people; signs in once, since sessions outlive restarts."""
        if login not in self.cookies:
            person = PEOPLE[login]
            code = pyotp.TOTP(person.one_time_secret).now()
            payload = {"login": login, "password": person.password, "code": code}
            async with (
                aiohttp.ClientSession(headers={"Origin": web.address, "X-CSRF": "1"}) as http,
                http.post(web.address + "/api/staff/sign-in", data=json.dumps(payload)) as response,
            ):
                assert response.status == 200, await response.text()
                self.cookies[login] = response.cookies["line"].value
        return self.cookies[login]

    def engine(self) -> Engine:
        """The database as an outsider opens it; the processes know nothing of it."""
        if self.database:
            return create_engine(self.database, poolclass=NullPool)
        file = self.folder / "data" / "line.sqlite3"
        return create_engine(f"sqlite:///{file}", module=pysqlite3, poolclass=NullPool)

    def rows(self, query: Any) -> list[Any]:
        with Session(self.engine()) as session:
            return list(session.execute(query).all())

    def notices(self) -> list[str]:
        file = self.folder / "data" / "notices.log"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def printed(self) -> str:
        """Everything any of its processes printed."""
        return "".join(process.printed() for process in self.processes if process.out.exists())

    async def close(self) -> None:
        for guest in self.guests:
            await guest.die()
        for process in self.processes:
            process.close()
