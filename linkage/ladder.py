"""The escalation inside the centre: told at once, then wider and wider, until a named human closes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from hotline.contacts import life
from hotline.contacts.facts import LevelRaised
from hotline.contacts.models import HIGH, Contact
from hotline.core import audit, seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import digits, new_id
from hotline.core.jobs import for_each
from hotline.core.work import Work
from volunteers import notices, people, rota, seats
from volunteers.alarms import NOW, floor_changed

from .models import Escalation, EscalationEntry

PENDING, NOTIFIED, ACKED, IN_PROGRESS, CLOSED = "pending", "notified", "acked", "in_progress", "closed"
RINGING, TAKEN = (PENDING, NOTIFIED), (ACKED, IN_PROGRESS)


def level_raised(work: Work, fact: LevelRaised) -> None:
    """Hook: L3 and above opens an escalation; a higher level than the open one's starts its ladder anew."""
    if fact.after < HIGH:
        return
    contact = life.get(work, fact.contact)
    row = work.session.scalar(select(Escalation).where(Escalation.open_for == contact.id))
    if row is None:
        row = _open(work, contact, fact.after)
    elif fact.after > row.level:
        _arm(work, row, level=fact.after)
        _entry(work, row, "raised")
    else:
        return
    step(work, row.id)


def _open(work: Work, contact: Contact, level: int) -> Escalation:
    policy: dict[str, Any] = {
        "ladder": list(work.settings.ladder),
        "repeat": work.settings.ladder_repeat,
        "rearm": work.settings.rearm,
    }
    row = Escalation(
        id=new_id(),
        code=f"{contact.centre[:2].upper()}-{digits(4)}",
        contact=contact.id,
        open_for=contact.id,
        level=level,
        state=PENDING,
        policy=policy,
        step=0,
        version=0,
        opened_at=work.now,
        armed_at=work.now,
        deadline_at=work.now + timedelta(seconds=policy["ladder"][min(1, len(policy["ladder"]) - 1)]),
        due_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _entry(work, row, "opened")
    return row


def _arm(work: Work, row: Escalation, **values: Any) -> None:
    """From the top: nobody has it, and the first step is due now."""
    _change(
        work,
        row,
        (*RINGING, *TAKEN),
        state=PENDING,
        step=0,
        armed_at=work.now,
        due_at=work.now,
        taken_by=None,
        taken_at=None,
        **values,
    )


def run_due(work: Work) -> None:
    """Job: every step whose time has come."""
    due = select(Escalation.id).where(Escalation.due_at <= work.now)
    for_each(work, "ladder", list(work.session.scalars(due)), step)


def step(work: Work, escalation: str) -> None:
    """Carry out the step that is due, once, whoever asks. One taken without progress rings again from the top."""
    row = work.session.get_one(Escalation, escalation, populate_existing=True)
    if row.due_at is None or row.due_at > work.now or row.state == CLOSED:
        return
    if row.state in TAKEN:
        _arm(work, row)
        _entry(work, row, "rearmed")
    number = row.step
    told = _audience(work, row, number)
    for person in told:
        notices.send(work, person, row.code, NOW, _next_due(work, row, number))
    state = NOTIFIED if told else row.state
    _change(work, row, RINGING, state=state, step=number + 1, due_at=_next_due(work, row, number))
    _entry(work, row, "step", step=number, told=told)
    seats.desk_changed(work, life.get(work, row.contact).holder)
    floor_changed(work)


def _audience(work: Work, row: Escalation, number: int) -> list[str]:
    """Who is sent a notice: step 0 rings on the screens of holder and supervisors; then every supervisor and the
    first on call; then the next on call and the duty lead, and again."""
    if number == 0:
        return []
    on_call = rota.on_duty(work, rota.ON_CALL)
    if number == 1:
        return list(dict.fromkeys([*rota.supervisors(work), *on_call[:1]]))
    following = on_call[(number - 1) % len(on_call)] if on_call else None
    leads = rota.on_duty(work, rota.LEAD)
    told = [person for person in (following, *leads) if person is not None]
    return list(dict.fromkeys(told)) or rota.supervisors(work)


def _next_due(work: Work, row: Escalation, number: int) -> Any:
    ladder = row.policy["ladder"]
    if number + 1 < len(ladder):
        return row.armed_at + timedelta(seconds=ladder[number + 1])
    return work.now + timedelta(seconds=row.policy["repeat"])


def acknowledge(work: Work, who: Staff, escalation: str) -> None:
    """A named human takes it. Of two, one; the other is told who. Without progress it returns (`rearm`)."""
    row = _get(work, escalation)
    if row.state in TAKEN:
        if row.taken_by != who.id:
            raise Refusal("taken", by=people.by(work, row.taken_by))
        return
    due = work.now + timedelta(seconds=row.policy["rearm"])
    _change(work, row, RINGING, state=ACKED, taken_by=who.id, taken_at=work.now, due_at=due)
    _entry(work, row, "acked", person=who.id)
    _told(work, row, who, "escalation_taken")


def progress(work: Work, who: Staff, escalation: str, note: str) -> None:
    """What was done so far; the return clock starts again. Whoever writes progress has taken it."""
    row = _get(work, escalation)
    if row.state in RINGING:
        acknowledge(work, who, escalation)
        row = _get(work, escalation)
    due = work.now + timedelta(seconds=row.policy["rearm"])
    _change(work, row, TAKEN, state=IN_PROGRESS, due_at=due)
    _entry(work, row, "progress", person=who.id, note=note)
    _told(work, row, who, "escalation_progress")


def close(work: Work, who: Staff, escalation: str, note: str) -> None:
    """Only a human ends it, by name and with a word on how."""
    row = _get(work, escalation)
    _change(
        work,
        row,
        (*RINGING, *TAKEN),
        state=CLOSED,
        closed_by=who.id,
        closed_at=work.now,
        due_at=None,
        open_for=None,
    )
    _entry(work, row, "closed", person=who.id, note=note)
    _told(work, row, who, "escalation_closed")


def _get(work: Work, escalation: str) -> Escalation:
    row = work.session.get(Escalation, escalation, populate_existing=True)
    if row is None:
        raise Refusal("not_found")
    if row.state == CLOSED:
        raise Refusal("closed", by=people.by(work, row.closed_by))
    return row


def _change(work: Work, row: Escalation, states: tuple[str, ...], **values: Any) -> None:
    """Compare-and-set. Raises Refusal("taken") naming who was first."""
    result = work.change(
        update(Escalation)
        .where(Escalation.id == row.id, Escalation.version == row.version, Escalation.state.in_(states))
        .values(version=Escalation.version + 1, **values)
    )
    work.session.refresh(row)
    if result != 1:
        raise Refusal("taken", by=people.by(work, row.closed_by or row.taken_by))


def _entry(
    work: Work,
    row: Escalation,
    kind: str,
    person: str | None = None,
    step: int | None = None,
    told: list[str] | None = None,
    note: str | None = None,
) -> None:
    id_ = new_id()
    work.session.add(
        EscalationEntry(
            id=id_,
            escalation=row.id,
            at=work.now,
            kind=kind,
            step=row.step if step is None else step,
            person=person,
            told=told or [],
            note=seal.seal(work, row.contact, f"escalation_entries|note|{id_}", note) if note else None,
        )
    )


def _told(work: Work, row: Escalation, who: Staff, action: str) -> None:
    audit.record(work, who.id, action, row.id, contact=row.contact)
    seats.desk_changed(work, life.get(work, row.contact).holder)
    floor_changed(work)
