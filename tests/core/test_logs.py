"""Canaries: whatever students, staff or thieves send, at whatever log level, none of it is in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from hotline.core import logs
from hotline.core.door import Allow, Event, Feature, Shape
from hotline.core.logs import Allowlist
from hotline.core.settings import Settings
from tests.cast import PASSWORD, WANG, XIN, client_id, fresh_secret, one_time_secret
from tests.core.served import KEY, PATH, Polling, serving

WORDS = ["王小明", "实验二中", "不想活了", "13885550199", "520102200903071234", "xiaoming@mail.example"]


class Break(Shape):
    text: str


def fragile() -> Feature:
    def verb(work: Any, who: Any, payload: Break) -> None:
        raise RuntimeError(payload.text)

    async def act(runtime: Any, who: Any, payload: Break) -> None:
        raise RuntimeError(payload.text)

    events = (Event("break_verb", Allow.ANYONE, Break, verb), Event("break_act", Allow.ANYONE, Break, act=act))
    return Feature("fragile", student_events=events)


@pytest.fixture
def everything_logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as the line writes it, with every logger at DEBUG."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(logs.sys, "stderr", written)
    logs.configure()
    root.setLevel(logging.DEBUG)
    names = [*logging.root.manager.loggerDict, "engineio.server", "socketio.server", "aiohttp.access"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    for name, was in before.items():
        logging.getLogger(name).setLevel(was)
    root.handlers, root.level = handlers, level


async def test_nothing_anybody_sends_is_in_the_log(settings: Settings, everything_logged: io.StringIO) -> None:
    secrets = [fresh_secret() for _ in range(3)]
    async with serving(settings, fragile()) as served:
        server = served.world.runtime.server
        assert server is not None
        server.logger = logging.getLogger("socketio.server")
        server.eio.logger = logging.getLogger("engineio.server")
        text = "，".join(WORDS)
        page = await served.page()
        assert (await page.ask("begin", secret=secrets[0], centre="gy"))["ok"]
        assert (await page.say(text))["ok"]
        for event in ("break_verb", "break_act", "say", text, "x" * 50):
            assert not (await page.ask(event, text=text))["ok"]
        await page.ask("enter", secret=secrets[1], next=secrets[2], last_seq=0)
        await page.ask("recover", code="1234567890123456", secret=secrets[1])
        poll = Polling(served.http, served.address, KEY)
        await poll.shake()
        await poll.post(f"42/student,1{json.dumps(['say', text])}")
        cookie = served.session_of(XIN)
        desk = await served.page("/desk", Cookie=cookie)
        await desk.ask("open", contact=text[:60])
        sign_in = {"login": "xin", "password": PASSWORD, "code": "123456"}
        for body in (json.dumps(sign_in), json.dumps({"login": text}), text):
            async with served.http.post(f"{served.address}/api/staff/sign-in", data=body.encode()) as response:
                assert response.status in (400, 401)
        async with served.http.get(f"{served.address}/{text}?{PATH}&q={text}") as response:
            assert response.status == 404
        wang = await served.desk(WANG)
        observed = {"contact": page_contact(served), "reason": WORDS[1]}
        assert (await wang.ask("observe", **observed))["ok"]
        whisper = {"contact": observed["contact"], "client_id": client_id(), "text": WORDS[0]}
        assert (await wang.ask("whisper", **whisper))["ok"]
        sid = poll.url.rsplit("=", 1)[1]
    log = everything_logged.getvalue()
    canaries = [*WORDS, *secrets, PASSWORD, one_time_secret("xin"), cookie.split("=")[1], sid, "1234567890123456"]
    escaped = [json.dumps(word)[1:-1] for word in WORDS]
    assert [canary for canary in [*canaries, *escaped] if canary in log] == []
    assert "127.0.0.1" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"event_failed"} <= {line["event"] for line in lines}
    assert any(line["from"].startswith("engineio") for line in lines)


def page_contact(served: Any) -> str:
    from sqlalchemy import select

    from hotline.contacts.models import Contact

    return str(served.world.rows(select(Contact.id))[0])


def line_of(message: object, *args: object, **extra: object) -> dict[str, Any]:
    record = logging.getLogger("any").makeRecord("any", logging.ERROR, "f", 1, message, args, None, extra=extra)
    line: dict[str, Any] = json.loads(Allowlist().format(record))
    return line


@pytest.mark.parametrize("message", ["学生说：不想活了", "a sentence with words", "x", "Event", "a_" * 50, 42])
def test_a_message_that_is_no_event_name_is_dropped(message: object) -> None:
    assert line_of(message)["event"] == "library"


def test_a_message_with_arguments_is_dropped_whole() -> None:
    assert "秘密" not in json.dumps(line_of("row_failed", "秘密"), ensure_ascii=False)
    assert line_of("row_failed", "秘密")["event"] == "library"


def test_only_named_fields_that_look_like_ids_or_figures_pass() -> None:
    line = line_of("row_failed", id="a" * 32, seconds=3, text="你好", code="有 空格", error="x" * 81, kind={"a": 1})
    assert line["id"] == "a" * 32
    assert line["seconds"] == 3
    assert not {"text", "code", "error", "kind"} & set(line)


def test_of_an_exception_only_its_kind_remains() -> None:
    try:
        raise RuntimeError("秘密")
    except RuntimeError as problem:
        record = logging.LogRecord("any", logging.ERROR, "f", 1, "row_failed", (), (type(problem), problem, None))
    text = Allowlist().format(record)
    assert json.loads(text)["error"] == "RuntimeError"
    assert "秘密" not in text
