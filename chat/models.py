"""Tables of the web chat."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.models import Base


class Message(Base):
    """One line of a conversation. Identity is (contact, sender, client id), for ever; order is `seq`."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("contact", "seq"), UniqueConstraint("contact", "sender", "client_id"))
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str]
    seq: Mapped[int]
    sender: Mapped[str]
    client_id: Mapped[str]
    body: Mapped[bytes | None]
    note: Mapped[str | None]
    person: Mapped[str | None]
    at: Mapped[datetime]


class StudentKey(Base):
    """The digest of a resume secret. `state`: current, previous (until a time), retired."""

    __tablename__ = "student_keys"
    digest: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    until: Mapped[datetime | None]


class Receipt(Base):
    """What is kept of a return code: six digits to find it by, and an argon2id hash of the other ten, sealed, since
    ten digits could be searched by whoever has the database."""

    __tablename__ = "receipts"
    contact: Mapped[str] = mapped_column(primary_key=True)
    locator: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[bytes]


class Whisper(Base):
    """A supervisor's word to the volunteer. In a table of its own, so that no query for a student can find it."""

    __tablename__ = "whispers"
    __table_args__ = (UniqueConstraint("contact", "person", "client_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(index=True)
    person: Mapped[str]
    client_id: Mapped[str]
    body: Mapped[bytes]
    at: Mapped[datetime]


class Feedback(Base):
    """How often an answer was given on a day. A row for each answer would stand in step with the contacts."""

    __tablename__ = "feedback"
    day: Mapped[date] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class FeedbackGiven(Base):
    """That a contact's one question was used, so that it is not asked again."""

    __tablename__ = "feedback_given"
    contact: Mapped[str] = mapped_column(primary_key=True)
