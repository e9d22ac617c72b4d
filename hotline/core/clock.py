"""The one place that asks what time it is."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

log = logging.getLogger(__name__)

STEP = timedelta(seconds=2)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


def wire(moment: datetime | None) -> str | None:
    """A time as pages read it."""
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None


class SystemClock:
    """Wall time that never runs backwards.

    A deadline is a stored UTC time. If the host's clock is set back, waiting for it to catch up would make every
    escalation late, so time goes on from the monotonic clock instead; if it is set forward, the new time is taken at
    once. Either way a step can only make a deadline earlier. Steps beyond two seconds are logged.
    """

    def __init__(self) -> None:
        self._wall = datetime.now(UTC)
        self._mono = time.monotonic()
        self._stepped = False

    def now(self) -> datetime:
        wall = datetime.now(UTC)
        steady = self._wall + timedelta(seconds=time.monotonic() - self._mono)
        if abs(wall - steady) > STEP and not self._stepped:
            log.warning("clock_step", extra={"seconds": round((wall - steady).total_seconds())})
            self._stepped = True
        if wall >= steady:
            self._wall, self._mono = wall, time.monotonic()
            self._stepped = False
            return wall
        return steady
