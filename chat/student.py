"""The student's side: coming, coming back, asking for help at once, leaving. No form, no name, no account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from hotline.contacts import level, life
from hotline.contacts.facts import ContactChanged, ContactQueued
from hotline.contacts.models import ACTIVE, CLOSED, HIGH, IN_QUEUE, Contact
from hotline.core.door import Answer, Student
from hotline.core.errors import Refusal
from hotline.core.ids import digest
from hotline.core.limits import spend
from hotline.core.sockets import STUDENT, student_room
from hotline.core.work import Work
from volunteers import people
from volunteers.desk import wire
from volunteers.models import Centre

from . import keys, messages
from .models import Feedback, FeedbackGiven, StudentKey

BEGINS_PER_SECOND, BEGINS_BURST = 50, 500  # P: for the whole line; it delays, it never refuses a conversation


def snapshot(work: Work, contact: Contact) -> dict[str, Any]:
    """`Snapshot` of the protocol: what a student may know. Never a level, never a place in the queue."""
    state = "waiting" if contact.state in IN_QUEUE else "active" if contact.state == ACTIVE else "ended"
    holder = people.get(work, contact.holder) if contact.holder and state == "active" else None
    return {
        "code": contact.code,
        "state": state,
        "danger": contact.danger,
        "lang": contact.lang,
        "last_seq": contact.last_seq,
        "wait": _wait(contact) if state == "waiting" else None,
        "with": {"name": people.name(work, holder.id), "role": holder.role} if holder else None,
        "feedback": state == "ended" and work.session.get(FeedbackGiven, contact.id) is None,
    }


def _wait(contact: Contact) -> dict[str, Any] | None:
    if contact.nobody_told:
        return {"kind": "nobody"}
    if contact.wait_until is None:
        return None
    return {
        "kind": "range",
        "from_min": contact.wait_from,
        "to_min": contact.wait_to,
        "renewed": contact.wait_renewed,
        "until": wire(contact.wait_until),
    }


def enter(
    work: Work, who: Student | None, secret: str, successor: str, last_seq: int, lang: str
) -> Answer | dict[str, Any]:
    """Come back. A retired key is refused, and the live page of that conversation is told."""
    _bury(work, secret)
    try:
        contact = keys.rotate(work, secret, successor)
    except keys.KeyRetired as retired:
        return _misused(work, retired.contact)
    if contact is None:
        return {"contact": None, "messages": []}
    return connect(work, who, life.get(work, contact), last_seq, lang)


def _bury(work: Work, secret: str) -> None:
    """A key of a conversation that ended long ago opens nothing; its page, still open somewhere, may begin anew."""
    row = work.session.get(StudentKey, digest(secret), populate_existing=True)
    if row is not None and expired(work, life.get(work, row.contact)):
        work.session.delete(row)
        work.session.flush()


def _misused(work: Work, contact: str) -> dict[str, Any]:
    """An answer and not an exception: what is written and told about it must be committed."""
    keys.misused(work, contact)
    row = life.get(work, contact)
    work.tell(STUDENT, student_room(row.id, row.line), "key_misused")
    return Refusal("key_retired").answer()


def expired(work: Work, contact: Contact) -> bool:
    """Closed for so long that no key and no code opens it any more."""
    lasts = timedelta(seconds=work.settings.key_after_close)
    return contact.state == CLOSED and contact.closed_at is not None and work.now - contact.closed_at > lasts


def begin(
    work: Work, who: Student | None, secret: str, lang: str, centre: str | None, danger: bool
) -> Answer | dict[str, Any]:
    """Begin a conversation, once for each secret."""
    _bury(work, secret)
    try:
        known = keys.open_with(work, secret)
    except keys.KeyRetired as retired:
        return _misused(work, retired.contact)
    if known is not None:
        row = life.get(work, known)
    else:
        spend(work, f"begin:{int(digest(secret)[:2], 16) % 8}", BEGINS_PER_SECOND / 8, BEGINS_BURST / 8)
        row = life.begin(work, "chat", _centre(work, centre), lang, False)
        keys.add(work, secret, row.id)
    if danger and row.state != CLOSED:
        level.declare_danger(work, row)
    if known is None:
        work.fact(ContactQueued(row.id))
    return connect(work, who, row, 0, lang)


def connect(work: Work, who: Student | None, contact: Contact, last_seq: int, lang: str) -> Answer:
    """Make this the conversation's live connection. The one before it is told and hears nothing more."""
    values: dict[str, Any] = {"lang": lang, "student_seen_at": work.now, "gone_since": None, "left": False}
    same = who is not None and who.contact == contact.id and who.line == contact.line
    if not same:
        work.tell(STUDENT, student_room(contact.id, contact.line), "superseded")
        values["line"] = Contact.line + 1
    work.change(update(Contact).where(Contact.id == contact.id).values(**values))
    work.session.refresh(contact)
    work.fact(ContactChanged(contact.id))
    id_ = contact.id

    def read(work: Work) -> dict[str, Any]:
        row = life.get(work, id_)
        said = [messages.for_student(work, m, text) for m, text in messages.history(work, id_, last_seq)]
        return {"contact": snapshot(work, row), "messages": said}

    return Answer({}, Student(contact.id, contact.line), read)


def mine(work: Work, who: Student) -> Contact:
    """The student's own contact. Raises Refusal("superseded") on a connection that is not the live one."""
    contact = life.get(work, who.contact)
    if contact.line != who.line:
        raise Refusal("superseded")
    return contact


def finish(work: Work, who: Student) -> dict[str, Any]:
    """The student ends it."""
    contact = mine(work, who)
    if contact.state in IN_QUEUE and _somebody_must_look(contact):
        _mark_left(work, contact)
    elif contact.state in (ACTIVE, *IN_QUEUE):
        life.end(work, contact, "student")
    return {"contact": snapshot(work, contact)}


def danger(work: Work, who: Student) -> dict[str, Any]:
    contact = mine(work, who)
    if contact.state in (ACTIVE, *IN_QUEUE):
        level.declare_danger(work, contact)
    return {"contact": snapshot(work, contact)}


def leave(work: Work, secret: str) -> None:
    """Quick exit: no page opens this conversation any more. A waiting one is given up, unless a life may be at
    stake: then a human still looks."""
    try:
        id_ = keys.open_with(work, secret)
    except keys.KeyRetired:
        return
    if id_ is None:
        return
    contact = life.get(work, id_)
    keys.retire_all(work, id_)
    _mark_left(work, contact)
    if contact.state in IN_QUEUE and not _somebody_must_look(contact):
        life.close(work, contact, "student_left")


def _somebody_must_look(contact: Contact) -> bool:
    """Whoever holds the phone, nobody ends by a tap what a human has not read: a high level, a declared danger, or
    words that triage could not weigh."""
    return contact.level >= HIGH or contact.danger or contact.needs_eyes


def _mark_left(work: Work, contact: Contact) -> None:
    work.change(update(Contact).where(Contact.id == contact.id).values(left=True, gone_since=work.now))
    work.session.refresh(contact)
    work.fact(ContactChanged(contact.id))


def feedback(work: Work, who: Student, client_id: str, answer: str) -> None:
    """One voluntary answer, counted by day. There is no row of its own that could lead back to the contact."""
    contact = mine(work, who)
    if contact.state in (ACTIVE, *IN_QUEUE):
        raise Refusal("conflict")
    if work.session.get(FeedbackGiven, contact.id) is None:
        work.session.add(FeedbackGiven(contact=contact.id))
        today = (Feedback.day == work.now.date(), Feedback.answer == answer)
        if work.change(update(Feedback).where(*today).values(count=Feedback.count + 1)) == 0:
            work.session.add(Feedback(day=work.now.date(), answer=answer, count=1))


def _centre(work: Work, wanted: str | None) -> str:
    """The centre the page was opened for; otherwise the one with the fewest contacts in hand."""
    centres = list(work.session.scalars(select(Centre.slug).order_by(Centre.slug)))
    if wanted in centres:
        return wanted
    counts = dict(
        work.session.execute(
            select(Contact.centre, func.count()).where(Contact.state != CLOSED).group_by(Contact.centre)
        ).all()
    )
    return min(centres, key=lambda slug: (counts.get(slug, 0), slug), default="line")
