"""What a verb works with: one transaction, one moment, and what shall be told once it is true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import UpdateBase
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from .seal import KeyRing
    from .settings import Settings

Subscriber = Callable[["Work", Any], None]
Panel = Callable[["Work", Any], None]


@dataclass(frozen=True, slots=True)
class Tell:
    """One event for the clients in one room of one door."""

    namespace: str
    room: str
    event: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class House:
    """What the roof hands to every verb. Built once, never imported."""

    settings: Settings
    keys: KeyRing
    subscribers: Mapping[type, tuple[Subscriber, ...]]
    panels: Mapping[str, tuple[Panel, ...]]
    ports: Mapping[str, Any]


@dataclass(slots=True)
class Work:
    """One verb's transaction. `now` is asked once, so everything in it happened at the same moment."""

    house: House
    session: Session
    now: datetime
    tells: list[Tell] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return self.house.settings

    def tell(self, namespace: str, room: str, event: str, **data: Any) -> None:
        """Send after commit; forgotten on rollback."""
        told = Tell(namespace, room, event, data)
        if told not in self.tells:
            self.tells.append(told)

    def change(self, statement: UpdateBase) -> int:
        """Run an update or delete; returns how many rows it touched. Loaded objects do not follow: refresh them."""
        result = self.session.execute(statement, execution_options={"synchronize_session": False})
        return int(result.rowcount)  # type: ignore[attr-defined]

    def fact(self, fact: Any) -> None:
        """Let higher rooms act on what just happened, inside this transaction. Their error is this verb's error."""
        for subscriber in self.house.subscribers.get(type(fact), ()):
            subscriber(self, fact)

    def fill(self, panel: str, picture: Any) -> None:
        """Let higher rooms add their part to a picture being drawn (the desk, the floor)."""
        for draw in self.house.panels.get(panel, ()):
            draw(self, picture)
