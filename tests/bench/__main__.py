"""`python -m tests.bench [store|socket|triage|long|start ...]`: each measurement has a baseline of the same run."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from chat import events as chat_events
from hotline.core.ids import new_secret
from hotline.core.settings import Settings
from tests.cast import StudentPage, World, client_id
from tests.core.served import Page
from triage import evaluate
from triage.tokens import Tokens
from triage.weigh import shipped, weigh

MESSAGES = 600
SAYINGS = ["今天作业好多啊", "我不想活了", "药我都攒好了", "在吗", "他们又在宿舍里笑我，我一个人待着", "I don't know"]
LINES = [line.text for line in evaluate.lines() if not line.context][::7]

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
    """CPU of one line weighed inside the transaction, against spaCy alone making tokens of the same line."""
    tokens = Tokens(Vocab())
    spent = [[cpu_us(lambda text=text: weigh(text)) for _ in range(20)] for text in LINES]  # type: ignore[misc]
    each = sorted(min(times) for times in spent)
    median, last = each[len(each) // 2], each[int(len(each) * 0.99)]
    stock = sorted(min(cpu_us(lambda text=text: tokens(text)) for _ in range(20)) for text in LINES)  # type: ignore[misc]
    baseline = stock[len(stock) // 2]
    return (
        "triage, a line",
        f"{median:,.0f} us, p99 {last:,.0f} us",
        f"{baseline:,.0f} us tokens only",
        median / baseline,
    )


def long_line() -> Row:
    """A thousand characters, and the worst text that was found in 400 tries of hypothesis, against 250 characters."""
    whole = "。".join(LINES)[:1000]
    usual, quarter = (min(cpu_us(lambda t=t: weigh(t)) for _ in range(20)) for t in (whole, whole[:250]))  # type: ignore[misc]
    worst = hunted()
    told = f"{usual / 1000:.2f} ms; worst found {worst[0] / 1000:.2f} ms"
    return "triage, 1000 chars", told, f"{quarter / 1000:.2f} ms a quarter of it", usual / quarter


def hunted() -> tuple[float, str]:
    """The unit of text that takes longest when repeated to 1,000 characters."""
    words = sorted({word for words in shipped().words.values() for word in words})
    slowest = [0.0, ""]

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.sampled_from([*words, "哦", ",", " ", "。"]), min_size=1, max_size=5))
    def hunt(parts: list[str]) -> None:
        text = ("".join(parts) * 1000)[:1000]
        took = min(cpu_us(lambda: weigh(text)) for _ in range(2))
        if took > slowest[0]:
            slowest[:] = [took, text[:40]]

    hunt()
    return float(slowest[0]), str(slowest[1])


def start() -> Row:
    """CPU and memory triage adds to a process of the line, against one that only imports spaCy."""
    ours, stock = (
        subprocess.run([sys.executable, "-c", START.format(what)], capture_output=True, text=True, check=True).stdout
        for what in ("from triage.weigh import weigh; weigh('在吗')", "import spacy.matcher")
    )
    seconds, memory = map(float, ours.split())
    base, base_memory = map(float, stock.split())
    return (
        "triage, start",
        f"{seconds:.2f} s, +{memory:.0f} MB",
        f"{base:.2f} s, +{base_memory:.0f} MB spaCy",
        seconds / base,
    )


START = """
import time, hotline.contacts.models, hotline.core.work
def used(): return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
before, begun = used(), time.process_time()
{}
print(time.process_time() - begun, used() - before)
"""


def cpu_us(work: Callable[[], object]) -> float:
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1000


ALL: dict[str, Callable[[], Row]] = {
    "store": store,
    "socket": socket,
    "triage": lexicon,
    "long": long_line,
    "start": start,
}


def main(asked: list[str]) -> None:
    print(f"{'':<20}{'ours':<28}{'baseline':<28}ratio")
    for name in asked or ALL:
        what, measured, baseline, ratio = ALL[name]()
        print(f"{what:<20}{measured:<28}{baseline:<28}{ratio:.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
