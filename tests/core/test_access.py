"""The authorization table, cell by cell, through the real doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from socketio.exceptions import SocketIOError
from sqlalchemy import update

from chat import routes as chat_routes
from hotline.app import FEATURES
from hotline.contacts import life
from hotline.contacts.models import IN_QUEUE
from hotline.core import seal
from hotline.core.door import Event
from hotline.core.errors import Refusal
from hotline.core.ids import digest
from hotline.core.settings import Settings
from hotline.core.work import Work
from hotline.protocol import table
from linkage.models import Escalation
from tests.cast import HE, LIN, MEI, QIAO, WANG, XIN, Character, add_shift, client_id, fresh_secret
from tests.core import access_table as expected
from tests.core.access_table import STAFF_ROLES, TARGETS
from tests.core.served import Served, serving
from volunteers import floor, sign_in
from volunteers import routes as staff_routes
from volunteers.models import Alarm, HandOver, Offer, Person, Seat

ROLES: dict[str, Character] = {"volunteer": XIN, "counsellor": QIAO, "supervisor": WANG}
ANOTHER = {"volunteer": MEI, "counsellor": MEI, "supervisor": HE}
ABSENT = "f" * 32
RECORD = {"about": ["school"], "level": 0, "done": ["listened"], "next": "none"}


class Undone(Refusal):
    """An event that was carried out, answered, and taken back, so that every cell finds the same world."""

    def __init__(self, result: Any) -> None:
        super().__init__("conflict")
        self.result = result

    def answer(self) -> dict[str, Any]:
        return {"ok": True}


def undoing(event: Event) -> Event:
    if event.verb is None or event.reads or event.name == "enter":
        return event

    def verb(work: Work, who: Any, payload: Any) -> Any:
        assert event.verb is not None
        raise Undone(event.verb(work, who, payload))

    return replace(event, verb=verb)


class Things:
    """One of each thing an event can name, for somebody and each target."""

    def __init__(self, served: Served, me: Character, other: Character) -> None:
        self.ids: dict[tuple[str, str], str] = {}
        self.other = other
        run = served.world.run
        for target, holder, over in (
            ("own", me, False),
            ("another's", other, False),
            ("closed", me, True),
            ("over", other, True),
            ("seen", other, False),
        ):
            run(self._make, target, holder, me if holder is other else other, over)

    def _make(self, work: Work, target: str, holder: Character, other: Character, over: bool) -> None:
        def new(kind: str) -> str:
            id_ = f"{kind}-{len(self.ids)}-{holder.login}-{id(self):x}"
            self.ids[kind, target] = id_
            return id_

        contact = life.begin(work, "chat", holder.centre, "zh", False)
        self.ids["contact", target] = contact.id
        life.claim(work, contact, holder.login, "accepted", IN_QUEUE)
        if target == "seen":
            floor.observe(work, ROLES["supervisor"].staff, contact.id, "一起看")
        if over:
            life.close(work, contact, "recorded")
        waiting = life.begin(work, "chat", holder.centre, "zh", False)
        life.change(work, waiting, ("waiting",), state="offered")
        times = {"made_at": work.now, "expires_at": work.now + timedelta(seconds=30)}
        state = "rescinded" if over else "open"
        work.session.add(Offer(id=new("offer"), contact=waiting.id, person=holder.login, state=state, **times))
        for kind, giver, taker in (("asked", other, holder), ("asking", holder, other)):
            given = life.begin(work, "chat", holder.centre, "zh", False)
            life.claim(work, given, giver.login, "accepted", IN_QUEUE)
            id_ = new(kind)
            note = seal.seal(work, given.id, f"hand_overs|note|{id_}", "请接一下")
            values = {"contact": given.id, "epoch": given.epoch, "note": note, "at": work.now}
            state = "declined" if over else "open"
            people = {"giver": giver.login, "taker": taker.login}
            work.session.add(HandOver(id=id_, state=state, **people, **values))
        taken = {} if target == "own" else {"taken_by": self.other.login}
        alarm = new("alarm")
        work.session.add(
            Alarm(
                id=alarm,
                kind="wait_limit",
                priority=1,
                open_key=None if over else alarm,
                detail={},
                raised_at=work.now,
                cleared_at=work.now if over else None,
                **taken,
            )
        )
        state = "closed" if over else "acked" if taken else "notified"
        work.session.add(
            Escalation(
                id=new("escalation"),
                code="GY-0000",
                contact=contact.id,
                open_for=None if over else contact.id,
                level=3,
                state=state,
                policy={"ladder": [0, 60], "repeat": 300, "rearm": 900},
                step=1,
                opened_at=work.now,
                armed_at=work.now,
                deadline_at=work.now,
                due_at=None if over else work.now + timedelta(hours=1),
                closed_by=self.other.login if over else None,
                **taken,
            )
        )
        self.ids["person", target] = holder.login
        work.session.flush()

    def payload(self, event: str, target: str) -> dict[str, Any]:
        def of(kind: str) -> str:
            return self.ids.get((kind, target), ABSENT)

        contact = {"contact": of("contact")}
        epoch = {"epoch": 1}
        return {
            "open": contact | {"last_seq": 0},
            "reply": contact | epoch | {"client_id": client_id(), "text": "我在"},
            "typing": contact | {"on": True},
            "call_supervisor": contact,
            "assess": contact | {"level": 1},
            "hand_over": contact | {"to": "lin", "note": "请接一下"},
            "end": contact,
            "close": contact | {"record": RECORD},
            "observe": contact | {"reason": "一起看"},
            "unobserve": contact,
            "whisper": contact | {"client_id": client_id(), "text": "慢慢来"},
            "take_over": contact | epoch,
            "accept": {"offer": of("offer")},
            "decline": {"offer": of("offer")},
            "hand_over_accept": {"hand_over": of("asked")},
            "hand_over_decline": {"hand_over": of("asked")},
            "hand_over_cancel": {"hand_over": of("asking")},
            "take_alarm": {"alarm": of("alarm")},
            "acknowledge": {"escalation": of("escalation")},
            "progress": {"escalation": of("escalation"), "note": "打过电话"},
            "close_escalation": {"escalation": of("escalation"), "note": "已经安全到家"},
            "end_sessions": {"person": of("person")},
            "leave": {"force": True},
        }.get(event, {})


def outcome(answer: dict[str, Any]) -> str:
    return "ok" if answer["ok"] else str(answer["code"])


def compare(cells: dict[tuple[str, ...], tuple[str, str]]) -> None:
    """Fail with the whole table."""
    wrong = {cell for cell, (found, wanted) in cells.items() if found != wanted}
    lines = [
        f"{'X' if cell in wrong else ' '} {'  '.join(f'{part:<18}' for part in cell)} {found:<16} {wanted}"
        for cell, (found, wanted) in cells.items()
    ]
    assert not wrong, "\n".join(["", f"{len(wrong)} of {len(cells)} cells are wrong (found, wanted):", *lines])


def names(door: str) -> set[str]:
    return {row["name"] for row in table(FEATURES) if row["door"] == door}


def test_every_route_and_event_stands_in_the_table() -> None:
    assert names("/desk") == set(expected.DESK)
    assert names("/student") == set(expected.STUDENT)
    assert names("http") == set(expected.HTTP)


def make_room(work: Work) -> None:
    """Nobody is too busy for anything the table asks of them, and one colleague is free."""
    work.change(update(Person).values(capacity=99))
    add_shift(work, LIN, "desk")
    work.session.add(Seat(person="lin", state="ready", seen_at=work.now, misses=0, version=0))


async def test_the_desk_gives_each_role_what_is_its_own_and_nothing_else(settings: Settings) -> None:
    cells: dict[tuple[str, ...], tuple[str, str]] = {}
    not_found: list[dict[str, Any]] = []
    async with serving(settings, events=undoing) as served:
        served.world.run(make_room)
        for role in STAFF_ROLES:
            things = Things(served, ROLES[role], ANOTHER[role])
            for event, by_role in expected.DESK.items():
                page = await served.desk(ROLES[role])
                for target, want in zip(TARGETS, by_role[role == "supervisor"], strict=False):
                    if want == "-":
                        continue
                    answer = await page.ask(event, **things.payload(event, target))
                    cells[event, role, target] = (outcome(answer), want)
                    not_found += [answer] if outcome(answer) == "not_found" else []
    compare(cells)
    assert all(answer == not_found[0] for answer in not_found)


async def test_a_student_has_one_conversation_and_nobody_else_has_any(settings: Settings) -> None:
    cells: dict[tuple[str, ...], tuple[str, str]] = {}
    async with serving(settings, events=undoing) as served:
        talking, over = served.world.student("你好"), served.world.student("再见")
        served.world.run(lambda work: life.close(work, life.get(work, over.who.contact), "recorded"))
        for role, column in (("nobody", 0), ("volunteer", 0), ("supervisor", 0), ("student", 1), ("over", 2)):
            cookie = {"Cookie": served.session_of(ROLES[role])} if role in ROLES else {}
            page = await served.page(**cookie)
            secret = fresh_secret()
            if column:
                mine = (talking, over)[column - 1]
                assert (await page.ask("enter", secret=mine.secret, next=secret, last_seq=0))["ok"]
            for n, (event, wanted) in enumerate(expected.STUDENT.items()):
                payload = student_payload(event, secret, f"{column}{n}{len(role)}".zfill(16))
                cells[event, role] = (outcome(await page.ask(event, **payload)), wanted[column])
    compare(cells)


def student_payload(event: str, secret: str, code: str) -> dict[str, Any]:
    return {
        "enter": {"secret": secret, "next": fresh_secret(), "last_seq": 0},
        "begin": {"secret": secret},
        "recover": {"code": code, "secret": fresh_secret()},
        "say": {"client_id": client_id(), "text": "你好"},
        "typing": {"on": True},
        "feedback": {"client_id": client_id(), "answer": "helped"},
    }.get(event, {})


async def test_each_route_answers_each_role_as_the_table_says(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("student", "sign-in", "desk", "floor"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text('<meta name="line-config">')
    monkeypatch.setattr(chat_routes, "PAGE", tmp_path / "student" / "index.html")
    monkeypatch.setattr(staff_routes, "PAGES", tmp_path)
    bodies = {
        "/api/student/leave": {"secret": "s" * 43},
        "/api/staff/sign-in": {"login": "xin", "password": "wrong", "code": "123456"},
    }
    cells: dict[tuple[str, ...], tuple[str, str]] = {}
    async with serving(settings) as served:
        for route, wanted in expected.HTTP.items():
            method, path = route.split()
            for role, want in zip(("nobody", *STAFF_ROLES), wanted, strict=True):
                headers = {"X-CSRF": "1"}
                if role in ROLES:
                    headers["Cookie"] = served.session_of(ROLES[role])
                url = served.address + path.replace("{centre}", "gy")
                body = bodies.get(path, {}) if method == "POST" else None
                async with served.http.request(method, url, json=body, headers=headers) as response:
                    cells[route, role] = (str(response.status), str(want))
    compare(cells)


async def test_a_session_that_was_ended_opens_nothing_from_the_very_next_event(served: Served) -> None:
    page = await served.desk(XIN)
    assert (await page.ask("here"))["ok"]
    served.world.run(sign_in.end_all, WANG.staff, "xin")
    assert {outcome(await page.ask(event)) for event in ("here", "desk", "floor", "ready")} == {"signed_out"}


async def test_a_role_that_was_taken_away_counts_from_the_very_next_event(served: Served) -> None:
    page = await served.desk(WANG)
    assert (await page.ask("floor"))["ok"]
    served.world.run(lambda work: work.change(update(Person).where(Person.id == "wang").values(role="volunteer")))
    assert outcome(await page.ask("floor")) == "forbidden"
    assert outcome(await page.ask("observe", contact=ABSENT, reason="看一下")) == "forbidden"


@pytest.mark.parametrize("cookie", ["", "line=", "line=" + "x" * 43, "other=1", "line=digest:"])
async def test_a_cookie_of_nobody_does_not_open_the_desk(served: Served, cookie: str) -> None:
    with pytest.raises(SocketIOError):
        await served.page("/desk", **({"Cookie": cookie} if cookie else {}))


async def test_what_the_store_keeps_of_a_session_does_not_open_the_desk(served: Served) -> None:
    """Whoever reads the table of sessions is not signed in by what stands there."""
    cookie = served.session_of(XIN)
    stored = digest(cookie.removeprefix("line="))
    for secret in (stored, f"digest:{stored}"):
        with pytest.raises(SocketIOError):
            await served.page("/desk", Cookie=f"line={secret}")


async def test_a_students_key_does_not_open_the_desk(served: Served) -> None:
    page = await served.student()
    with pytest.raises(SocketIOError):
        await served.page("/desk", Cookie=f"line={page.secret}")
