"""The lexicon as data: loaded once, checked when loaded, each rule with examples that must and must not match."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

import msgspec

UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d+,\}")


class Rule(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One pattern. `level` is what it raises to. `deny`: a negation before it lowers it to nothing."""

    id: str
    category: str
    level: int
    pattern: str
    must: list[str]
    must_not: list[str] = []
    deny: bool = False


class Mask(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Figurative speech that is taken out before the rules look."""

    id: str
    pattern: str
    must: list[str]


class Source(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    version: str
    owner: str
    source: str
    mask: list[Mask]
    rule: list[Rule]


@dataclass(frozen=True, slots=True)
class Lexicon:
    version: str
    masks: tuple[tuple[Mask, re.Pattern[str]], ...]
    rules: tuple[tuple[Rule, re.Pattern[str]], ...]


def load() -> Lexicon:
    """Read the shipped lexicon. Raises ValueError naming the entry that is unbounded, doubled or out of range."""
    raw = (files("triage") / "lexicon_data" / "starter.toml").read_text(encoding="utf-8")
    source = msgspec.convert(tomllib.loads(raw), Source)
    seen: set[str] = set()
    entries: list[Mask | Rule] = [*source.mask, *source.rule]
    for entry in entries:
        if entry.id in seen:
            raise ValueError(f"lexicon entry {entry.id} stands twice")
        if UNBOUNDED.search(entry.pattern):
            raise ValueError(f"lexicon entry {entry.id} has an unbounded repeat")
        if isinstance(entry, Rule) and not 1 <= entry.level <= 4:
            raise ValueError(f"lexicon entry {entry.id} has no level from 1 to 4")
        seen.add(entry.id)
    return Lexicon(
        source.version,
        tuple((mask, re.compile(mask.pattern)) for mask in source.mask),
        tuple((rule, re.compile(rule.pattern)) for rule in source.rule),
    )
