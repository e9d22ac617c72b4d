"""The lexicon as it is shipped: it loads, says what it means, and refuses what could hang or mislead."""

from __future__ import annotations

import pytest

from triage import lexicon
from triage.weigh import weigh

SHIPPED = lexicon.load()
MUST = [(rule.id, words) for rule, _ in SHIPPED.rules for words in rule.must]
MUST_NOT = [(rule.id, words) for rule, _ in SHIPPED.rules for words in rule.must_not]
MASKED = [(mask.id, words) for mask, _ in SHIPPED.masks for words in mask.must]


def found(words: str) -> set[str]:
    return {hint.rule for hint in weigh(SHIPPED, words).hints}


@pytest.mark.parametrize(("rule", "words"), MUST)
def test_a_rule_finds_what_it_says_it_must(rule: str, words: str) -> None:
    assert rule in found(words)


@pytest.mark.parametrize(("rule", "words"), MUST_NOT)
def test_a_rule_leaves_alone_what_it_says_it_must_not_find(rule: str, words: str) -> None:
    assert rule not in found(words)


@pytest.mark.parametrize(("mask", "words"), MASKED)
def test_figurative_speech_raises_nothing(mask: str, words: str) -> None:
    assert weigh(SHIPPED, words).level == 0


def test_every_level_that_calls_a_human_has_rules_in_both_languages() -> None:
    levels = {(rule.level, rule.id.endswith("_en")) for rule, _ in SHIPPED.rules}
    assert {(level, english) for level in (2, 3, 4) for english in (False, True)} <= levels


def test_what_is_under_way_is_never_denied_away() -> None:
    assert all(rule.level < 3 for rule, _ in SHIPPED.rules if rule.deny)


HEAD = 'version = "1"\nowner = "o"\nsource = "s"\nmask = []\n'
RULE = '[[rule]]\nid = "{id}"\ncategory = "plan"\nlevel = {level}\npattern = "{pattern}"\nmust = ["x"]\n'


def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, *rules: str) -> lexicon.Lexicon:
    root = tmp_path_factory.mktemp("lexicon")
    (root / "lexicon_data").mkdir()
    (root / "lexicon_data" / "starter.toml").write_text(HEAD + "".join(rules), encoding="utf-8")
    monkeypatch.setattr(lexicon, "files", lambda package: root)
    return lexicon.load()


@pytest.mark.parametrize("pattern", ["a+", "a*b", "(?:ab){2,}"])
def test_a_pattern_without_a_bound_does_not_load(
    pattern: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(ValueError, match="jump has an unbounded repeat"):
        loaded(monkeypatch, tmp_path_factory, RULE.format(id="jump", level=3, pattern=pattern))


@pytest.mark.parametrize("level", [0, 5])
def test_a_rule_that_raises_to_no_level_does_not_load(
    level: int, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(ValueError, match="jump has no level"):
        loaded(monkeypatch, tmp_path_factory, RULE.format(id="jump", level=level, pattern="a"))


def test_a_rule_that_stands_twice_does_not_load(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    twice = RULE.format(id="jump", level=3, pattern="a") * 2
    with pytest.raises(ValueError, match="jump stands twice"):
        loaded(monkeypatch, tmp_path_factory, twice)
