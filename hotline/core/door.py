"""Doors: what may be asked of the line, by whom, in what shape. A rule that is missing refuses; it never lets in."""

from __future__ import annotations

import enum
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from .errors import Refusal
from .jobs import Job
from .outbox import Deliver
from .work import Panel, Subscriber, Work

if TYPE_CHECKING:
    from .runtime import Runtime

PLACE = re.compile(r"(?:field| - at) `([^`]*)`$")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Allow(enum.Enum):
    """Who may use a route or an event. The object rule (whose contact) is the verb's own."""

    ANYONE = "anyone"
    STUDENT = "student"  # the holder of this conversation's resume secret, on its live connection
    STAFF = "staff"  # anybody signed in: volunteer, counsellor, supervisor
    SUPERVISOR = "supervisor"


class Shape(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Base of every payload: closed, typed, bounded."""


class Nothing(Shape):
    """No fields."""


@dataclass(frozen=True, slots=True)
class Student:
    """A student's live connection: which contact, and the number of the connection (an older one is superseded)."""

    contact: str
    line: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody signed in. `session` is the digest of the session secret."""

    id: str
    role: str
    centre: str
    session: str

    @property
    def supervises(self) -> bool:
        return self.role == "supervisor"


Who = Student | Staff | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an event returns when it changes the connection itself.

    The door first makes the connection `become` somebody (which joins the rooms), then runs `then`, a reading verb:
    subscribe first, read second, so no message falls between.
    """

    data: dict[str, Any]
    become: Student | None = None
    then: Callable[[Work], dict[str, Any]] | None = None


Verb = Callable[[Work, Any, Any], Any]
Act = Callable[["Runtime", Any, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a page may ask over its socket. `verb(work, who, payload)` runs in a transaction, or `act(runtime,
    who, payload)` outside one when something slow must happen first."""

    name: str
    allow: Allow
    payload: type[Shape]
    verb: Verb | None = None
    act: Act | None = None
    reads: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that may be asked over HTTP. `handle(runtime, request, who, payload)` returns a web response."""

    method: str
    path: str
    allow: Allow
    handle: Callable[..., Awaitable[Any]]
    payload: type[Shape] = Nothing
    page: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """What a package offers to the roof. Nothing is registered by being imported (tables excepted)."""

    name: str
    routes: Sequence[Route] = ()
    student_events: Sequence[Event] = ()
    desk_events: Sequence[Event] = ()
    jobs: Sequence[Job] = ()
    hooks: Mapping[type, Sequence[Subscriber]] = field(default_factory=dict)
    panels: Mapping[str, Sequence[Panel]] = field(default_factory=dict)
    effects: Mapping[str, Callable[[Runtime], Deliver]] = field(default_factory=dict)


def parse(kind: type[Shape], raw: Any) -> Any:
    """Check a payload against its shape. Raises Refusal("bad_payload"), which names the place, never the value."""
    try:
        return msgspec.convert(storable(raw), kind)
    except msgspec.ValidationError as problem:
        where = PLACE.search(str(problem))
        raise Refusal("bad_payload", at=where[1] if where else "$") from None


def storable(raw: Any) -> Any:
    """The same with U+FFFD for what no store can keep: a zero, or half of a character (a page that cut an emoji)."""
    if isinstance(raw, dict):
        return {key: storable(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [storable(value) for value in raw]
    if isinstance(raw, str) and UNSTORABLE.search(raw):
        whole = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\x00", "\ufffd")
    return raw


def check_features(features: Sequence[Feature]) -> None:
    """Refuse to start with a duplicate event or route, or one that says nothing of who may use it.

    Raises ValueError naming it.
    """
    seen: set[str] = set()
    for feature in features:
        named = [(f"{door}:{e.name}", e) for door in ("student", "desk") for e in getattr(feature, f"{door}_events")]
        for name, event in named:
            if name in seen:
                raise ValueError(f"{name} is offered twice")
            if not isinstance(event.allow, Allow) or not issubclass(event.payload, Shape):
                raise ValueError(f"{name} does not say who may use it or what it takes")
            if (event.verb is None) == (event.act is None):
                raise ValueError(f"{name} needs exactly one of verb and act")
            seen.add(name)
        for route in feature.routes:
            name = f"{route.method} {route.path}"
            if name in seen:
                raise ValueError(f"{name} is offered twice")
            if not isinstance(route.allow, Allow):
                raise ValueError(f"{name} does not say who may use it")
            seen.add(name)


def permit(allow: Allow, who: Who) -> None:
    """The role rule. Raises Refusal."""
    if allow is Allow.ANYONE:
        return
    if allow is Allow.STUDENT and isinstance(who, Student):
        return
    if allow in (Allow.STAFF, Allow.SUPERVISOR) and not isinstance(who, Staff):
        raise Refusal("signed_out")
    if allow is Allow.STAFF or (allow is Allow.SUPERVISOR and isinstance(who, Staff) and who.supervises):
        return
    raise Refusal("enter_first" if allow is Allow.STUDENT else "forbidden")
