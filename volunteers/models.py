"""Tables of the people: who they are, when they are on, what they are offered and hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base


class Centre(Base):
    """One city's centre. All centres are one line: who is free in another city takes over."""

    __tablename__ = "centres"
    slug: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]


class Person(Base):
    """Somebody who works for the line. Students only ever see the work name and the role."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    one_time_secret: Mapped[bytes]
    one_time_last: Mapped[int] = mapped_column(default=0)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    role: Mapped[str]
    centre: Mapped[str]
    capacity: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class StaffSession(Base):
    """A sign-in. `id` is the digest of the secret in the cookie."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Shift(Base):
    """When somebody is on, every week (or every day when `weekday` is empty), in the line's own time."""

    __tablename__ = "shifts"
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    duty: Mapped[str] = mapped_column(index=True)
    weekday: Mapped[int | None]
    starts: Mapped[str]
    ends: Mapped[str]
    place: Mapped[int] = mapped_column(default=1)


class Seat(Base):
    """Somebody's presence: a state and the time they were last heard of. Silence makes them absent by itself."""

    __tablename__ = "seats"
    person: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    why: Mapped[str | None]
    seen_at: Mapped[datetime]
    offer: Mapped[str | None]
    offered_at: Mapped[datetime | None]
    misses: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)


class Offer(Base):
    """A contact shown to one person. `state`: open, accepted, declined, expired, rescinded."""

    __tablename__ = "offers"
    __table_args__ = (Index("ix_offers_open", "state", "expires_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class HandOver(Base):
    """One holder asks a colleague to take a contact; it moves when the colleague accepts."""

    __tablename__ = "hand_overs"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    giver: Mapped[str] = mapped_column(index=True)
    taker: Mapped[str] = mapped_column(index=True)
    epoch: Mapped[int]
    note: Mapped[bytes]
    state: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Observation(Base):
    """A supervisor reads a conversation live, for a reason given beforehand."""

    __tablename__ = "observations"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(index=True)
    reason: Mapped[bytes]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Alarm(Base):
    """Something that wants a named human. `open_key` is unique while it is open, so a cause alarms once.

    `due_at` is its one clock: nobody took it -> the next person is sent a notice; somebody did -> it rings again.
    """

    __tablename__ = "alarms"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    priority: Mapped[int]
    open_key: Mapped[str | None] = mapped_column(unique=True)
    contact: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    taken_by: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    calls: Mapped[int] = mapped_column(default=0)
    cleared_at: Mapped[datetime | None]


class ContactRecord(Base):
    """What was written down when a contact was closed. No diagnosis field: counsellors may not diagnose (Mental
    Health Law art. 23)."""

    __tablename__ = "records"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    person: Mapped[str]
    at: Mapped[datetime]
    about: Mapped[list[Any]]
    level: Mapped[int]
    done: Mapped[list[Any]]
    next: Mapped[str]
    next_at: Mapped[datetime | None]
    note: Mapped[bytes | None]
