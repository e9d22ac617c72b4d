"""Who is on, when. Pure where it can be; a shift may cross midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from sqlalchemy import select

from hotline.core.work import Work

from .models import Person, Shift

LINE_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")  # one zone for the province; no daylight saving since 1991
DESK, SUPERVISOR, ON_CALL, LEAD = "desk", "supervisor", "on_call", "lead"


def span(shift: Shift, moment: datetime) -> tuple[datetime, datetime] | None:
    """The occurrence of `shift` that holds `moment`, as (from, to), or None. Equal times mean the whole day."""
    local = moment.astimezone(LINE_TIME)
    starts, ends = time.fromisoformat(shift.starts), time.fromisoformat(shift.ends)
    for day in (local.date(), local.date() - timedelta(days=1)):
        if shift.weekday is not None and day.weekday() != shift.weekday:
            continue
        begin = datetime.combine(day, starts, LINE_TIME)
        end = datetime.combine(day, ends, LINE_TIME)
        if end <= begin:
            end += timedelta(days=1)
        if begin <= local < end:
            return begin, end
    return None


def shift_of(work: Work, person: str, moment: datetime | None = None) -> tuple[datetime, datetime] | None:
    """Somebody's present desk or supervisor shift, the longest if several overlap."""
    rows = work.session.scalars(select(Shift).where(Shift.person == person, Shift.duty.in_((DESK, SUPERVISOR))))
    spans = [found for row in rows if (found := span(row, moment or work.now))]
    return max(spans, key=lambda found: found[1], default=None)


def on_shift(work: Work) -> set[str]:
    """Everybody whose desk or supervisor shift holds the present moment."""
    rows = work.session.scalars(select(Shift).where(Shift.duty.in_((DESK, SUPERVISOR))))
    return {row.person for row in rows if span(row, work.now)}


def on_duty(work: Work, duty: str) -> list[str]:
    """Who has this duty now, first to be called first."""
    rows = work.session.scalars(
        select(Shift).join(Person, Person.id == Shift.person).where(Shift.duty == duty, Person.active)
    )
    found = [(row.place, row.person) for row in rows if span(row, work.now)]
    return list(dict.fromkeys(person for _, person in sorted(found)))


def supervisors(work: Work) -> list[str]:
    """Every supervisor, on shift or not."""
    rows = select(Person.id).where(Person.role == "supervisor", Person.active).order_by(Person.id)
    return list(work.session.scalars(rows))
