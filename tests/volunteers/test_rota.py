"""Who is on, when: in the line's own time, also past midnight."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline.core.work import Work
from tests.cast import WANG, XIN, World
from volunteers import people, rota
from volunteers.models import Shift


def shift(starts: str, ends: str, weekday: int | None = None) -> Shift:
    return Shift(id="s", person="xin", duty="desk", weekday=weekday, starts=starts, ends=ends, place=1)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Guizhou (the second is a Monday)."""
    return datetime(2026, 3, day, hour, minute, tzinfo=rota.LINE_TIME).astimezone(UTC)


def on(shift: Shift, moment: datetime) -> bool:
    return rota.span(shift, moment) is not None


def test_a_night_shift_holds_the_next_day_at_two_and_not_the_day_before() -> None:
    monday_night = shift("22:00", "06:00", weekday=0)
    assert on(monday_night, local(3, 2))
    assert not on(monday_night, local(2, 2))
    assert on(monday_night, local(2, 22))
    assert on(monday_night, local(3, 5, 59))
    assert not on(monday_night, local(3, 6))
    assert not on(monday_night, local(3, 22))


def test_a_night_shift_knows_when_it_began_and_when_it_ends() -> None:
    assert rota.span(shift("22:00", "06:00"), local(3, 2)) == (local(2, 22), local(3, 6))


def test_a_sunday_night_shift_reaches_into_monday() -> None:
    sunday_night = shift("22:00", "06:00", weekday=6)
    assert on(sunday_night, local(2, 2))
    assert not on(sunday_night, local(3, 2))


@pytest.mark.parametrize("hour", [0, 7, 15, 23])
def test_equal_times_are_the_whole_day(hour: int) -> None:
    assert on(shift("00:00", "00:00"), local(3, hour, 30))
    assert on(shift("08:00", "08:00"), local(3, hour, 30))


def test_a_whole_day_of_a_weekday_is_that_day_only() -> None:
    tuesday = shift("00:00", "00:00", weekday=1)
    assert [on(tuesday, local(day, 12)) for day in (2, 3, 4)] == [False, True, False]
    assert on(tuesday, local(3, 0))
    assert not on(tuesday, local(4, 0))


def test_a_day_shift_is_counted_in_the_lines_own_time_and_not_in_utc() -> None:
    morning = shift("08:00", "12:00")
    assert on(morning, datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    assert not on(morning, datetime(2026, 3, 3, 8, 0, tzinfo=UTC))


def test_of_overlapping_shifts_the_one_that_lasts_longest_counts(world: World) -> None:
    def add(work: Work) -> None:
        for name, ends in (("a", "03:00"), ("b", "05:00")):
            row = shift("01:00", ends)
            row.id = name
            work.session.add(row)

    world.run(add)
    found = world.read(rota.shift_of, "xin", local(3, 2))
    assert found is not None
    assert found[1] == max(found[1], local(3, 5))


def test_the_first_on_call_is_called_first_and_who_left_the_service_is_not(world: World) -> None:
    assert world.read(rota.on_duty, rota.ON_CALL) == ["lin", "zhou"]

    def retire(work: Work) -> None:
        people.get(work, "lin").active = False

    world.run(retire)
    assert world.read(rota.on_duty, rota.ON_CALL) == ["zhou"]


def test_on_call_alone_is_not_on_shift(world: World) -> None:
    on_shift = world.read(rota.on_shift)
    assert {XIN.login, WANG.login} <= on_shift
    assert "lin" not in on_shift
