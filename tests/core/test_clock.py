"""Time never runs backwards and a step of the host's clock never makes a deadline later."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from hotline.core import clock
from hotline.core.clock import SystemClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Host:
    """A host whose wall clock can be set; its monotonic clock cannot."""

    def __init__(self) -> None:
        self.wall, self.steady = NOON, 1000.0

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds

    def is_set(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)

    def now(self, zone: object) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    host = Host()
    monkeypatch.setattr(clock, "datetime", host)
    monkeypatch.setattr(clock, "time", host)
    return host


def test_time_passes_with_the_host() -> None:
    ours = SystemClock()
    before = datetime.now(UTC)
    assert before <= ours.now() <= datetime.now(UTC)
    assert ours.now().tzinfo is UTC


def test_a_clock_that_was_set_back_does_not_make_anything_late(host: Host) -> None:
    ours = SystemClock()
    host.is_set(-3600)
    host.passes(60)
    assert ours.now() == NOON + timedelta(seconds=60)


def test_a_clock_that_was_set_forward_is_believed_at_once(host: Host) -> None:
    ours = SystemClock()
    host.is_set(86400)
    assert ours.now() == NOON + timedelta(days=1)


def test_time_never_runs_backwards_whatever_the_host_does(host: Host) -> None:
    ours = SystemClock()
    seen = [ours.now()]
    for step in (-10, 0.5, -3600, 7200, -1, -86400, 3, 0, -0.001, 90000):
        host.is_set(step)
        host.passes(0.1)
        seen.append(ours.now())
    assert seen == sorted(seen)


def test_when_the_host_has_caught_up_its_clock_rules_again(host: Host) -> None:
    ours = SystemClock()
    host.is_set(-30)
    host.passes(10)
    assert ours.now() == NOON + timedelta(seconds=10)
    host.is_set(30)
    assert ours.now() == host.wall


def test_each_step_is_logged_once(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    ours = SystemClock()
    with caplog.at_level(logging.WARNING, logger=clock.__name__):
        host.is_set(-1)
        ours.now()
        assert caplog.records == []
        host.is_set(-9)
        for _ in range(5):
            host.passes(1)
            ours.now()
    assert [record.message for record in caplog.records] == ["clock_step"]
