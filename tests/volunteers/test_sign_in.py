"""Sign-in: a password and a code that works once; slowed, never locked; ended sessions are ended at once."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from sqlalchemy import select

from hotline.core.errors import Refusal
from hotline.core.ids import digest
from hotline.core.models import AuditEntry
from hotline.core.work import Work
from tests.cast import PASSWORD, WANG, XIN, World, one_time_secret
from volunteers import people, sign_in
from volunteers.models import StaffSession

ADDRESS = "somewhere"


def code(world: World, login: str = "xin", ago: int = 0) -> str:
    return pyotp.TOTP(one_time_secret(login)).at(int(world.clock.now().timestamp()) - ago)


def enter(world: World, code: str, password: str = PASSWORD, login: str = "xin", address: str = ADDRESS) -> str:
    """All three steps of the door."""
    person, stored = world.run(sign_in.attempt, login, address)
    matches = sign_in.password_matches(stored, password)
    return world.run(sign_in.enter, person, login, address, code, matches)


def signed_in(world: World, secret: str) -> bool:
    return world.read(sign_in.identify, digest(secret)) is not None


def test_name_password_and_code_sign_in(world: World) -> None:
    secret = enter(world, code(world))
    who = world.read(sign_in.identify, digest(secret))
    assert who is not None
    assert (who.id, who.role, who.centre) == ("xin", "volunteer", "gy")


def test_passwords_are_kept_as_argon2id_and_sessions_as_digests() -> None:
    parameters = extract_parameters(sign_in.HASHER.hash("anything"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19_456
    assert sign_in.password_matches(sign_in.HASHER.hash("anything"), "anything")
    assert not sign_in.password_matches(sign_in.HASHER.hash("anything"), "something")


def test_a_session_secret_is_not_in_the_database(world: World) -> None:
    secret = enter(world, code(world))
    (row,) = world.rows(select(StaffSession))
    assert secret not in (row.id, row.person)
    assert len(secret) == 43


def test_the_code_is_not_optional(world: World) -> None:
    for wrong in ("", "000000", "abcdef"):
        assert enter(world, wrong) == ""
    assert world.rows(select(StaffSession)) == []


def test_a_code_works_once(world: World) -> None:
    once = code(world)
    assert enter(world, once)
    assert enter(world, once) == ""


def test_a_code_used_by_many_at_once_works_once(world: World) -> None:
    once = code(world)
    tries = [world.database.submit(sign_in.enter, "xin", "xin", ADDRESS, once, True) for _ in range(16)]
    assert len([secret for secret in (one.result() for one in tries) if secret]) == 1
    assert len(world.rows(select(StaffSession))) == 1


def test_a_code_older_than_one_used_is_refused_and_one_step_of_drift_is_allowed(world: World) -> None:
    earlier, now = code(world, ago=30), code(world)
    assert enter(world, now)
    assert enter(world, earlier) == ""
    world.clock.advance(60)
    assert enter(world, code(world, ago=30))
    assert enter(world, code(world, ago=60)) == ""


def test_wrong_password_and_unknown_name_get_the_same_refusal_and_cost_the_same_check(world: World) -> None:
    unknown, stored = world.run(sign_in.attempt, "nobody-here", ADDRESS)
    assert unknown == ""
    assert extract_parameters(stored) == extract_parameters(sign_in.HASHER.hash("x"))
    assert enter(world, code(world), login="nobody-here") == ""
    assert enter(world, code(world), password="wrong") == ""
    refused = world.rows(select(AuditEntry.actor).where(AuditEntry.action == "sign_in_refused"))
    assert sorted(refused) == ["unknown", "xin"]


def test_guessing_is_slowed_for_that_name_and_address_and_nobody_else_is_locked_out(world: World) -> None:
    for _ in range(5):
        enter(world, "000000", password="wrong")
    with pytest.raises(Refusal, match="slow_down") as refused:
        enter(world, code(world))
    assert enter(world, code(world), address="another place")
    world.clock.advance(refused.value.extra["after_s"])
    world.clock.advance(30)
    assert enter(world, code(world))


def test_ten_thousand_guesses_an_hour_are_few(world: World) -> None:
    tried = 0
    for _ in range(60):
        world.clock.advance(60)
        for _ in range(8):
            try:
                world.run(sign_in.attempt, "xin", ADDRESS)
                tried += 1
            except Refusal:
                break
    assert tried <= 5 * 61


def test_a_success_forgets_the_tries_before_it(world: World) -> None:
    for _ in range(4):
        enter(world, "000000", password="wrong")
    assert enter(world, code(world))
    for _ in range(5):
        assert enter(world, "000000") == ""


def test_an_idle_session_ends_and_a_used_one_does_not(world: World) -> None:
    secret = enter(world, code(world))
    world.clock.advance(1799)
    who = world.read(sign_in.identify, digest(secret))
    assert who is not None
    world.run(sign_in.still_valid, [who.session], [who.session])
    world.clock.advance(1799)
    assert signed_in(world, secret)
    world.clock.advance(2)
    assert not signed_in(world, secret)


def test_a_session_ends_after_twelve_hours_however_busy(world: World) -> None:
    secret = enter(world, code(world))
    who = world.read(sign_in.identify, digest(secret))
    assert who is not None
    for _ in range(24):
        world.clock.advance(1790)
        world.run(sign_in.still_valid, [who.session], [who.session])
    assert signed_in(world, secret)
    world.clock.advance(300)
    assert not signed_in(world, secret)


def test_a_session_that_was_ended_or_whose_person_left_is_nobody_at_the_next_event(world: World) -> None:
    first = enter(world, code(world))
    world.run(sign_in.end_all, WANG.staff, XIN.login)
    assert not signed_in(world, first)
    assert world.heard_by("staff:xin", "signed_out") == [{}]
    world.clock.advance(30)
    second = enter(world, code(world))

    def dismiss(work: Work) -> Any:
        people.get(work, "xin").active = False

    world.run(dismiss)
    assert not signed_in(world, second)
    world.clock.advance(30)
    assert enter(world, code(world)) == ""


@pytest.mark.parametrize("id_", ["", "nonsense", digest("nonsense")])
def test_what_is_no_session_is_nobody(id_: str, world: World) -> None:
    assert world.read(sign_in.identify, id_) is None


def test_what_is_stored_of_a_session_does_not_open_it(world: World) -> None:
    enter(world, code(world))
    (row,) = world.rows(select(StaffSession))
    assert not signed_in(world, row.id)
