"""The set triage is judged on: large enough, of every kind, no template on both sides; figures that may not fall."""

from __future__ import annotations

from collections import Counter

import pytest

from triage import evaluate
from triage.entries import Category
from triage.evaluate import DEVELOPMENT, TEST, Figures, Labelled, figures, lines, look_alike
from triage.judge import judge

LINES = lines()


def part(name: str) -> list[Labelled]:
    return [line for line in LINES if line.part == name]


def test_there_are_enough_lines_two_thirds_of_them_chinese() -> None:
    languages = Counter(line.lang for line in LINES)
    assert len(LINES) >= 2000
    assert languages["zh"] >= 0.6 * len(LINES)
    assert languages["en"] >= 300
    assert languages["mixed"] >= 100


def test_every_category_and_level_is_there_and_harmless_twins_stand_beside() -> None:
    assert {line.category for line in LINES} >= set(Category.__args__)
    assert set(Counter(line.level for line in LINES)) == {0, 1, 2, 3, 4}
    assert sum(look_alike(line) for line in LINES) >= 500
    assert sum(bool(line.context) for line in LINES) >= 300


def test_no_template_stands_on_both_sides() -> None:
    assert not {line.family for line in part(DEVELOPMENT)} & {line.family for line in part(TEST)}
    assert len(part(TEST)) >= 400


def test_no_id_stands_twice_and_no_line_on_both_sides() -> None:
    assert max(Counter(line.id for line in LINES).values()) == 1
    sides = [{(line.text, line.context) for line in part(name)} for name in (DEVELOPMENT, TEST)]
    assert not sides[0] & sides[1]


def test_a_line_that_is_not_well_formed_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("set") / "bad.jsonl"
    file.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl:1"):
        evaluate.read_file(file)


@pytest.fixture(scope="module")
def judged() -> Figures:
    return figures(judge, part(TEST))


def test_figures_on_the_test_part_do_not_fall(judged: Figures) -> None:
    """At L2+ as they are wanted. At L3+ as they are (docs/triage.md): 0.95 and no look-alike are wanted."""
    assert (judged.recall(2) or 0) >= 0.90
    assert (judged.precision(2) or 0) >= 0.85
    assert (judged.recall(3) or 0) >= 0.94
    assert judged.raised(3, look_alike)[0] <= 2


def test_every_line_that_is_raised_says_why_in_its_own_words(judged: Figures) -> None:
    for line, verdict in judged.pairs:
        if verdict.level:
            assert any(r.level == verdict.level for r in verdict.reasons)
        assert all(line.text[r.start : r.end] == r.text != "" for r in verdict.reasons)
