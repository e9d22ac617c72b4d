"""Sign-in of staff: argon2id password and one-time code, sessions that live in the database and can be ended."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update

from hotline.core import audit, seal
from hotline.core.door import Staff
from hotline.core.errors import Refusal
from hotline.core.ids import digest, new_secret
from hotline.core.limits import forget, spend
from hotline.core.sockets import DESK, staff_room
from hotline.core.work import Work

from .models import Person, StaffSession

HASHER = PasswordHasher()  # argon2id with the library's current parameters (RFC 9106, low-memory profile)
NOBODY = HASHER.hash("somebody who does not exist")
WINDOW = 1  # one step of 30 s either way (RFC 6238)


def bucket(login: str, address: str) -> str:
    """Attempts are counted per account and address, so that nobody can lock somebody else out."""
    return "sign-in:" + digest(f"{login.lower()}|{address}")[:40]


def attempt(work: Work, login: str, address: str) -> tuple[str, str]:
    """Count an attempt; returns (person id or "", password hash to check).

    Raises Refusal("slow_down"). Unknown names cost the same time as known ones.
    """
    per_minute = work.settings.sign_ins_per_minute
    spend(work, bucket(login, address), per_minute / 60, per_minute)
    row = work.session.scalar(select(Person).where(Person.login == login.lower(), Person.active))
    return (row.id, row.password) if row else ("", NOBODY)


def password_matches(stored: str, password: str) -> bool:
    """Slow on purpose: never inside a verb."""
    try:
        return HASHER.verify(stored, password)
    except VerificationError:
        return False


def enter(work: Work, person: str, login: str, address: str, code: str, password_ok: bool) -> str:
    """Check the one-time code and begin a session; returns its secret.

    A code works once: its counter is stored by compare-and-set, so of two parallel tries one is refused. The refusal
    is audited before the caller is told.
    """
    row = work.session.get(Person, person) if person and password_ok else None
    if row is None or not row.active or not _use_code(work, row, code):
        audit.record(work, person or "unknown", "sign_in_refused", person or "unknown")
        return ""
    forget(work, bucket(login, address))
    secret = new_secret()
    work.session.add(StaffSession(id=digest(secret), person=row.id, began_at=work.now, seen_at=work.now))
    audit.record(work, row.id, "signed_in", row.id)
    return secret


def _use_code(work: Work, person: Person, code: str) -> bool:
    secret = seal.unseal(work, f"person:{person.id}", f"people|one_time_secret|{person.id}", person.one_time_secret)
    totp = pyotp.TOTP(secret)
    present = int(work.now.timestamp()) // totp.interval
    for counter in range(present - WINDOW, present + WINDOW + 1):
        if pyotp.utils.strings_equal(code, totp.generate_otp(counter)):
            result = work.change(
                update(Person)
                .where(Person.id == person.id, Person.one_time_last < counter)
                .values(one_time_last=counter)
            )
            return result == 1
    return False


def identify(work: Work, session: str) -> Staff | None:
    """Who this session is now, or None when it was ended or ran out. `session` is the digest of a cookie's secret;
    what a client sends is always digested first, so that knowing the database opens nothing."""
    row = work.session.get(StaffSession, session, populate_existing=True)
    if row is None or row.ended_at is not None:
        return None
    idle = timedelta(seconds=work.settings.session_idle)
    longest = timedelta(seconds=work.settings.session_absolute)
    if work.now - row.seen_at > idle or work.now - row.began_at > longest:
        return None
    person = work.session.get(Person, row.person, populate_existing=True)
    if person is None or not person.active:
        return None
    return Staff(person.id, person.role, person.centre, row.id)


def end_session(work: Work, session: str) -> None:
    work.change(
        update(StaffSession)
        .where(StaffSession.id == session, StaffSession.ended_at.is_(None))
        .values(ended_at=work.now)
    )


def end_all(work: Work, who: Staff, person: str) -> None:
    """Sign somebody out everywhere: their sessions end now, their sockets close within two seconds."""
    if work.session.get(Person, person) is None:
        raise Refusal("not_found")
    work.change(
        update(StaffSession)
        .where(StaffSession.person == person, StaffSession.ended_at.is_(None))
        .values(ended_at=work.now)
    )
    audit.record(work, who.id, "sessions_ended", person)
    work.tell(DESK, staff_room(person), "signed_out")


def still_valid(work: Work, sessions: list[str], touch: list[str]) -> set[str]:
    """Which of these sessions still hold; those of `touch` count as used now."""
    valid = {s for s in sessions if identify(work, s) is not None}
    if seen := [s for s in touch if s in valid]:
        work.change(update(StaffSession).where(StaffSession.id.in_(seen)).values(seen_at=work.now))
    return valid


def find(work: Work, login: str) -> Person:
    """Raises Refusal("not_found")."""
    row = work.session.scalar(select(Person).where(Person.login == login))
    if row is None:
        raise Refusal("not_found")
    return row
