"""The review: where triage and humans part, in counts and codes. Few make no figure; no student's words are in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from chat import events as chat_events
from hotline.contacts import life
from hotline.contacts.models import Contact
from hotline.core import seal
from hotline.core.door import parse
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry
from tests.cast import HE, WANG, World
from tests.triage.readings import reading_of
from tests.triage.reviewed import hit, judged, review
from triage import assessments
from triage.assessments import Judgement
from triage.models import Assessment, Reading
from volunteers import events

WEEK = 7 * 24 * 3600.0


def this_week(world: World) -> dict[str, Any]:
    return dict(review(world)["weeks"][-1])


def done(
    world: World, assessment: str, outcome: str = "entry_wanted", who: Any = WANG, note: str | None = None
) -> None:
    payload = events.ReviewDone(assessment=assessment, outcome=outcome, note=note)
    world.run(events.review_done, who.staff, payload)


# -- the weeks


def test_recall_is_of_what_humans_found_and_precision_of_what_triage_called(world: World) -> None:
    for machine, human, times in ((3, 3, 4), (4, 3, 2), (1, 4, 2), (3, 1, 1), (0, 0, 3)):
        for _ in range(times):
            judged(world, machine, human)
    week = this_week(world)
    assert week["assessed"] == 12
    assert (week["human_high"], week["machine_high"], week["both_high"]) == (8, 7, 6)
    assert (week["recall_high"], week["precision_high"]) == (0.75, 0.857)
    assert not week["few"]


def test_medium_counts_everything_from_level_two(world: World) -> None:
    for machine, human, times in ((2, 2, 3), (2, 4, 2), (3, 2, 1), (1, 2, 2), (2, 0, 4)):
        for _ in range(times):
            judged(world, machine, human)
    week = this_week(world)
    assert (week["human_medium"], week["machine_medium"], week["both_medium"]) == (8, 10, 6)
    assert (week["recall_medium"], week["precision_medium"]) == (0.75, 0.6)


@pytest.mark.parametrize(("times", "recall"), [(4, None), (5, 1.0)])
def test_fewer_than_five_make_no_figure(times: int, recall: float | None, world: World) -> None:
    for _ in range(times):
        judged(world, 3, 3)
    week = this_week(world)
    assert (week["human_high"], week["recall_high"], week["precision_high"]) == (times, recall, recall)
    assert week["few"] == (recall is None)


def test_each_figure_has_its_own_denominator(world: World) -> None:
    for machine, times in ((3, 1), (1, 5)):
        for _ in range(times):
            judged(world, machine, 3)
    week = this_week(world)
    assert (week["recall_high"], week["precision_high"], week["few"]) == (0.167, None, True)


def test_the_gravest_assessment_of_a_contact_counts_once(world: World) -> None:
    calmed = judged(world, 0, 4, 3, 0)
    judged(world, 4, 4, 1)
    week = this_week(world)
    assert (week["assessed"], week["human_high"], week["both_high"]) == (2, 2, 1)
    assert [row["contact"] for row in review(world)["missed"]] == [calmed]
    assert review(world)["false_alarms"] == []


def test_a_contact_counts_in_the_week_of_its_gravest_assessment_oldest_week_first(world: World) -> None:
    judged(world, 3, 3)
    world.clock.advance(WEEK)
    for _ in range(2):
        judged(world, 3, 3)
    assert [week["assessed"] for week in review(world, 3)["weeks"]] == [0, 1, 2]
    assert [week["assessed"] for week in review(world, 1)["weeks"]] == [2]
    weeks = review(world, 3)["weeks"]
    assert [week["to"] for week in weeks[:-1]] == [week["from"] for week in weeks[1:]]
    assert weeks[-1]["to"] == review(world)["now"]


def test_what_the_machine_found_after_the_judgement_does_not_count_for_it(world: World) -> None:
    contact = judged(world, 1, 3, close=False)
    world.run(lambda work: work.session.add(reading_of(contact, work.now, 4, seq=9)))
    (row,) = review(world)["missed"]
    assert (row["human"], row["machine"]) == (3, 1)


# -- what to look at again


@pytest.mark.parametrize(
    ("machine", "human", "listed"),
    [
        (2, 3, "missed"),
        (0, 4, "missed"),
        (3, 2, "false_alarms"),
        (4, 0, "false_alarms"),
        (3, 4, None),
        (4, 3, None),
        (2, 0, None),
        (0, 2, None),
    ],
)
def test_missed_and_false_alarm_part_at_level_three(machine: int, human: int, listed: str | None, world: World) -> None:
    contact = judged(world, machine, human)
    shown = review(world)
    assert [name for name in ("missed", "false_alarms") if shown[name]] == ([listed] if listed else [])
    if listed:
        (row,) = shown[listed]
        code = world.contact(contact).code
        assert (row["code"], row["human"], row["machine"], row["reviewed"]) == (code, human, machine, None)
        assert row["by"] == {"zh": "名xin", "en": "Xin"}


def test_the_newest_comes_first_and_old_ones_leave(world: World) -> None:
    first, second = judged(world, 0, 3), judged(world, 0, 3)
    assert [row["contact"] for row in review(world)["missed"]] == [second, first]
    world.clock.advance(2 * WEEK)
    assert review(world, 1)["missed"] == []
    assert len(review(world, 4)["missed"]) == 2


def test_a_supervisor_says_what_it_came_from(world: World) -> None:
    judged(world, 0, 3)
    (row,) = review(world)["missed"]
    done(world, row["assessment"], note="应该加一条“百草枯”")
    (row,) = review(world)["missed"]
    assert row["reviewed"] | {"at": None} == {
        "at": None,
        "by": {"zh": "名wang", "en": "Wang"},
        "outcome": "entry_wanted",
    }
    (kept,) = world.rows(select(Assessment))
    opened = world.read(seal.unseal, kept.contact, f"assessments|review_note|{kept.id}", kept.review_note)
    assert opened == "应该加一条“百草枯”"
    (entry,) = world.rows(select(AuditEntry).where(AuditEntry.action == "disagreement_reviewed"))
    assert (entry.actor, entry.subject, entry.detail) == ("wang", kept.id, {"outcome": "entry_wanted"})


def test_the_first_who_settled_it_is_named_to_the_second_and_may_correct_it(world: World) -> None:
    judged(world, 4, 0)
    (row,) = review(world)["false_alarms"]
    done(world, row["assessment"])
    with pytest.raises(Refusal) as refused:
        done(world, row["assessment"], "other", HE)
    assert (refused.value.code, refused.value.extra["by"]["name"]["en"]) == ("taken", "Wang")
    done(world, row["assessment"], "context_only")
    (row,) = review(world)["false_alarms"]
    assert (row["reviewed"]["outcome"], row["reviewed"]["by"]["en"]) == ("context_only", "Wang")


def test_of_supervisors_who_settle_it_at_once_one_does(world: World) -> None:
    judged(world, 4, 0)
    (row,) = review(world)["false_alarms"]
    payload = events.ReviewDone(assessment=row["assessment"], outcome="other")
    tries = [world.database.submit(events.review_done, who.staff, payload) for who in (WANG, HE)]
    refused = [problem.code for one in tries if isinstance(problem := one.exception(), Refusal)]
    assert refused == ["taken"]


def test_where_they_agreed_there_is_nothing_to_settle(world: World) -> None:
    judged(world, 3, 3)
    (row,) = world.rows(select(Assessment))
    for assessment in (row.id, "f" * 32):
        with pytest.raises(Refusal, match="not_found"):
            done(world, assessment)


# -- what is in no figure


def test_contacts_nobody_judged_and_readings_that_failed_are_said(world: World) -> None:
    judged(world, 3)
    judged(world, 3, 3)
    judged(world, 3, close=False)
    hit(world, "means", 2, failed=True)
    shown = review(world)
    assert (shown["unjudged"], shown["failed"]) == (1, 2)


def test_an_empty_line_draws_an_empty_review(world: World) -> None:
    shown = review(world)
    assert {week["assessed"] for week in shown["weeks"]} == {0}
    assert [shown[name] for name in ("missed", "false_alarms", "dismissed", "dismissals", "rules", "versions")] == [
        []
    ] * 6
    assert (shown["unjudged"], shown["failed"]) == (0, 0)


@pytest.mark.parametrize("weeks", [0, 27, "8"])
def test_it_looks_back_between_one_week_and_half_a_year(weeks: object) -> None:
    assert parse(events.Review, {}).weeks == 8
    with pytest.raises(Refusal, match="bad_payload"):
        parse(events.Review, {"weeks": weeks})


def test_nothing_a_student_wrote_is_in_it(make_world: Callable[..., World]) -> None:
    world = make_world(few=1)
    page = world.talking(text="我把药藏在枕头下面了")
    world.run(lambda work: work.change(update(Reading).values(level=4)))
    world.run(events.assess, WANG.staff, watched(world, page.who.contact))
    shown = json.dumps(review(world), ensure_ascii=False)
    assert "枕头" not in shown
    assert page.contact.code in shown


def watched(world: World, contact: str) -> events.Assess:
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=contact, reason="一起看"))
    return events.Assess(contact=contact, level=0, note="谈过了")


def test_it_goes_by_the_time_of_the_judgement_not_of_the_contact(world: World) -> None:
    contact = judged(world, 3, close=False)
    long_ago = timedelta(weeks=3)
    world.run(lambda work: work.change(update(Contact).values(created_at=work.now - long_ago)))
    world.run(lambda work: assessments.assess(work, life.get(work, contact), "xin", Judgement(level=3)))
    assert this_week(world)["assessed"] == 1
