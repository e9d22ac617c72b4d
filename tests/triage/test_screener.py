"""The screener: its published triage points, what is skipped, and that not knowing is never no."""

from __future__ import annotations

from itertools import product
from typing import get_args

import msgspec
import pytest

from hotline.core.door import parse
from hotline.core.errors import Refusal
from triage.screener import Answer, Ladder, Screener, grade, next_question, suggest

ORDER = ("wish", "thoughts", "method", "intent", "plan")
LETTERS = {"y": "yes", "n": "no", "-": "unasked", "d": "declined"}


def screener(written: str) -> Screener:
    """As written in the reference: Q1..Q5, then Q6."""
    *answers, act = written.split()
    named = dict(zip(ORDER, (LETTERS[letter] for letter in answers), strict=True))
    return parse(Screener, named | {"act": {"n": "no", "-": "unasked", "d": "declined"}.get(act, act)})


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("n n - - - n", "none"),
        ("y n - - - n", "low"),
        ("n y n n n n", "low"),
        ("y y y n n n", "moderate"),
        ("n n - - - old", "moderate"),
        ("y y n y n n", "high"),
        ("y y y n y n", "high"),
        ("n n - - - new", "high"),
        ("y y y n n new", "high"),
    ],
)
def test_the_published_triage_points(written: str, found: str) -> None:
    assert grade(screener(written)) == found
    assert suggest(screener(written), None) == ("none", "low", "moderate", "high").index(found)
    assert next_question(screener(written)) is None


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("- - - - - -", "wish"),
        ("n - - - - -", "thoughts"),
        ("n n - - - -", "act"),
        ("y n - - - -", "act"),
        ("n y - - - -", "method"),
        ("n y d - - -", "intent"),
        ("n y y y - -", "plan"),
        ("n y y y n -", "act"),
        ("n d - - - -", "method"),
        ("d d d d d d", None),
    ],
)
def test_without_thoughts_it_goes_on_to_what_was_ever_done_and_declining_skips_nothing(
    written: str, asked: str | None
) -> None:
    assert next_question(screener(written)) == asked


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("- - - - - -", None),
        ("d d d d d d", None),
        ("n d n n n n", None),
        ("n n - - - d", None),
        ("y d - - - -", 1),
        ("y y y d n n", 2),
        ("y y y - - old", 2),
    ],
)
def test_what_is_declined_or_unasked_is_not_known_and_never_no(written: str, level: int | None) -> None:
    assert grade(screener(written)) == "unknown"
    assert suggest(screener(written), None) == level


@pytest.mark.parametrize("written", ["d y y y - -", "- - - - - new", "y d d d y d"])
def test_what_makes_it_high_needs_no_other_answer(written: str) -> None:
    assert grade(screener(written)) == "high"


def test_a_question_that_cannot_raise_it_any_more_need_not_be_known() -> None:
    assert grade(screener("d y n n n n")) == "low"
    assert grade(screener("d d y n n old")) == "moderate"


@pytest.mark.parametrize("written", ["n n - y - n", "n n - - y n"])
def test_an_answer_counts_also_where_the_question_would_have_been_skipped(written: str) -> None:
    assert grade(screener(written)) == "high"


def test_no_answer_that_turns_to_yes_lowers_anything() -> None:
    """Every screener against itself with one answer affirmed."""
    for answers in product(get_args(Answer), repeat=5):
        for act in ("no", "old", "unasked"):
            before = Screener(**dict(zip(ORDER, answers, strict=True)), act=act)
            for question in ORDER:
                after = msgspec.structs.replace(before, **{question: "yes"})
                assert (suggest(after, None) or 0) >= (suggest(before, None) or 0)


@pytest.mark.parametrize("when", ["now", "today", "days2"])
@pytest.mark.parametrize("ready", [{"plan": "yes"}, {"means": "yes"}, {"plan": "yes", "means": "yes"}])
def test_a_time_within_two_days_with_a_plan_or_means_suggests_four(when: str, ready: dict[str, str]) -> None:
    assert suggest(None, parse(Ladder, {"when": when, **ready})) == 4
    assert suggest(None, parse(Ladder, {"when": when, "plan": "no", "means": "no"})) == 3


@pytest.mark.parametrize("when", ["days3", "week"])
def test_a_time_within_a_week_suggests_three(when: str) -> None:
    for ready in ("yes", "no", "unasked"):
        assert suggest(None, parse(Ladder, {"when": when, "plan": ready})) == 3


@pytest.mark.parametrize("when", ["unasked", "none", "someday"])
def test_a_plan_or_means_without_a_near_time_suggests_three_and_nothing_suggests_nothing(when: str) -> None:
    assert suggest(None, parse(Ladder, {"when": when, "means": "yes"})) == 3
    assert suggest(None, parse(Ladder, {"when": when, "thoughts": "no"})) is None


def test_the_highest_counts_and_a_suggestion_never_lowers() -> None:
    ladder = Ladder(plan="yes", when="today")
    assert suggest(screener("n n - - - n"), ladder) == 4
    assert suggest(screener("y y n y n n"), Ladder()) == 3
    assert suggest(screener("n n - - - n"), None, standing=3) == 3
    assert suggest(None, None, standing=3) is None


@pytest.mark.parametrize("wrong", [{"wish": "maybe"}, {"act": "yes"}, {"mood": "no"}, {"thoughts": None}])
def test_an_answer_is_one_of_those_there_are(wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="bad_payload"):
        parse(Screener, wrong)
