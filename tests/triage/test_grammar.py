"""Patterns: what a clinician may write, and what is refused before it can do harm."""

from __future__ import annotations

import re

import pytest

from triage.grammar import BadPattern, anchors, read_pattern, spell_out

WORDS = {"die": ["死", "自杀", "die"], "wish": ["想", "want to"], "me": ["我"]}


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("<die>+", "unbounded"),
        ("<die>.*", "unbounded"),
        ("(?:<die>){2,}", "unbounded"),
        ("<wish>~90<die>", "at most 40"),
        ("<wish>≈40≈40≈40≈40≈40≈40≈40≈40≈40<die>", "gaps together"),
        ("<dye>", "no word list is called dye"),
        ("<die>(", "not a regular expression"),
        ("(?:<wish>~4){2,9}<die>", "repeat inside a repeat"),
        ("(?:<wish>~4|x)<die>?y", "no word or list"),
        ("<wish>|<die>", "no word or list"),
    ],
)
def test_a_pattern_that_could_run_away_or_says_nothing_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(BadPattern, match=why):
        _ = read_pattern(pattern, WORDS).regex


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("<wish>~2<die>", "想去死", "想了很久再死"),
        ("<wish>~<die>", "想好好地死", "想吃，撑死"),
        ("<wish>≈<die>", "想吃，死", "想吃。死"),
        ("<die>", "i die", "a diet"),
        ("(?:药|pill)~2(?:吃了)", "药都吃了", "pills 吃了"),
    ],
)
def test_gaps_stay_in_their_clause_and_words_stay_whole(pattern: str, found: str, not_found: str) -> None:
    regex = read_pattern(pattern, WORDS).regex
    assert regex.search(found)
    assert not regex.search(not_found.replace("，", ",").replace("。", "."))


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("<wish>~2<die>", {"wish", "die"}),
        ("<me>?<wish>~2<die>", {"wish", "die"}),
        ("<me>{0,1}遗书", {"=遗书"}),
        ("(?:药|刀)~3<die>", {"=药|刀", "die"}),
        ("(?<!不)<die>了?", {"die"}),
        ("[想要]去<die>", {"=去", "die"}),
    ],
)
def test_a_pattern_names_what_must_stand_in_a_line(pattern: str, needed: set[str]) -> None:
    assert anchors(pattern) == needed


def test_the_longest_word_of_a_list_wins() -> None:
    assert re.match(spell_out("<die>", {"die": ["死", "死掉"]}), "死掉")[0] == "死掉"  # type: ignore[index]
