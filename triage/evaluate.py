"""Judges triage on lines whose level is known: `python -m triage eval`. Prints recall, precision, confusion and misses.

The lines in `triage/evaluation/` were written for this project, by category, modifier and level, and labelled by one
rater: figures from them say how triage does on such lines, not on students. Rules are made from development. The
learner learns from training, for which no rule was made but some were narrowed, so that it sees what rules do on other
lines than their own. The test part was written apart, by others, and nothing was made for it; a family with a line much
like one of the other parts counts as development.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from .verdict import Said, Verdict

SET = Path(__file__).parent / "evaluation"
DEVELOPMENT, TRAINING, TEST = PARTS = "development", "training", "test"
NAMES = {"none": 0, "low": 1, "medium": 2, "high": 3, "imminent": 4}
LOOK_ALIKE = ("figurative", "game", "fiction")
ALIKE = 0.5
Weigher = Callable[[str, Sequence[str | Said]], Verdict]


@dataclass(frozen=True)
class Labelled:
    """A line, what came before it, and what it should be."""

    id: str
    text: str
    context: tuple[Said, ...]
    lang: str
    category: str
    modifier: str
    level: int
    subject: str
    family: str
    part: str = ""
    flags: tuple[str, ...] = ()


@dataclass
class Figures:
    """Counts of one set. Rates are None where nothing was there to count."""

    pairs: list[tuple[Labelled, Verdict]] = field(default_factory=list)

    def recall(self, least: int, pick: Callable[[Labelled], bool] = lambda line: True) -> float | None:
        wanted = [verdict.level >= least for line, verdict in self.pairs if line.level >= least and pick(line)]
        return sum(wanted) / len(wanted) if wanted else None

    def precision(self, least: int) -> float | None:
        raised = [line.level >= least for line, verdict in self.pairs if verdict.level >= least]
        return sum(raised) / len(raised) if raised else None

    def raised(self, least: int, pick: Callable[[Labelled], bool]) -> tuple[int, int]:
        levels = [verdict.level for line, verdict in self.pairs if pick(line)]
        return sum(level >= least for level in levels), len(levels)


def look_alike(line: Labelled) -> bool:
    return line.modifier in LOOK_ALIKE and line.level <= 1


@cache
def lines(folder: Path = SET) -> list[Labelled]:
    """Every line of the evaluation set with its part. Raises ValueError naming the line that is not well formed."""
    found = [
        replace(one, part=part)
        for part in PARTS
        for path in sorted((folder / part).glob("*.jsonl"))
        for one in read_file(path)
    ]
    return _parted(found)


def read_file(path: Path) -> list[Labelled]:
    found = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(_line(json.loads(raw)))
        except (KeyError, ValueError, TypeError) as problem:
            raise ValueError(f"{path.name}:{number}: {problem!r}") from problem
    return found


def _line(row: dict[str, Any]) -> Labelled:
    level = row["level"]
    return Labelled(
        row["id"],
        row["text"],
        tuple(
            Said(one) if isinstance(one, str) else Said(one["text"], one["from"]) for one in row.get("context") or ()
        ),
        row["lang"],
        row["category"],
        row.get("modifier", row.get("tag", "plain")),
        NAMES[level] if isinstance(level, str) else int(level),
        row["subject"],
        row.get("family", row["id"]),
        flags=tuple(row.get("flags", ())),
    )


def _parted(found: list[Labelled]) -> list[Labelled]:
    """A test family that holds a line much like one of another part counts as development, and so on from there."""
    parts = {line.family: line.part for line in found}
    grams = [_grams(line) for line in found]
    holding: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        for gram in own:
            holding[gram].append(index)
    alike: dict[str, set[str]] = defaultdict(set)
    for index, held in enumerate(grams):
        if found[index].part != TEST:
            continue
        shared = Counter(other for gram in held for other in holding[gram] if other != index)
        for other, count in shared.items():
            if count >= ALIKE * (len(held) + len(grams[other]) - count):
                a, b = found[index].family, found[other].family
                alike[a].add(b)
                alike[b].add(a)
    moving = [family for family, part in parts.items() if part != TEST]
    while moving:
        for family in alike[moving.pop()]:
            if parts[family] == TEST:
                parts[family] = DEVELOPMENT
                moving.append(family)
    return [replace(line, part=parts[line.family]) for line in found]


def _grams(line: Labelled) -> frozenset[str]:
    text = "".join([*(said.text for said in line.context), line.text]).lower()
    return frozenset(text[i : i + 3] for i in range(max(1, len(text) - 2)))


def figures(weigh: Weigher, chosen: Iterable[Labelled]) -> Figures:
    return Figures([(line, weigh(line.text, line.context)) for line in chosen])


def report(found: Figures, misses: bool = True, category: str = "") -> str:
    """The table as text: rates, confusion by level, recall by category, and the lines that went wrong."""
    if category:
        found = Figures([(line, v) for line, v in found.pairs if line.category == category])
    out = [f"{len(found.pairs)} lines"]
    for name, least in (("medium and above", 2), ("high and above", 3), ("imminent", 4)):
        out.append(f"  {name:18} recall {_rate(found.recall(least))}  precision {_rate(found.precision(least))}")
    for name, least in (("medium", 2), ("high", 3)):
        count, of = found.raised(least, look_alike)
        out.append(f"  look-alikes raised to {name:7} {count} of {of}")
        count, of = found.raised(least, lambda line: line.level == 0)
        out.append(f"  level-0 lines raised to {name:7} {count} of {of}")
    out.append("  confusion (rows: should be, columns: was)")
    for should in range(5):
        row = Counter(verdict.level for line, verdict in found.pairs if line.level == should)
        out.append(f"    L{should} " + " ".join(f"{row[was]:5}" for was in range(5)))
    out.append("  by category: lines at L2+, found at L2+, category named; at L3+, found at L3+")
    for name in sorted({line.category for line, _ in found.pairs} - {"none"}):
        of2 = [(line, v) for line, v in found.pairs if line.category == name and line.level >= 2]
        of3 = [(line, v) for line, v in of2 if line.level >= 3]
        named = sum(name in v.categories for _, v in of2)
        out.append(
            f"    {name:15} {len(of2):4} {sum(v.level >= 2 for _, v in of2):4} {named:4}"
            f"   {len(of3):4} {sum(v.level >= 3 for _, v in of3):4}"
        )
    right = [v.subject == line.subject for line, v in found.pairs if line.level >= 2 and v.level >= 2]
    out.append(f"  whom it is about, right on {sum(right)} of {len(right)} lines found")
    if misses:
        out += ["  misses: should be > was"]
        for line, verdict in found.pairs:
            crossed = any((line.level >= least) != (verdict.level >= least) for least in (2, 3))
            if crossed or (verdict.level >= 2 and verdict.subject != line.subject):
                before = " / ".join(said.text for said in line.context)
                rules = ",".join(f"{r.rule}@{r.level}" for r in verdict.reasons)
                out.append(
                    f"    {line.id} L{line.level}>L{verdict.level} {line.category}/{line.modifier}/{line.subject}"
                    f" | {before + ' // ' if before else ''}{line.text} | {rules}"
                )
    return "\n".join(out)


def _rate(rate: float | None) -> str:
    return "    -" if rate is None else f"{rate:.3f}"
