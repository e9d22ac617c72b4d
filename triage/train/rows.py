"""What the learner learns from: lines of the development part and client turns, and which of them belong together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import evaluate, window
from ..evaluate import ALIKE, DEVELOPMENT, TEST, Labelled
from ..verdict import Reason, own
from ..weigh import weigh

FOLDS = 8
# What these lines mean stands in the messages before them, which the learner does not read.
IN_CONTEXT = ("context", "denial_after", "calm_after")
SPLIT = "split"
LINE, GOLD, ORDINARY = "line", "gold", "ordinary"


@dataclass(frozen=True)
class Row:
    """A text to learn from. `group`: what must not stand on both sides of a fold. `found`: what the rules found.
    `line`: of the evaluation set."""

    text: str
    level: int
    group: str
    kind: str
    found: tuple[Reason, ...]
    line: Labelled | None = None
    fold: int = 0

    @property
    def taught(self) -> bool:
        """Whether the text speaks for itself."""
        if self.line is None:
            return True
        return self.line.modifier not in IN_CONTEXT and not (self.line.context and self.read == self.text)

    @property
    def read(self) -> str:
        """The text with the short messages before it that it goes on from."""
        if self.line is None or self.line.modifier != SPLIT or not window.short(self.text):
            return self.text
        return window.pieces(window.students(self.line.context)) + self.text

    @property
    def marked(self) -> Sequence[Reason]:
        """What the rules found; nothing on lines they were made from, where they tell too much."""
        return () if self.line and self.line.part == DEVELOPMENT else self.found


def rows(data: Path) -> list[Row]:
    """Everything there is to learn from. Never the test part."""
    lines = [line for line in evaluate.lines() if line.part != TEST]
    groups = _groups(lines)
    found = [
        *(
            Row(line.text, line.level, groups[line.family], LINE, own(weigh(line.text, line.context).reasons), line)
            for line in lines
        ),
        *smile(data / "smile-gold-train.jsonl", GOLD),
        *smile(data / "smile-background-train.jsonl", ORDINARY),
    ]
    order = {group: place % FOLDS for place, group in enumerate(dict.fromkeys(row.group for row in found))}
    return [replace(row, fold=order[row.group]) for row in found]


def smile(path: Path, kind: str) -> list[Row]:
    """Client turns; turns of one conversation are one group."""
    return [
        Row(turn.text, turn.level, turn.id.rsplit("-", 1)[0], kind, own(weigh(turn.text).reasons))
        for turn in evaluate.read_file(path)
    ]


def _groups(lines: Sequence[Labelled]) -> dict[str, str]:
    """What one author wrote is one group, and with it what others wrote much like it: a fold holds lines of authors and
    phrases that were not learnt from."""
    near: dict[str, set[str]] = defaultdict(set)
    grams = [frozenset(line.text.lower()[i : i + 3] for i in range(max(1, len(line.text) - 2))) for line in lines]
    holding: dict[str, list[int]] = defaultdict(list)
    for index, held in enumerate(grams):
        shared = Counter(other for gram in held for other in holding[gram])
        for other, count in shared.items():
            if count >= ALIKE * (len(held) + len(grams[other]) - count):
                near[lines[index].family].add(lines[other].family)
                near[lines[other].family].add(lines[index].family)
        for gram in held:
            holding[gram].append(index)
    groups: dict[str, str] = {}
    for line in lines:
        moving = [line.family]
        while moving:
            family = moving.pop()
            if family not in groups:
                groups[family] = line.family.split(".", 1)[0]
                moving += sorted(near[family])
    return groups
