"""The review of rules: which hints people put away, and which rules hit more or less often than they used to."""

from __future__ import annotations

from typing import Any

from hotline.contacts import life
from hotline.core.work import Work
from tests.cast import World
from tests.triage.reviewed import hit, judged, review
from triage import dismissals

WEEK = 7 * 24 * 3600.0


def dismiss(world: World, contact: str, reason: Any, note: str | None = None) -> None:
    def verb(work: Work) -> None:
        dismissals.dismiss(work, life.get(work, contact), 1, "means", reason, "xin", note)

    world.clock.advance(1)
    world.run(verb)


def test_hints_set_aside_are_counted_by_rule_and_reason_and_the_latest_are_listed(world: World) -> None:
    contacts = [judged(world, 1, 0) for _ in range(3)]
    for contact, reason in zip(contacts, ("fiction", "quoted", "fiction"), strict=True):
        dismiss(world, contact, reason, note="歌词" if reason == "quoted" else None)
    shown = review(world)
    assert shown["dismissed"] == [
        {"rule": "means", "category": "means", "reason": "fiction", "count": 2},
        {"rule": "means", "category": "means", "reason": "quoted", "count": 1},
    ]
    assert [row["code"] for row in shown["dismissals"]] == [world.contact(one).code for one in reversed(contacts)]
    assert [row["note"] for row in shown["dismissals"]] == [None, "歌词", None]
    assert shown["dismissals"][0]["by"]["en"] == "Xin"


def test_no_more_than_fifty_of_them_are_listed(world: World) -> None:
    for _ in range(51):
        dismiss(world, judged(world, 1, 0), "figurative")
    shown = review(world)
    assert len(shown["dismissals"]) == 50
    assert shown["dismissed"][0]["count"] == 51


def test_each_rule_stands_against_its_mean_of_the_weeks_before_and_what_moved_most_first(world: World) -> None:
    for steady, rising in ((10, 2), (12, 4), (11, 12)):
        world.clock.advance(WEEK)
        hit(world, "steady", steady)
        hit(world, "rising", rising)
    hit(world, "new", 1)
    rules = review(world, 8)["rules"]
    assert [(row["rule"], row["now"], row["usual"], row["ratio"]) for row in rules] == [
        ("rising", 12, 3.0, 4.0),
        ("new", 1, 0.0, None),
        ("steady", 11, 11.0, 1.0),
    ]


def test_a_rule_that_fell_silent_stands_out_too(world: World) -> None:
    hit(world, "gone", 9)
    hit(world, "there", 9)
    world.clock.advance(WEEK)
    hit(world, "there", 9)
    assert [(row["rule"], row["now"], row["ratio"]) for row in review(world)["rules"]] == [
        ("gone", 0, 0.0),
        ("there", 9, 1.0),
    ]


def test_readings_without_a_hint_count_for_no_rule(world: World) -> None:
    hit(world, "means", 3, hints=[])
    assert review(world)["rules"] == []


def test_which_versions_read_and_how_much_is_said(world: World) -> None:
    hit(world, "means", 3, lexicon="1")
    since = world.clock.now()
    world.clock.advance(WEEK)
    hit(world, "means", 2, lexicon="2", model="m1")
    new, old = review(world)["versions"]
    assert (new["lexicon"], new["model"], new["readings"]) == ("2", "m1", 2)
    assert (old["lexicon"], old["model"], old["readings"]) == ("1", None, 3)
    assert old["from"] == since.isoformat().replace("+00:00", "Z")
