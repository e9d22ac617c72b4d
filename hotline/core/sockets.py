"""The two socket doors. One handler carries every event: identity, rule, shape, transaction, answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from socketio.exceptions import ConnectionRefusedError

from .door import Answer, Event, Staff, Student, Who, parse, permit
from .errors import Refusal
from .ids import digest
from .runtime import Runtime
from .work import Work

log = logging.getLogger(__name__)

STUDENT, DESK = "/student", "/desk"
COOKIE = "line"
PER_SECOND, BURST = 20.0, 100.0  # events of one connection
CONNECTIONS = 10  # of one sign-in


def student_room(contact: str, line: int) -> str:
    """Only the newest connection of a conversation is in the room that hears it."""
    return f"student:{contact}:{line}"


def staff_room(staff: str) -> str:
    return f"staff:{staff}"


FLOOR = "floor"
EVERYONE = "staff"


@dataclass(frozen=True, slots=True)
class Gone:
    """Fact: a student's connection ended."""

    contact: str
    line: int


@dataclass(frozen=True, slots=True)
class Came:
    """Fact: somebody signed in opened a page."""

    staff: str


def cookie_name(secure: bool) -> str:
    return f"__Host-{COOKIE}" if secure else COOKIE


def staff_came(work: Work, staff: str) -> None:
    work.fact(Came(staff))


def student_gone(work: Work, contact: str, line: int) -> None:
    work.fact(Gone(contact, line))


class Door:
    """One namespace. What it knows of a connection is in `_who`; who somebody is comes from the database each time."""

    def __init__(self, runtime: Runtime, namespace: str, events: Sequence[Event]) -> None:
        self._runtime = runtime
        self._namespace = namespace
        self._events = {event.name: event for event in events}
        self._who: dict[str, Who] = {}
        self._pace: dict[str, tuple[float, float]] = {}
        assert runtime.server is not None
        server = self._server = runtime.server
        server.on("connect", self._connect, namespace=namespace)
        server.on("disconnect", self._disconnect, namespace=namespace)
        server.on("*", self._event, namespace=namespace)

    @property
    def connected(self) -> dict[str, Who]:
        """Connections of this process: socket id -> who."""
        return self._who

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        who: Who = None
        if self._namespace == DESK:
            request: web.Request = environ["aiohttp.request"]
            if not _from_our_pages(request, self._runtime.settings.allowed_origins):
                raise _refused(Refusal("forbidden"))
            secret = request.cookies.get(cookie_name(self._runtime.settings.secure), "")
            try:
                who = await self._runtime.database.look(self._runtime.identify, digest(secret))
            except Refusal as refusal:
                raise _refused(refusal) from None
            if who is None:
                raise _refused(Refusal("signed_out"))
            if sum(known == who for known in self._who.values()) >= CONNECTIONS:
                raise _refused(Refusal("slow_down", after_s=10))
            try:
                await self._runtime.database.do(staff_came, who.id)
            except Refusal as refusal:
                raise _refused(refusal) from None
        self._who[sid] = who  # known before it hears anything, so that the sweep can always find it
        await self._join(sid, who)

    async def _disconnect(self, sid: str, reason: str = "") -> None:
        who = self._who.pop(sid, None)
        if isinstance(who, Student):
            with suppress(Refusal):  # the job that looks for silence finds it
                await self._runtime.database.do(student_gone, who.contact, who.line)

    async def _event(self, name: str, sid: str, *args: Any) -> dict[str, Any]:
        try:
            return {"ok": True, **(await self._carry_out(name, sid, args) or {})}
        except Refusal as refusal:
            return refusal.answer()
        except Exception as problem:
            # The library never acknowledges a handler that raised, and the page would wait for ever.
            log.error("event_failed", extra={"kind": name, "error": type(problem).__name__})
            return Refusal("internal").answer()

    async def _carry_out(self, name: str, sid: str, args: tuple[Any, ...]) -> dict[str, Any] | None:
        self._keep_pace(sid)
        event = self._events.get(name)
        if event is None:
            raise Refusal("unknown_event")
        if len(args) != 1 or not isinstance(args[0], dict):
            raise Refusal("bad_payload", at="$")
        who = self._who.get(sid)
        if not isinstance(who, Staff):
            permit(event.allow, who)
        payload = parse(event.payload, args[0])
        database = self._runtime.database
        if event.act is not None:
            if isinstance(who, Staff):
                who = await database.look(self._still, who, event)
            result = await event.act(self._runtime, who, payload)
        elif event.reads:
            result = await database.look(self._permitted, event, who, payload)
        else:
            result = await database.do(self._permitted, event, who, payload)
        if isinstance(result, Answer):
            if result.become is not None:
                await self._become(sid, result.become)
            more = await database.look(result.then) if result.then else {}
            return {**result.data, **more}
        return result  # type: ignore[no-any-return]

    def _keep_pace(self, sid: str) -> None:
        """A wire that asks faster than any page does is slowed, so that it cannot slow the others. Counted by wire:
        leaving the namespace and joining it again refills nothing."""
        now = time.monotonic()
        wire = self._server.manager.eio_sid_from_sid(sid, self._namespace) or sid
        if len(self._pace) > 2 * len(self._server.eio.sockets) + 100:
            self._pace = {known: pace for known, pace in self._pace.items() if known in self._server.eio.sockets}
        left, at = self._pace.get(wire, (BURST, now))
        left = min(BURST, left + (now - at) * PER_SECOND)
        self._pace[wire] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise Refusal("slow_down", after_s=1)

    def _permitted(self, work: Work, event: Event, who: Who, payload: Any) -> Any:
        assert event.verb is not None
        if isinstance(who, Staff):
            who = self._still(work, who, event)
        return event.verb(work, who, payload)

    def _still(self, work: Work, who: Staff, event: Event) -> Staff:
        """Who this is now: a session that was ended, or a role that changed, counts from this very event."""
        current = self._runtime.identify(work, who.session)
        permit(event.allow, current)
        assert current is not None
        return current

    async def _become(self, sid: str, who: Student) -> None:
        before = self._who.get(sid)
        if isinstance(before, Student):
            await self._server.leave_room(sid, student_room(before.contact, before.line), namespace=self._namespace)
        if sid not in self._who:
            return  # it closed while its answer was made
        self._who[sid] = who
        await self._join(sid, who)

    async def _join(self, sid: str, who: Who) -> None:
        for room in _rooms(who):
            await self._server.enter_room(sid, room, namespace=self._namespace)

    def alive(self) -> list[Who]:
        """Those whose heartbeat came back."""
        server, now = self._server, time.time()
        found: list[Who] = []
        for sid, who in self._who.items():
            eio_sid = server.manager.eio_sid_from_sid(sid, self._namespace)
            if who is not None and eio_sid and server.answered_ping(eio_sid, now):
                found.append(who)
        return found

    async def drop(self, who: Who) -> None:
        """Close all connections of somebody; they hear nothing from the first moment on."""
        sids = [sid for sid, known in self._who.items() if known == who]
        for sid in sids:
            for room in _rooms(who):
                await self._server.leave_room(sid, room, namespace=self._namespace)
        await asyncio.gather(*(self._server.drop(sid, self._namespace) for sid in sids))


def _rooms(who: Who) -> list[str]:
    if isinstance(who, Student):
        return [student_room(who.contact, who.line)]
    if isinstance(who, Staff):
        return [staff_room(who.id), EVERYONE, *([FLOOR] if who.supervises else [])]
    return []


def _from_our_pages(request: web.Request, origins: list[str]) -> bool:
    """The library accepts a missing Origin. A page that polls sends none with its first request (a same-origin GET);
    its browser then says itself where the request comes from, in a header no script can set."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return origin in origins


def _refused(refusal: Refusal) -> Exception:
    return ConnectionRefusedError(refusal.code, refusal.answer())
