"""What a student's page, and the desk about words, may ask."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from hotline.contacts.models import HELD, Contact
from hotline.core.door import Allow, Answer, Event, Nothing, Shape, Staff, Student
from hotline.core.runtime import Runtime
from hotline.core.sockets import DESK, STUDENT, staff_room, student_room
from hotline.core.work import Tell, Work
from volunteers import people

from . import desk, messages, receipts, student

Secret = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
ClientId = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Text = Annotated[str, Meta(max_length=20000)]  # over 2,000 is refused as too_long, by name
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Lang = Literal["zh", "en"]


class Enter(Shape):
    secret: Secret
    next: Secret
    last_seq: Seq
    lang: Lang = "zh"


class Begin(Shape):
    secret: Secret
    lang: Lang = "zh"
    centre: Annotated[str, Meta(max_length=40)] | None = None
    danger: bool = False


class Say(Shape):
    client_id: ClientId
    text: Text


class Typing(Shape):
    on: bool


class Recover(Shape):
    code: Annotated[str, Meta(max_length=40)]
    secret: Secret
    lang: Lang = "zh"


class GiveFeedback(Shape):
    client_id: ClientId
    answer: Literal["helped", "some", "no"]


class Open(Shape):
    contact: Id
    last_seq: Seq = 0


class Reply(Shape):
    contact: Id
    client_id: ClientId
    text: Text
    epoch: Seq


class DeskTyping(Shape):
    contact: Id
    on: bool


class Observe(Shape):
    contact: Id
    reason: Annotated[str, Meta(min_length=3, max_length=200)]


class SendWhisper(Shape):
    contact: Id
    client_id: ClientId
    text: Annotated[str, Meta(min_length=1, max_length=500)]


def enter(work: Work, who: Student | None, p: Enter) -> Answer | dict[str, Any]:
    return student.enter(work, who, p.secret, p.next, p.last_seq, p.lang)


def begin(work: Work, who: Student | None, p: Begin) -> Answer | dict[str, Any]:
    return student.begin(work, who, p.secret, p.lang, p.centre, p.danger)


def say(work: Work, who: Student, p: Say) -> dict[str, Any]:
    return messages.receive(work, student.mine(work, who), p.client_id, p.text)


def danger(work: Work, who: Student, _: Nothing) -> dict[str, Any]:
    return student.danger(work, who)


def finish(work: Work, who: Student, _: Nothing) -> dict[str, Any]:
    return student.finish(work, who)


def feedback(work: Work, who: Student, p: GiveFeedback) -> None:
    student.feedback(work, who, p.client_id, p.answer)


async def typing(runtime: Runtime, who: Student, p: Typing) -> None:
    def holder(work: Work) -> str | None:
        contact = student.mine(work, who)
        return contact.holder if contact.state in HELD else None

    person = await runtime.database.look(holder)
    if person is not None:
        await runtime.live.send(Tell(DESK, staff_room(person), "typing", {"contact": who.contact, "on": p.on}))


async def receipt(runtime: Runtime, who: Student, _: Nothing) -> dict[str, str]:
    return await receipts.make(runtime, who)


async def recover(runtime: Runtime, who: Student | None, p: Recover) -> Answer:
    return await receipts.recover(runtime, p.code, p.secret, p.lang, who)


def open_(work: Work, who: Staff, p: Open) -> dict[str, Any]:
    return desk.read(work, who, p.contact, p.last_seq)


def reply(work: Work, who: Staff, p: Reply) -> dict[str, Any]:
    return messages.reply(work, who, p.contact, p.client_id, p.text, p.epoch)


def observe(work: Work, who: Staff, p: Observe) -> dict[str, Any]:
    return desk.observe(work, who, p.contact, p.reason)


def whisper(work: Work, who: Staff, p: SendWhisper) -> dict[str, Any]:
    return desk.whisper(work, who, p.contact, p.client_id, p.text)


async def desk_typing(runtime: Runtime, who: Staff, p: DeskTyping) -> None:
    def line(work: Work) -> tuple[int, dict[str, str]] | None:
        contact = work.session.get(Contact, p.contact)
        # Nothing is told, and nothing is learnt, of a contact one does not hold or that does not exist.
        return (contact.line, people.name(work, who.id)) if contact and contact.holder == who.id else None

    found = await runtime.database.look(line)
    if found is not None:
        room = student_room(p.contact, found[0])
        await runtime.live.send(Tell(STUDENT, room, "typing", {"name": found[1], "on": p.on}))


STUDENT_EVENTS = (
    Event("enter", Allow.ANYONE, Enter, enter),
    Event("begin", Allow.ANYONE, Begin, begin),
    Event("recover", Allow.ANYONE, Recover, act=recover),
    Event("say", Allow.STUDENT, Say, say),
    Event("danger", Allow.STUDENT, Nothing, danger),
    Event("typing", Allow.STUDENT, Typing, act=typing),
    Event("receipt", Allow.STUDENT, Nothing, act=receipt),
    Event("finish", Allow.STUDENT, Nothing, finish),
    Event("feedback", Allow.STUDENT, GiveFeedback, feedback),
)
DESK_EVENTS = (
    Event("open", Allow.STAFF, Open, open_),
    Event("reply", Allow.STAFF, Reply, reply),
    Event("typing", Allow.STAFF, DeskTyping, act=desk_typing),
    Event("observe", Allow.SUPERVISOR, Observe, observe),
    Event("whisper", Allow.SUPERVISOR, SendWhisper, whisper),
)
