"""What a student wrote, and who they are, is found nowhere outside the sealed columns: not one byte of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import psycopg
import redis.asyncio
from sqlalchemy.engine import make_url

from hotline.core.models import Base
from tests.cast import client_id
from tests.journeys.conftest import MakeHouse
from tests.journeys.house import House, Process, until
from tests.journeys.pages import Desk, Page, talking

NAME, PHONE, SCHOOL = "欧阳静姝", "13985176042", "黔灵山第九实验中学"
WORDS = ("蝴蝶发卡藏在琴房第三格", "我已经吃了一瓶药", "墨绿色的旧围巾", "银杏树下的约定", "班主任换了三位")


def spellings(word: str) -> set[bytes]:
    """The ways in which a word could lie in a file, a log or a dump."""
    raw = {word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    escaped = {json.dumps(word).strip('"').encode(), ascii(word).strip("'").encode()}
    return raw | escaped | {word.encode().hex().encode(), str(word.encode())[2:-1].encode()}


def lies_in(heap: bytes, words: list[str]) -> list[str]:
    return [word for word in words if any(spelling in heap for spelling in spellings(word))]


def dumped(database: str) -> bytes:
    """Every table as text."""
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    heap = b""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table in Base.metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT'.encode()) as copy:
                heap += b"".join(bytes(block) for block in copy)
    return heap


def everything(house: House) -> bytes:
    """All that this house wrote anywhere: prints, logs, notices, heartbeats, database files or tables."""
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    heap = b"".join(path.read_bytes() for path in files)
    return heap + (dumped(house.database) if house.database else b"")


@contextmanager
def database_held(house: House) -> Iterator[None]:
    """Nobody else can write as long as the block lasts."""
    lock = "LOCK TABLE messages IN ACCESS EXCLUSIVE MODE" if house.database else "BEGIN IMMEDIATE"
    with house.engine().connect() as connection:
        connection.exec_driver_sql(lock)
        yield
        connection.rollback()


async def misused(web: Process, page: Page, desk: Desk, contact: str, epoch: int) -> None:
    """Everything a page, or somebody who is no page, can get wrong with words in it."""
    first = client_id()
    await page.say(f"{NAME}，{WORDS[3]}", first)
    assert (await page.ask("say", client_id=first, text=WORDS[3]))["code"] == "id_conflict"
    assert (await page.ask("say", client_id=client_id(), text=WORDS[3] * 300))["code"] == "too_long"
    assert (await page.ask("say", client_id=client_id(), text=[WORDS[3]]))["code"] == "bad_payload"
    assert (await page.ask("say", client_id=WORDS[3], text="好"))["code"] == "bad_payload"
    assert (await page.ask("say", **{"client_id": client_id(), "text": "好", WORDS[3]: PHONE}))["code"] == "bad_payload"
    assert (await page.ask(WORDS[3], text=PHONE))["code"] == "unknown_event"
    assert (await page.ask("recover", code=PHONE, secret=page.secret))["code"] == "receipt_unknown"
    assert (await desk.ask("reply", contact=WORDS[3], client_id=first, text=NAME, epoch=epoch))["code"] == "not_found"
    assert (await desk.ask("open", contact=[NAME]))["code"] == "bad_payload"
    headers = {"Origin": web.address, "X-CSRF": "1", "X-Line-Key": PHONE * 2, "User-Agent": f"{PHONE}/1.0"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for path in (f"/{NAME}", f"/c/{SCHOOL}?from={PHONE}", f"/api/{WORDS[3]}", f"/socket.io/?EIO=4&sid={PHONE}"):
            async with http.get(web.address + path) as response:
                assert response.status < 500
        for body in (json.dumps({"login": NAME, "password": WORDS[3], "code": "000 000"}), WORDS[3], f'{{"{NAME}":'):
            async with http.post(web.address + "/api/staff/sign-in", data=body) as response:
                assert response.status in (400, 401)
        async with http.post(web.address + "/api/student/leave", data=json.dumps({"secret": NAME})) as response:
            assert response.status == 400


async def overhear(url: str, heap: list[bytes]) -> None:
    """Keep what goes through Redis."""
    async with redis.asyncio.Redis.from_url(url) as client, client.pubsub() as ear:
        await ear.psubscribe("*")
        while True:
            message = await ear.get_message(ignore_subscribe_messages=True, timeout=None)
            heap.append(message["data"] if message else b"")


async def test_words_names_and_secrets_of_a_student_lie_in_no_file_log_notice_or_table(make_house: MakeHouse) -> None:
    house = make_house(bell=True, ladder="0,1", ladder_repeat=1, messages_burst=100)
    web = await house.open()
    rung: list[bytes] = []
    ear = asyncio.ensure_future(overhear(house.redis, rung)) if house.redis else None
    page, xiaoxi, wang, amu = Page(house, web), *(Desk(house, web, login) for login in ("xiaoxi", "wang", "amu"))
    for desk in (wang, xiaoxi, amu):
        await desk.arrive()
    secrets = [page.secret, page.next]
    contact, epoch = await talking(xiaoxi, page, f"我叫{NAME}，在{SCHOOL}，电话{PHONE}。{WORDS[0]}")
    await page.enter(0)
    secrets += [page.secret, page.next]
    code = (await page.do("receipt"))["code"]
    bare = code.replace(" ", "")
    assert (await page.ask("say", client_id=client_id(), text=f"我的码{code}"))["code"] == "receipt_in_text"

    await page.say(WORDS[1])
    await xiaoxi.reply(contact, f"{NAME}，{WORDS[2]}", epoch)
    await wang.do("observe", contact=contact, reason=f"{WORDS[2]}：{NAME}")
    await wang.do("whisper", contact=contact, client_id=client_id(), text=f"{NAME}的电话{PHONE}")
    await amu.do("ready")
    await xiaoxi.do("hand_over", contact=contact, to="demo-amu", note=f"{NAME}，{WORDS[4]}")
    await misused(web, page, xiaoxi, contact, epoch)
    await until(house.notices)
    with database_held(house):
        assert (await page.ask("say", client_id=client_id(), text=f"{WORDS[0]}{NAME}"))["code"] == "unavailable"
    await page.say(f"{WORDS[0]}{NAME}")
    (row,) = (await wang.floor())["escalations"]
    await wang.do("progress", escalation=row["id"], note=f"联系了{NAME}家，{PHONE}")
    await wang.do("close_escalation", escalation=row["id"], note=f"{NAME}已到医院")
    record = {"about": ["suicide"], "level": 4, "done": ["listened"], "next": "none", "note": f"{NAME} {WORDS[4]}"}
    await xiaoxi.do("close", contact=contact, record=record, confirm=True)

    hidden = [NAME, PHONE, SCHOOL, *WORDS, *secrets, code, bare, *house.cookies.values()]
    heap = everything(house)
    assert lies_in(heap, hidden) == []
    assert lies_in(b"".join(rung), hidden) == []
    for process in house.processes:
        process.kill()
        await process.ended()
    heap = everything(house)
    assert lies_in(heap, hidden) == []
    # What must be there shows that the search finds things, in every place it looks at.
    assert lies_in(heap, [contact, "demo-xiaoxi", row["code"], "database_failed", "请勿转发"]) == [
        contact,
        "demo-xiaoxi",
        row["code"],
        "database_failed",
        "请勿转发",
    ]
    if ear is not None:
        ear.cancel()
        assert len(rung) > 10
    assert "Traceback" not in house.printed()
