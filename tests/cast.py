"""The small known world of the tests: two centres, five people at work, three behind them, and a hand on the clock."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import select

from chat import events as chat_events
from hotline.app import build, watch_jobs, worker_jobs
from hotline.contacts import life
from hotline.contacts.models import Contact
from hotline.core import jobs, seal
from hotline.core.door import Answer, Staff, Student
from hotline.core.ids import new_id
from hotline.core.outbox import Deliver, Effect
from hotline.core.runtime import Runtime
from hotline.core.settings import Settings
from hotline.core.work import Tell, Work
from volunteers import events as desk_events
from volunteers import notices
from volunteers.models import Centre, Offer, Person, Shift

P = ParamSpec("P")
R = TypeVar("R")

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # Tuesday 02:00 in Guizhou
PASSWORD = "a long enough password"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class ManualClock:
    """Time that moves when the test says so."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Character:
    login: str
    role: str
    centre: str
    capacity: int
    duties: tuple[str, ...]

    @property
    def staff(self) -> Staff:
        return Staff(self.login, self.role, self.centre, "")


XIN = Character("xin", "volunteer", "gy", 2, ("desk",))
MEI = Character("mei", "volunteer", "gy", 2, ("desk",))
QIAO = Character("qiao", "counsellor", "zy", 3, ("desk",))
WANG = Character("wang", "supervisor", "gy", 2, ("supervisor",))
HE = Character("he", "supervisor", "zy", 2, ("supervisor",))
LIN = Character("lin", "supervisor", "gy", 2, ("on_call",))
ZHOU = Character("zhou", "supervisor", "zy", 2, ("on_call",))
CHEN = Character("chen", "supervisor", "gy", 2, ("lead",))
EVERYBODY = (XIN, MEI, QIAO, WANG, HE, LIN, ZHOU, CHEN)


def one_time_secret(login: str) -> str:
    """The same for the same login, so that a test can compute the code."""
    return b32encode(sha256(login.encode()).digest()[:20]).decode()


def fresh_secret() -> str:
    """As a student's page makes it."""
    return secrets.token_urlsafe(32)


def client_id() -> str:
    return str(uuid.uuid4())


@dataclass
class StudentPage:
    """What a student's page keeps: its secret and its live connection."""

    secret: str
    who: Student
    world: World

    @property
    def contact(self) -> Contact:
        return self.world.contact(self.who.contact)

    def say(self, text: str, id: str | None = None) -> dict[str, Any]:
        payload = chat_events.Say(client_id=id or client_id(), text=text)
        return self.world.run(chat_events.say, self.who, payload)

    def do(self, verb: Callable[[Work, Student, Any], R], payload: Any = None) -> R:
        return self.world.run(verb, self.who, payload)


class World:
    """The line with the cast in it, a manual clock, and ears on everything it tells."""

    def __init__(self, settings: Settings, **stand_ins: Any) -> None:
        self.clock = stand_ins.pop("clock", None) or ManualClock()
        self.noticed: list[Effect] = []
        self.told: list[Tell] = []
        effects = stand_ins.pop("effects", {notices.KIND: self._listen})
        reader = stand_ins.pop("reader", None)  # a world has no learner unless a test hands one in
        self.runtime: Runtime = build(settings, clock=self.clock, effects=effects, reader=reader, **stand_ins)
        self.database = self.runtime.database
        self.database.publish = self.told.extend

    def _listen(self, runtime: Runtime) -> Deliver:
        async def deliver(effect: Effect) -> None:
            self.noticed.append(effect)

        return deliver

    # -- time and verbs

    def run(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return self.database.run(verb, *args, **kwargs)

    def read(self, verb: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return self.database.read(verb, *args, **kwargs)

    def jobs(self, watch: bool = False) -> None:
        """Run every job that is due now (the auditor's with `watch`)."""
        chosen = watch_jobs(self.runtime) if watch else worker_jobs(self.runtime)
        asyncio.run(jobs.run_due(self.database, chosen))

    def after(self, seconds: float, step: float = 5) -> None:
        """Let time pass in small steps, with the jobs running and nobody's page heard unless `stay` says so."""
        left = seconds
        while left > 0:
            self.clock.advance(min(step, left))
            left -= step
            self.jobs()

    def stay(self, *people: Character, seconds: float, step: float = 5) -> None:
        """As `after`, while these people's pages go on answering."""
        left = seconds
        while left > 0:
            self.clock.advance(min(step, left))
            left -= step
            for person in people:
                self.run(desk_events.here, person.staff, None)
            self.jobs()

    # -- the people

    def move_in(self) -> None:
        self.run(_seed)

    def ready(self, *people: Character) -> None:
        for person in people:
            self.run(desk_events.ready, person.staff, None)

    def student(self, text: str | None = None, *, centre: str = "gy", danger: bool = False) -> StudentPage:
        """Somebody opens the page, begins, and perhaps says something. A second later than the one before."""
        self.clock.advance(1)
        secret = fresh_secret()
        answer = self.run(chat_events.begin, None, chat_events.Begin(secret=secret, centre=centre, danger=danger))
        assert isinstance(answer, Answer)
        assert answer.become is not None
        page = StudentPage(secret, answer.become, self)
        if text is not None:
            page.say(text)
        return page

    def offer_to(self, person: Character) -> Offer | None:
        query = select(Offer).where(Offer.person == person.login, Offer.state == "open")
        return self.read(lambda work: work.session.scalar(query))

    def accept(self, person: Character) -> Contact:
        """The person takes what they are offered."""
        offer = self.offer_to(person)
        assert offer is not None, f"{person.login} has no offer"
        id_ = self.run(desk_events.accept, person.staff, desk_events.OfOffer(offer=offer.id))["contact"]
        return self.contact(id_)

    def talking(self, person: Character = XIN, text: str = "你好") -> StudentPage:
        """A student in conversation with `person`."""
        self.ready(person)
        page = self.student(text, centre=person.centre)
        assert self.accept(person).id == page.who.contact
        return page

    def contact(self, id_: str) -> Contact:
        return self.read(life.get, id_)

    def rows(self, query: Any) -> list[Any]:
        return self.read(lambda work: list(work.session.scalars(query)))

    def heard_by(self, room: str, event: str) -> list[dict[str, Any]]:
        """What one room was told, oldest first."""
        return [tell.data for tell in self.told if tell.room == room and tell.event == event]

    def close(self) -> None:
        self.database.close()


def _seed(work: Work) -> None:
    for slug, zh, en in (("gy", "贵阳", "Guiyang"), ("zy", "遵义", "Zunyi")):
        work.session.add(Centre(slug=slug, name_zh=zh, name_en=en))
    for place, person in enumerate(EVERYBODY):
        add_person(work, person)
        for duty in person.duties:
            add_shift(work, person, duty, place=place)


def add_person(work: Work, person: Character) -> None:
    place = f"people|one_time_secret|{person.login}"
    work.session.add(
        Person(
            id=person.login,
            login=person.login,
            password=HASH,
            one_time_secret=seal.seal(work, f"person:{person.login}", place, one_time_secret(person.login)),
            one_time_last=0,
            name_zh=f"名{person.login}",
            name_en=person.login.title(),
            role=person.role,
            centre=person.centre,
            capacity=person.capacity,
            active=True,
        )
    )


def add_shift(
    work: Work,
    person: Character,
    duty: str,
    starts: str = "00:00",
    ends: str = "00:00",
    weekday: int | None = None,
    place: int = 1,
) -> None:
    shift = Shift(id=new_id(), person=person.login, duty=duty, weekday=weekday, starts=starts, ends=ends, place=place)
    work.session.add(shift)


def settings_for(folder: Path, **changes: Any) -> Settings:
    return replace(Settings(data=folder, port=1), **changes)
