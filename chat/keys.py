"""Resume secrets: made by the page, stored as digests, replaced at each resume with a short overlap.

The page makes both the present and the next secret and keeps them before it asks, so a lost answer can be asked for
again with the same pair: nobody is locked out by a dead network (docs/decisions/003).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from hotline.contacts.models import Contact
from hotline.core import audit
from hotline.core.ids import digest
from hotline.core.work import Work

from .models import StudentKey

CURRENT, PREVIOUS, RETIRED = "current", "previous", "retired"


class KeyRetired(Exception):
    """A key that was replaced. `contact` is whose live page should be told."""

    def __init__(self, contact: str) -> None:
        super().__init__(contact)
        self.contact = contact


def open_with(work: Work, secret: str) -> str | None:
    """The contact this secret opens now, or None for one the line never saw. Raises KeyRetired."""
    row = work.session.get(StudentKey, digest(secret), populate_existing=True)
    if row is None:
        return None
    if row.state == CURRENT or (row.state == PREVIOUS and row.until is not None and row.until > work.now):
        return row.contact
    raise KeyRetired(row.contact)


def rotate(work: Work, secret: str, successor: str) -> str | None:
    """Replace `secret` by `successor`; returns the contact, or None for an unknown secret. Raises KeyRetired.

    Asked again with the same pair (the answer was lost), it changes nothing and gives the same result.
    """
    done = work.session.get(StudentKey, digest(successor), populate_existing=True)
    if done is not None and done.state == CURRENT:
        return done.contact
    contact = open_with(work, secret)
    if contact is None or done is not None:
        return None
    # Two pages that come back at once take turns, so that one successor stays and not two.
    work.session.execute(select(Contact.id).where(Contact.id == contact).with_for_update())
    if work.session.get(StudentKey, digest(successor), populate_existing=True) is not None:
        return contact
    work.change(
        update(StudentKey)
        .where(StudentKey.contact == contact, StudentKey.state == PREVIOUS)
        .values(state=RETIRED, until=None)
    )
    until = work.now + timedelta(seconds=work.settings.key_overlap)
    work.change(
        update(StudentKey)
        .where(StudentKey.contact == contact, (StudentKey.state == CURRENT) | (StudentKey.digest == digest(secret)))
        .values(state=PREVIOUS, until=until)
    )
    add(work, successor, contact)
    return contact


def add(work: Work, secret: str, contact: str) -> None:
    work.session.add(StudentKey(digest=digest(secret), contact=contact, state=CURRENT))
    work.session.flush()


def retire_all(work: Work, contact: str) -> None:
    """No page opens this conversation any more (a return code still does)."""
    work.change(update(StudentKey).where(StudentKey.contact == contact).values(state=RETIRED, until=None))


def misused(work: Work, contact: str) -> None:
    audit.record(work, "student", "old_key_refused", contact)
