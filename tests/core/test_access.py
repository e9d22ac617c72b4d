"""The authorization table, cell by cell, through the real doors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from socketio.exceptions import SocketIOError
from sqlalchemy import update

from chat import routes as chat_routes
from hotline.app import FEATURES
from hotline.contacts import life
from hotline.core.ids import digest
from hotline.core.settings import Settings
from hotline.core.work import Work
from hotline.protocol import table
from tests.cast import HE, LIN, MEI, QIAO, WANG, XIN, Character, add_shift, client_id, fresh_secret
from tests.core import access_table as expected
from tests.core.access_table import STAFF_ROLES, TARGETS
from tests.core.access_things import ABSENT, Things, undoing
from tests.core.served import Served, serving
from volunteers import routes as staff_routes
from volunteers import sign_in
from volunteers.models import Person, Seat

ROLES: dict[str, Character] = {"volunteer": XIN, "counsellor": QIAO, "supervisor": WANG}
ANOTHER = {"volunteer": MEI, "counsellor": MEI, "supervisor": HE}


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
    for name in ("student", "sign-in", "desk", "floor", "review"):
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
