"""The escalation: told at once, then wider and wider without end, until a named human closes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from chat import events as chat_events
from hotline.core.door import check_features
from hotline.core.errors import Refusal
from linkage import events, ladder
from linkage.models import Escalation, EscalationEntry
from tests.cast import HE, WANG, XIN, Character, StudentPage, World
from volunteers import events as desk_events
from volunteers import floor, notices

SUPERVISORS = ["chen", "he", "lin", "wang", "zhou"]


def the_escalation(world: World, page: StudentPage) -> Escalation:
    (row,) = world.rows(select(Escalation).where(Escalation.open_for == page.who.contact))
    return row


def steps(world: World, page: StudentPage) -> list[tuple[int, int, list[str]]]:
    """(seconds after opening, step, who was sent a notice), oldest first."""
    row = the_escalation(world, page)
    rows = select(EscalationEntry).where(EscalationEntry.escalation == row.id, EscalationEntry.kind == "step")
    found = world.rows(rows.order_by(EscalationEntry.at, EscalationEntry.step))
    return [(round((e.at - row.opened_at).total_seconds()), e.step, e.told) for e in found]


def acknowledge(world: World, page: StudentPage, who: Character) -> None:
    world.run(events.acknowledge, who.staff, events.OfEscalation(escalation=the_escalation(world, page).id))


def write(
    world: World, page: StudentPage, who: Character, verb: Callable[..., None], note: str = "已联系到学校"
) -> None:
    world.run(verb, who.staff, events.WithNote(escalation=the_escalation(world, page).id, note=note))


def run_ladder(world: World, seconds: int, every: int = 20) -> None:
    for _ in range(seconds // every):
        world.clock.advance(every)
        world.run(ladder.run_due)


@pytest.mark.parametrize("words", ["药都攒够了", "我已经吃了一瓶"])
def test_level_three_opens_one_and_the_screens_ring_at_once(words: str, world: World) -> None:
    page = world.talking(XIN)
    world.told.clear()
    page.say(words)
    row = the_escalation(world, page)
    assert (row.state, row.level) == ("pending", page.contact.level)
    assert steps(world, page) == [(0, 0, [])]
    assert {("staff:xin", "desk"), ("floor", "floor")} <= {(tell.room, tell.event) for tell in world.told}


def test_below_level_three_nothing_opens(world: World) -> None:
    world.student("我想死")
    assert world.rows(select(Escalation)) == []


def test_it_widens_at_sixty_and_a_hundred_and_eighty_seconds_and_then_every_five_minutes_without_end(
    world: World,
) -> None:
    page = world.student("药都攒够了")
    run_ladder(world, 3 * 3600)
    found = steps(world, page)
    assert [at for at, _, _ in found] == [0, 60, 180, *range(480, 3 * 3600 + 1, 300)]
    assert found[1][2] == SUPERVISORS
    assert found[2][2] == ["zhou", "chen"]
    assert all("chen" in told and set(told) & {"lin", "zhou"} for _, _, told in found[2:])
    assert {who for _, _, told in found[3:5] for who in told} == {"lin", "zhou", "chen"}
    assert the_escalation(world, page).state == "notified"


def test_it_is_never_without_a_next_time_until_it_is_closed(world: World) -> None:
    page = world.student("药都攒够了")
    for _ in range(20):
        run_ladder(world, 100)
        assert the_escalation(world, page).due_at > world.clock.now()
    write(world, page, WANG, events.close)
    assert world.rows(select(Escalation.due_at)) == [None]


def test_notices_say_where_and_by_when_and_nothing_about_the_student(world: World) -> None:
    page = world.student("独一无二的一句话，药都攒够了")
    world.after(65)
    row = the_escalation(world, page)
    assert len(world.noticed) == len(SUPERVISORS) + 1  # and the one for an empty line
    for effect in world.noticed:
        assert set(effect.payload) == {"to", "name", "case", "priority", "due"}
        text = notices.wording(effect, "https://line.example")
        for secret in ("独一无二", "药", "贵阳", "自杀", "学生心理" * 2, page.who.contact, "L3", page.secret):
            assert secret not in text
    assert row.code in {effect.payload["case"] for effect in world.noticed}


def test_one_named_human_takes_it_and_the_second_is_told_who(world: World) -> None:
    for _ in range(8):
        page = world.student("药都攒够了")
        payload = events.OfEscalation(escalation=the_escalation(world, page).id)
        tries = {p: world.database.submit(events.acknowledge, p.staff, payload) for p in (WANG, HE)}
        refused = {p: one.exception() for p, one in tries.items() if one.exception() is not None}
        (winner,) = tries.keys() - refused.keys()
        (problem,) = refused.values()
        assert isinstance(problem, Refusal)
        assert (problem.code, problem.extra["by"]["name"]["zh"]) == ("taken", f"名{winner.login}")
        row = the_escalation(world, page)
        assert (row.state, row.taken_by) == ("acked", winner.login)
        acknowledge(world, page, winner)
        assert the_escalation(world, page).version == row.version


def test_taken_without_progress_it_rings_again_from_the_top_after_fifteen_minutes(world: World) -> None:
    page = world.student("药都攒够了")
    acknowledge(world, page, WANG)
    run_ladder(world, 880)
    assert the_escalation(world, page).state == "acked"
    run_ladder(world, 20)
    row = the_escalation(world, page)
    assert (row.state, row.taken_by, row.step) == ("pending", None, 1)
    run_ladder(world, 60)
    assert steps(world, page)[-1] == (960, 1, SUPERVISORS)


def test_progress_starts_the_fifteen_minutes_anew_and_then_it_rings_again_too(world: World) -> None:
    page = world.student("药都攒够了")
    acknowledge(world, page, WANG)
    for _ in range(4):
        run_ladder(world, 800)
        write(world, page, WANG, events.progress)
        assert (the_escalation(world, page).state, the_escalation(world, page).taken_by) == ("in_progress", "wang")
    run_ladder(world, 900)
    assert the_escalation(world, page).taken_by is None


def test_whoever_writes_progress_has_taken_it_and_nobody_else_has(world: World) -> None:
    page = world.student("药都攒够了")
    write(world, page, HE, events.progress)
    assert the_escalation(world, page).taken_by == "he"
    with pytest.raises(Refusal, match="taken"):
        acknowledge(world, page, WANG)


def test_a_higher_level_starts_the_ladder_anew_also_when_somebody_has_it(world: World) -> None:
    page = world.student("药都攒够了")
    acknowledge(world, page, WANG)
    run_ladder(world, 120)
    page.say("我已经吃了一瓶")
    row = the_escalation(world, page)
    assert (row.level, row.state, row.taken_by, row.step) == (4, "pending", None, 1)
    assert row.due_at - world.clock.now() == timedelta(seconds=60)


def test_the_same_level_again_changes_nothing(world: World) -> None:
    page = world.student("药都攒够了")
    acknowledge(world, page, WANG)
    version = the_escalation(world, page).version
    page.say("遗书写好了")
    page.do(chat_events.danger)
    assert the_escalation(world, page).version == version


def test_only_a_human_closes_it_with_a_word_on_how(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    world.run(desk_events.assess, XIN.staff, desk_events.Assess(contact=page.who.contact, level=0, note="谈过了"))
    record = desk_events.Record(about=["suicide"], level=0, done=["listened"], next="none", note="谈过了")
    world.run(desk_events.close, XIN.staff, desk_events.Close(contact=page.who.contact, record=record, confirm=True))
    run_ladder(world, 600)
    assert the_escalation(world, page).state == "notified"
    write(world, page, WANG, events.close, "家人已到身边")
    (row,) = world.rows(select(Escalation))
    assert (row.state, row.closed_by, row.due_at) == ("closed", "wang", None)
    (entry,) = world.rows(select(EscalationEntry).where(EscalationEntry.kind == "closed"))
    assert entry.person == "wang"
    assert "家人已到身边".encode() not in entry.note
    for verb in (events.acknowledge, events.close):
        with pytest.raises(Refusal, match="closed"):
            world.run(verb, HE.staff, events.WithNote(escalation=row.id, note="再关一次"))


def test_after_it_was_closed_a_new_rise_opens_another(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    write(world, page, WANG, events.close)
    page.say("我已经吃了一瓶")
    assert the_escalation(world, page).level == 4
    assert len(world.rows(select(Escalation))) == 2


def test_only_supervisors_may_do_anything_with_it(world: World) -> None:
    check_features(world.runtime.features)
    assert {event.allow.value for event in events.DESK_EVENTS} == {"supervisor"}
    page = world.student("药都攒够了")
    assert [e["contact"] for e in world.read(floor.picture, WANG.staff)["escalations"]] == [page.who.contact]


def test_changed_settings_do_not_change_one_that_is_open(make_world: Callable[..., World], tmp_path: Path) -> None:
    world = make_world()
    page = world.student("药都攒够了")
    changed = World(
        world.runtime.settings.__class__(
            data=world.runtime.settings.data,
            database_url=world.runtime.settings.database_url,
            master_key=world.runtime.settings.master_key,
            ladder=(0, 3000),
            ladder_repeat=9000,
            rearm=9000,
        ),
        clock=world.clock,
    )
    try:
        run_ladder(changed, 500)
        assert [at for at, _, _ in steps(changed, page)] == [0, 60, 180, 480]
    finally:
        changed.close()


def test_danger_said_again_after_a_human_closed_the_escalation_opens_a_new_one(world: World) -> None:
    page = world.talking(XIN, "药我都攒好了")
    (first,) = world.rows(select(Escalation))
    world.run(ladder.close, WANG.staff, first.id, "室友陪着")
    page.say("今晚我就从这里跳下去")
    page.do(chat_events.danger)
    assert len(world.rows(select(Escalation).where(Escalation.open_for == page.who.contact))) == 1
    for escalation in world.rows(select(Escalation).where(Escalation.closed_at.is_(None))):
        world.run(ladder.close, WANG.staff, escalation.id, "已到医院")
    page.do(chat_events.danger)
    assert len(world.rows(select(Escalation).where(Escalation.open_for == page.who.contact))) == 1
