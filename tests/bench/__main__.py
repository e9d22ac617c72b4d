"""`python -m tests.bench [store|socket|lexicon ...]`: three measurements, each with a baseline of the same run."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from chat import events as chat_events
from hotline.core.ids import new_secret
from hotline.core.settings import Settings
from tests.cast import StudentPage, World, client_id
from tests.core.served import Page
from triage.lexicon import load
from triage.weigh import weigh

MESSAGES = 600
SAYINGS = ["今天作业好多啊", "我不想活了", "药我都攒好了", "在吗", "他们又在宿舍里笑我，我一个人待着", "I don't know"]

Row = tuple[str, str, str, float]


def store() -> Row:
    """Durable acknowledgements in a second: commits shared by a group, and one commit for each message."""
    with tempfile.TemporaryDirectory() as folder:
        key = base64.b64encode(b"b" * 32).decode()
        free = {"messages_per_second": 100_000, "messages_burst": 100_000}
        world = World(Settings(data=Path(folder), port=1, master_key=key, **free))
        world.move_in()
        pages = [world.student() for _ in range(20)]

        def each(page: StudentPage) -> Future[dict[str, Any]]:
            payload = chat_events.Say(client_id=client_id(), text="今天作业好多啊")
            return world.database.submit(chat_events.say, page.who, payload)

        one = rate(lambda: [each(pages[n % 20]).result() for n in range(MESSAGES)])
        group = rate(lambda: [f.result() for f in [each(pages[n % 20]) for n in range(MESSAGES)]])
        world.close()
    return "durable say -> ack", f"{group:,.0f}/s in groups", f"{one:,.0f}/s one commit each", group / one


def rate(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return MESSAGES / (time.perf_counter() - begun)


def socket() -> Row:
    """CPU of the server for a message stored, acknowledged and relayed, against the bare library's relay."""
    ours, stock = (min(asyncio.run(relay(kind)) for _ in range(2)) for kind in ("ours", "stock"))
    return "socket to socket", f"{ours:,.0f} us CPU a message", f"{stock:,.0f} us bare relay", ours / stock


async def relay(kind: str) -> float:
    command = [sys.executable, "-m", "tests.bench.server", kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address, cookie, secrets = json.loads(server.stdout.readline())

        def cpu() -> float:
            assert server.stdin is not None
            assert server.stdout is not None
            print(file=server.stdin, flush=True)
            return float(server.stdout.readline())

        headers = {"Origin": address}
        desk = Page("/desk")
        await desk.connect(address, {**headers, "Cookie": cookie})
        pages = [Page("/student") for _ in secrets]
        for page, secret in zip(pages, secrets, strict=True):
            await page.connect(address, headers)
            assert (await page.ask("enter", secret=secret, next=new_secret(), last_seq=0))["ok"]
        before = cpu()
        await asyncio.gather(*(talk(page, MESSAGES // len(pages)) for page in pages))
        await desk.hears("message", lambda _: sum(name == "message" for name, _ in desk.heard) >= MESSAGES)
        spent = cpu() - before
        for page in (desk, *pages):
            await page.leave()
        server.stdin.close()
        server.wait(timeout=20)
    return spent / MESSAGES * 1e6


async def talk(page: Page, count: int) -> None:
    for _ in range(count):
        assert (await page.say("今天作业好多啊"))["ok"]


def lexicon() -> Row:
    """One message weighed by every rule, against one pass of all patterns joined."""
    ours = load()
    joined = re.compile("|".join(f"(?:{rule.pattern})" for rule, _ in ours.rules))
    weighed = each_of(lambda text: weigh(ours, text))
    plain = each_of(joined.search)
    return "lexicon", f"{weighed:,.0f} us a message", f"{plain:,.0f} us one pass", weighed / plain


def each_of(look: Callable[[str], object], rounds: int = 300) -> float:
    begun = time.perf_counter()
    for _ in range(rounds):
        for text in SAYINGS:
            look(text)
    return (time.perf_counter() - begun) / rounds / len(SAYINGS) * 1e6


ALL: dict[str, Callable[[], Row]] = {"store": store, "socket": socket, "lexicon": lexicon}


def main(asked: list[str]) -> None:
    print(f"{'':<20}{'ours':<28}{'baseline':<28}ratio")
    for name in asked or ALL:
        what, measured, baseline, ratio = ALL[name]()
        print(f"{what:<20}{measured:<28}{baseline:<28}{ratio:.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
