"""Reading a conversation from the desk. Every reading is audited in the transaction that opens the words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hotline.contacts import life
from hotline.contacts.models import OPEN, Contact
from hotline.core import audit, seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import new_id
from hotline.core.sockets import DESK, staff_room
from hotline.core.work import Work
from volunteers import assessing, desk, hand_over, holding, observing, people

from . import messages
from .models import Whisper


def read(work: Work, who: Staff, contact: str, last_seq: int) -> dict[str, Any]:
    """The conversation after `last_seq`, for its holder or a supervisor who observes it.

    Raises Refusal: not_yours to a former holder, not_found to everybody else.
    """
    if who.supervises and observing.observing(work, who.id, contact):
        row = life.get(work, contact)
    else:
        row = holding.held(work, who, contact)
    return _opened(work, who, row, last_seq)


def observe(work: Work, who: Staff, contact: str, reason: str) -> dict[str, Any]:
    return _opened(work, who, observing.observe(work, who, contact, reason), 0)


def _opened(work: Work, who: Staff, contact: Contact, last_seq: int) -> dict[str, Any]:
    audit.record(work, who.id, "read", contact.id, after=last_seq)
    hints = assessing.hints_of(work, contact.id, last_seq)
    return {
        "contact": desk.describe(work, [contact], who)[0],
        "messages": [
            messages.for_staff(work, m, text, hints.get(m.seq, []), who.id)
            for m, text in messages.history(work, contact.id, last_seq)
        ],
        "whispers": [_wire(work, row) for row in _whispers(work, contact.id)],
    }


def whisper(work: Work, who: Staff, contact: str, client_id: str, text: str) -> dict[str, Any]:
    """A word to the holder that the student never sees. Only while observing, so it is known why."""
    if not observing.observing(work, who.id, contact):
        raise Refusal("not_found")
    row = life.get(work, contact)
    if row.state not in OPEN:
        raise Refusal("closed")
    known = work.session.scalar(
        select(Whisper).where(Whisper.contact == contact, Whisper.person == who.id, Whisper.client_id == client_id)
    )
    if known is None:
        known = _store(work, row, who.id, client_id, text)
    elif _words(work, known) != text:
        raise Refusal("id_conflict")
    return {"id": known.id, "at": desk.wire(known.at)}


def keep_hand_over_note(work: Work, contact: str) -> None:
    """What the giver wrote for the taker stays in sight, where the student never sees it."""
    given = hand_over.last_accepted(work, contact)
    if given is not None:
        giver, note = given
        _store(work, life.get(work, contact), giver, new_id(), note)


def _store(work: Work, contact: Contact, person: str, client_id: str, text: str) -> Whisper:
    id_ = new_id()
    body = seal.seal(work, contact.id, f"whispers|body|{id_}", text)
    row = Whisper(id=id_, contact=contact.id, person=person, client_id=client_id, body=body, at=work.now)
    work.session.add(row)
    work.session.flush()
    for hears in dict.fromkeys([contact.holder, *observing.observers(work, contact.id)]):
        if hears is not None:
            work.tell(DESK, staff_room(hears), "whisper", contact=contact.id, whisper=_wire(work, row))
    return row


def _whispers(work: Work, contact: str) -> list[Whisper]:
    return list(work.session.scalars(select(Whisper).where(Whisper.contact == contact).order_by(Whisper.at)))


def _words(work: Work, row: Whisper) -> str:
    return seal.unseal(work, row.contact, f"whispers|body|{row.id}", row.body)


def _wire(work: Work, row: Whisper) -> dict[str, Any]:
    return {
        "id": row.id,
        "from": {"name": people.name(work, row.person)},
        "text": _words(work, row),
        "at": desk.wire(row.at),
        "client_id": row.client_id,
    }
