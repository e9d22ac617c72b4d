"""What every table shares, and the ground's own tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive one is a programming error and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        str: String(200),
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class DataKey(Base):
    """The key that seals one contact's or one person's columns, wrapped by a master key kept outside the database."""

    __tablename__ = "data_keys"
    owner: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    master: Mapped[str]


class AuditEntry(Base):
    """One link of the audit chain: ids and codes only, never what anybody wrote."""

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    hash: Mapped[str]


class AuditHead(Base):
    """The end of the chain. Updating this one row is what puts audit entries in order."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class OutboxItem(Base):
    """An effect on the outside world, written with its cause and carried out at least once."""

    __tablename__ = "outbox"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person: Mapped[str | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class JobRow(Base):
    """When a recurring job is due next, and who runs it now."""

    __tablename__ = "jobs"
    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    lease: Mapped[int] = mapped_column(default=0)
    last_done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    failing_since: Mapped[datetime | None]


class Bucket(Base):
    """A token bucket: how much somebody may still do."""

    __tablename__ = "buckets"
    name: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    at: Mapped[datetime]


class News(Base):
    """A committed event by room, so that a process that missed the bell can tell its clients to look again."""

    __tablename__ = "news"
    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    namespace: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
