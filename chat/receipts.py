"""The return code a student may keep: sixteen digits, of which the line stores only what it cannot be rebuilt from."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select

from hotline.contacts import life
from hotline.core import seal
from hotline.core.door import Answer, Student
from hotline.core.errors import Refusal
from hotline.core.hashing import Hashing
from hotline.core.ids import digits
from hotline.core.limits import spend
from hotline.core.runtime import Runtime
from hotline.core.work import Work

from . import keys, student
from .models import Receipt

HASHER = PasswordHasher()
LOCATOR = 6
TRIES_PER_HOUR = 5
NEW_PER_HOUR = 5
HASHING = Hashing()  # of its own: a flood of codes must not hold up the sign-in of staff
NOBODY = HASHER.hash("0000000000")


async def make(runtime: Runtime, who: Student) -> dict[str, str]:
    """A new code for this conversation; an older one stops working."""
    await runtime.database.do(_may_make, who)
    secret = digits(10)
    hashed = await HASHING.run(HASHER.hash, secret)
    locator = await runtime.database.do(_store, who, hashed)
    code = locator + secret
    return {"code": " ".join(code[i : i + 4] for i in range(0, 16, 4))}


def _may_make(work: Work, who: Student) -> None:
    contact = student.mine(work, who)
    spend(work, f"receipt-new:{contact.id}", NEW_PER_HOUR / 3600, NEW_PER_HOUR)


def _store(work: Work, who: Student, hashed: str) -> str:
    contact = student.mine(work, who)
    while True:
        locator = digits(LOCATOR)
        if work.session.scalar(select(Receipt.contact).where(Receipt.locator == locator)) is None:
            break
    sealed = seal.seal(work, contact.id, _place(contact.id), hashed)
    row = work.session.get(Receipt, contact.id)
    if row is None:
        work.session.add(Receipt(contact=contact.id, locator=locator, hash=sealed))
    else:
        row.locator, row.hash = locator, sealed
    return locator


def _place(contact: str) -> str:
    return f"receipts|hash|{contact}"


async def recover(runtime: Runtime, code: str, secret: str, lang: str, who: Student | None) -> Answer:
    """Come back with a code. Raises Refusal: receipt_unknown; slow_down after five tries in an hour (a delay, never
    a lock)."""
    bare = "".join(character for character in unicodedata.normalize("NFKC", code) if character.isdigit())
    if len(bare) != 16:
        raise Refusal("receipt_unknown")
    contact, hashed = await runtime.database.do(_attempt, bare[:LOCATOR])
    matches = await HASHING.run(_matches, hashed, bare[LOCATOR:])
    if not matches or not contact:
        raise Refusal("receipt_unknown")
    return await runtime.database.do(_attach, contact, secret, lang, who)


def _attempt(work: Work, locator: str) -> tuple[str, str]:
    spend(work, f"receipt:{locator}", TRIES_PER_HOUR / 3600, TRIES_PER_HOUR)
    row = work.session.scalar(select(Receipt).where(Receipt.locator == locator))
    return (row.contact, seal.unseal(work, row.contact, _place(row.contact), row.hash)) if row else ("", NOBODY)


def _matches(hashed: str, secret: str) -> bool:
    try:
        return HASHER.verify(hashed, secret)
    except VerificationError:
        return False


def _attach(work: Work, contact: str, secret: str, lang: str, who: Student | None) -> Answer:
    if student.expired(work, life.get(work, contact)):
        raise Refusal("receipt_unknown")
    try:
        known = keys.open_with(work, secret)
    except keys.KeyRetired:
        raise Refusal("bad_payload", at="secret") from None
    if known is None:
        keys.retire_all(work, contact)
        keys.add(work, secret, contact)
    elif known != contact:
        raise Refusal("bad_payload", at="secret")
    return student.connect(work, who, life.get(work, contact), 0, lang)
