"""Messages: stored, numbered, weighed and told in one transaction. An ack means all of that is on disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import select, update

from hotline.contacts import life
from hotline.contacts.models import ACTIVE, IN_QUEUE, Contact
from hotline.core import seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.limits import spend
from hotline.core.sockets import DESK, STUDENT, staff_room, student_room
from hotline.core.work import Work
from triage import service as triage
from triage.verdict import COUNSELLOR, Said
from triage.verdict import STUDENT as SAID_BY_STUDENT
from triage.window import CONTEXT
from volunteers import assessing, holding, observing, people
from volunteers.desk import wire

from .models import Message, Receipt

BY_STUDENT, BY_SYSTEM = "student", "system"
LONGEST = 2000  # characters


def receive(work: Work, contact: Contact, client_id: str, text: str) -> dict[str, Any]:
    """A student says something. Returns its number and time; said again with the same id, the first ones.

    Raises Refusal: id_conflict (same id, other words), closed, slow_down, empty, too_long,
    receipt_in_text.
    """
    # Locks the contact, so that a repeat racing its original waits and then finds it.
    work.change(update(Contact).where(Contact.id == contact.id).values(student_seen_at=work.now))
    work.session.refresh(contact)
    if earlier := _again(work, contact, BY_STUDENT, client_id, text):
        return earlier
    _check(text)
    if contact.state not in (ACTIVE, *IN_QUEUE):
        raise Refusal("closed")
    _keep_receipt_out(work, contact, text)
    spend(work, f"say:{contact.id}", work.settings.messages_per_second, work.settings.messages_burst)
    before = _said_before(work, contact.id, contact.last_seq + 1)
    message = _store(work, contact, BY_STUDENT, client_id, text)
    triage.read_message(work, contact, message.seq, text, before)
    _tell_staff(work, contact, message, text)
    return _receipt(message)


def reply(work: Work, who: Staff, contact: str, client_id: str, text: str, epoch: int) -> dict[str, Any]:
    """The holder answers. Raises Refusal: not_yours (naming the holder), closed, id_conflict, empty."""
    # Locks the contact, so that a repeat racing its original waits and then finds it.
    work.session.execute(select(Contact.id).where(Contact.id == contact).with_for_update())
    row = life.get(work, contact)
    if earlier := _again(work, row, who.id, client_id, text):
        return earlier
    row = holding.held(work, who, contact, epoch)
    if row.state != ACTIVE:
        raise Refusal("closed")
    _check(text)
    message = _store(work, row, who.id, client_id, text, person=who.id)
    work.tell(STUDENT, student_room(row.id, row.line), "message", **for_student(work, message, text))
    _tell_staff(work, row, message, text)
    return _receipt(message)


def note(work: Work, contact: Contact, code: str, person: str | None = None) -> None:
    """A line of the system: a code that the page puts into the reader's language, marked as automatic."""
    message = _store(work, contact, BY_SYSTEM, new_id(), None, person, code)
    work.tell(STUDENT, student_room(contact.id, contact.line), "message", **for_student(work, message, None))
    _tell_staff(work, contact, message, None)


def show_again(work: Work, contact: Contact, seq: int) -> None:
    """What staff see of a line changed: it is told anew under its own number."""
    for message, text in history(work, contact.id, seq - 1, seq):
        _tell_staff(work, contact, message, text)


def history(work: Work, contact: str, after: int, until: int | None = None) -> list[tuple[Message, str | None]]:
    """Everything after `after`, in order, opened. The caller has checked who asks and audited it."""
    rows = select(Message).where(Message.contact == contact, Message.seq > after).order_by(Message.seq)
    if until is not None:
        rows = rows.where(Message.seq <= until)
    return [(row, _words(work, row)) for row in work.session.scalars(rows)]


def for_student(work: Work, message: Message, text: str | None) -> dict[str, Any]:
    """`Message` of the protocol: a work name and a role, no id of anybody."""
    wired: dict[str, Any] = {
        "seq": message.seq,
        "from": message.sender if message.sender in (BY_STUDENT, BY_SYSTEM) else "staff",
        "at": wire(message.at),
    }
    if text is not None:
        wired["text"] = text
    if message.sender == BY_STUDENT:
        wired["client_id"] = message.client_id
    if message.note is not None:
        wired["note"] = {"code": message.note} | ({"name": people.name(work, message.person)} if message.person else {})
    elif message.person is not None:
        wired |= {"name": people.name(work, message.person), "role": people.get(work, message.person).role}
    return wired


def for_staff(
    work: Work, message: Message, text: str | None, hints: list[Any], who: str | None = None
) -> dict[str, Any]:
    """`DeskMessage`: with the hints of triage; own lines carry their client id."""
    wired = for_student(work, message, text) | {"hints": hints}
    if message.sender == who:
        wired["client_id"] = message.client_id
    return wired


def _again(work: Work, contact: Contact, sender: str, client_id: str, text: str) -> dict[str, Any] | None:
    known = work.session.scalar(
        select(Message).where(Message.contact == contact.id, Message.sender == sender, Message.client_id == client_id)
    )
    if known is None:
        return None
    if _words(work, known) != text:
        raise Refusal("id_conflict")
    return _receipt(known)


def _receipt(message: Message) -> dict[str, Any]:
    return {"seq": message.seq, "at": wire(message.at)}


def _store(
    work: Work,
    contact: Contact,
    sender: str,
    client_id: str,
    text: str | None,
    person: str | None = None,
    code: str | None = None,
) -> Message:
    id_ = new_id()
    message = Message(
        id=id_,
        contact=contact.id,
        seq=life.next_seq(work, contact.id),
        sender=sender,
        client_id=client_id,
        body=seal.seal(work, contact.id, f"messages|body|{id_}", text) if text is not None else None,
        note=code,
        person=person,
        at=work.now,
    )
    work.session.add(message)
    work.session.flush()
    work.session.refresh(contact)
    return message


def _words(work: Work, message: Message) -> str | None:
    if message.body is None:
        return None
    return seal.unseal(work, message.contact, f"messages|body|{message.id}", message.body)


def read_again(work: Work, contact: str, seq: int) -> tuple[str, list[Said]] | None:
    """A student's message with what was said before it, for the slower reading of triage. None when it is gone."""
    message = work.session.scalar(select(Message).where(Message.contact == contact, Message.seq == seq))
    text = _words(work, message) if message is not None else None
    return (text, _said_before(work, contact, seq)) if text is not None else None


def _said_before(work: Work, contact: str, seq: int) -> list[Said]:
    """What was said last by either side, oldest first: the window triage weighs in."""
    rows = (
        select(Message)
        .where(Message.contact == contact, Message.seq < seq, Message.body.is_not(None))
        .order_by(Message.seq.desc())
        .limit(CONTEXT)
    )
    return [
        Said(words, SAID_BY_STUDENT if row.sender == BY_STUDENT else COUNSELLOR)
        for row in reversed(list(work.session.scalars(rows)))
        if (words := _words(work, row))
    ]


def _tell_staff(work: Work, contact: Contact, message: Message, text: str | None) -> None:
    """The holder and those who observe; nobody else hears words."""
    hints = assessing.hints_of(work, contact.id, message.seq - 1).get(message.seq, [])
    for person in dict.fromkeys([contact.holder, *observing.observers(work, contact.id)]):
        if person is not None:
            wired = for_staff(work, message, text, hints, person)
            work.tell(DESK, staff_room(person), "message", contact=contact.id, message=wired)


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise Refusal("too_long", longest=LONGEST)
    if not text.strip():
        raise Refusal("empty")


def _keep_receipt_out(work: Work, contact: Contact, text: str) -> None:
    receipt = work.session.get(Receipt, contact.id)
    if receipt is None:
        return
    bare = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))
    if re.search(receipt.locator + r"\d{10}", bare):
        raise Refusal("receipt_in_text")
