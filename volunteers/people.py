"""Who somebody is, as others may see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hotline.contacts.models import Contact
from hotline.core.errors import Refusal
from hotline.core.work import Work

from .models import Centre, Person

Name = dict[str, str]


def get(work: Work, person: str) -> Person:
    """Raises Refusal("not_found")."""
    row = work.session.get(Person, person)
    if row is None:
        raise Refusal("not_found")
    return row


def name(work: Work, person: str) -> Name:
    """The work name in both languages."""
    row = get(work, person)
    return {"zh": row.name_zh, "en": row.name_en}


def by(work: Work, person: str | None) -> dict[str, Name] | None:
    """`{name}` of somebody, for "who was first"."""
    return {"name": name(work, person)} if person else None


@contextmanager
def naming(work: Work, contact: Contact) -> Iterator[None]:
    """A transition that came second says who was first, by work name."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(refusal.code, by=by(work, contact.holder)) from None


def centre(work: Work, slug: str) -> dict[str, Any]:
    row = work.session.get(Centre, slug)
    return {"slug": slug, "name": {"zh": row.name_zh, "en": row.name_en} if row else {"zh": slug, "en": slug}}


def me(work: Work, person: str) -> dict[str, Any]:
    """What a page knows of who is signed in."""
    row = get(work, person)
    return {
        "id": row.id,
        "name": {"zh": row.name_zh, "en": row.name_en},
        "role": row.role,
        "centre": centre(work, row.centre),
        "demo": work.settings.demo,
    }
