"""`python -m hotline VERB`: web, worker, migrate, demo, check, map."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress

from aiohttp import web

from hotline import app as roof
from hotline import demo, protocol
from hotline.core import audit
from hotline.core.logs import configure
from hotline.core.settings import Settings, problems
from hotline.core.sqlite import library_is_sound
from linkage.auditor import last_anchor

VERBS = {
    "web": "serve pages and sockets (and, embedded, run the jobs); HOTLINE_DEMO=1 serves the demo world",
    "worker": "run the jobs of a scaled-out line: deadlines, notices, escalations",
    "migrate": "bring the database to the present schema",
    "demo": "print the demo world's addresses and sign-ins (--json for programs)",
    "check": "look at settings, schema, keys and the audit chain; exits with 1 on an error",
    "map": "print every route and event with who may call it (--json; --openapi, --asyncapi for the documents)",
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hotline", description="A 24-hour student hotline and chat line.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, text in VERBS.items():
        verb = verbs.add_parser(name, help=text, description=text)
        if name in ("demo", "map"):
            verb.add_argument("--json", action="store_true", help="for programs")
        if name == "map":
            verb.add_argument("--openapi", action="store_true", help="the HTTP document")
            verb.add_argument("--asyncapi", action="store_true", help="the socket document")
    asked = parser.parse_args(argv)
    try:
        settings = Settings.from_env()
        return int(globals()[f"do_{asked.verb}"](settings, asked) or 0)
    except (roof.CannotStart, ValueError, RuntimeError) as problem:
        print(f"cannot start: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"cannot start: {problem.strerror or problem}", file=sys.stderr)
        return 1


def do_web(settings: Settings, _: argparse.Namespace) -> None:
    configure()
    runtime = roof.build(settings)
    if settings.demo:
        demo.ensure(runtime.database)
    if not (roof.DIST / "student" / "index.html").is_file():
        print("W03 the pages are not built: run make pages", file=sys.stderr)
    for found in problems(settings):
        if not (settings.demo and found.code == "W01"):
            print(f"{found.code} {found.text}", file=sys.stderr)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, roof.web_app(runtime)))


async def _serve(settings: Settings, app: web.Application) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        address = settings.allowed_origins[0]
        if settings.demo:
            _print_demo(address)
        else:
            print(f"serving on {address}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def do_worker(settings: Settings, _: argparse.Namespace) -> None:
    configure()
    if settings.embedded:
        raise ValueError("the embedded line runs its jobs in `web`; a worker needs DATABASE_URL")
    runtime = roof.build(settings, web_process=False)

    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        with suppress(asyncio.CancelledError):
            await roof.run_worker(runtime)

    asyncio.run(run())
    runtime.database.close()


def do_migrate(settings: Settings, _: argparse.Namespace) -> None:
    runtime = roof.build(settings, migrating=True)
    runtime.database.close()
    print("the database has the present schema")


def do_demo(settings: Settings, asked: argparse.Namespace) -> None:
    address = settings.allowed_origins[0]
    if asked.json:
        print(json.dumps(demo.sign_ins(address), ensure_ascii=False, indent=1))
    else:
        _print_demo(address)


def _print_demo(address: str) -> None:
    print(f"\n  Demo world, nobody real is on duty.  演示环境，没有真人值守。\n\n  student   {address}/")
    print(f"  sign in   {address}/sign-in   (desk {address}/desk, floor {address}/floor, review {address}/review)\n")
    print(f"  {'login':<10}{'password':<21}{'one-time secret':<35}{'code now':<10}role")
    signs = demo.sign_ins(address)
    people = signs["people"]
    assert isinstance(people, list)
    for person in people:
        print(
            f"  {person['login']:<10}{person['password']:<21}{person['one_time_secret']:<35}"
            f"{person['code_now']:<10}{person['role']} ({', '.join(person['duties'])}), {person['name_zh']}"
        )
    print(
        "\n  Codes change every 30 s and work once; `.venv/bin/python -m hotline demo` prints fresh ones.\n", flush=True
    )


def do_check(settings: Settings, _: argparse.Namespace) -> int:
    found = problems(settings)
    for finding in found:
        print(f"{finding.code} {finding.text}")
    if any(finding.fatal for finding in found):
        return 1
    if settings.embedded and not library_is_sound():
        print("E13 this SQLite library can corrupt a WAL database")
        return 1
    if settings.embedded and not settings.sqlite_file.exists():
        print("no database yet: the first start makes it")
        return 0
    runtime = roof.build(settings, web_process=False)
    broken = runtime.database.read(audit.broken_at, last_anchor(settings.data / "heartbeat.log"))
    length, _hash = runtime.database.read(audit.head)
    runtime.database.close()
    if broken is not None:
        print(f"E14 the audit chain is broken at entry {broken}")
        return 1
    print(f"schema and keys are well; the audit chain of {length} entries holds")
    return 0


def do_map(settings: Settings, asked: argparse.Namespace) -> None:
    if asked.openapi or asked.asyncapi:
        document = protocol.openapi(roof.FEATURES) if asked.openapi else protocol.asyncapi(roof.FEATURES)
        print(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True))
        return
    rows = protocol.table(roof.FEATURES)
    if asked.json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        print(f"{row['door']:<10}{row['name']:<30}{row['allow']:<12}{row['payload']:<16}{row['feature']}")


if __name__ == "__main__":
    sys.exit(main())
