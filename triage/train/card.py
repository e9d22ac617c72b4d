"""The learner's card: what it is for, what it learnt from, how it does, where it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..evaluate import DEVELOPMENT, TRAINING, look_alike
from ..learner import HIGH, KINDS, MEDIUM, Limits, Meta
from ..parts import MOST
from ..verdict import heard
from ..weigh import shipped
from .limits import ORDINARY_RAISED, RIGHT, Scores
from .rows import FOLDS, GOLD, ORDINARY, Row

CARD = """# The learner, {meta.version}

Digest `{meta.digest}`; raises to L2 from {meta.limits.medium}, to L3 from {meta.limits.high} (log-odds).
Written by `python -m triage.train`; do not edit.

## What it is for
It reads a student's line together with what the rules found in it, for wording that no rule foresaw, and may raise it
to level 2 (medium) or 3 (high), so that a human looks. It may only raise, and never above 3: what is under way is for
rules. It is no diagnosis, and its silence never means that there is no risk. It shows the piece its judgement rests on
and what it takes it for ({kinds} kinds, and whether it is about somebody else); a human decides.

## What it is
spaCy's bag-of-words text categoriser on n-grams of one to three characters (words in Latin script) of the folded
line, and on marks: the rules found, their category and level, and how they were meant. A line of more than {most}
tokens is read in parts cut between clauses, and the strongest speaks for it. Nothing was downloaded; no text is in
the files, only weights at hashed places.

## What it learnt from
- The training part of `triage/evaluation/`: {training} lines written for this project by many authors, each labelled by
  one rater, who wrote it; no rule was made for them, but by them some were narrowed and some patterns called unsure,
  so that what the rules find here is a little flattered.
  The development part: {development} lines, without marks, because the
  rules were made from them. Of both, {silent} whose meaning stands in earlier messages were left out.
- SMILE/SmileChat client turns (repository qiuhuachuan/smile): {gold} labelled by one reader, provisional until
  clinicians review, and {ordinary} ordinary ones filtered by words, not read by a person. Declared CC0-1.0 by its
  uploader; it is a machine rewrite of help-seeking posts whose first collection had a stricter agreement. The turns
  themselves are not in this repository. The weights carry this provenance with them.

Lexicon when it was trained: {lexicon}. A lexicon that changed since only makes its marks older.

## How it does beside the rules
Every line read by a learner that had seen neither its author nor its conversation ({folds} folds). The limits were set
on these same figures: of ordinary turns at most {quiet} raised to L2 and L3 beside the rules, and of the training lines
it raises at least {right} what it takes them for.

| texts | of | rules at L2+ | with learner | rules at L3+ | with learner |
| --- | --- | --- | --- | --- | --- |
{beside}

## Limits
- Lines are synthetic, written and labelled by one hand each. SMILE turns are a machine's rewriting. Neither is a
  student's chat. Nothing here was measured on real students, on speech, or by two raters.
- Authors differ: on the hardest author's lines it finds far less than on the easiest's. English does worse than
  Chinese.
- It does not understand time, or whether words are denied, beyond what the rules mark.
- Other languages than Chinese and English: none.
"""

SETS: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    ("training lines, L3 and above", lambda row: row.level >= HIGH),
    ("training lines, L2", lambda row: row.level == MEDIUM),
    ("training lines, L1", lambda row: row.level == 1),
    ("training lines, L0", lambda row: row.level == 0),
    ("- look-alikes among L0 and L1", lambda row: row.line is not None and look_alike(row.line)),
)


def written(meta: Meta, learnt: Sequence[Row], scores: Sequence[Scores]) -> str:
    lines = [row for row in learnt if row.line]
    count = {kind: sum(row.kind == kind for row in learnt) for kind in (GOLD, ORDINARY)}
    return CARD.format(
        meta=meta,
        kinds=len(KINDS),
        most=MOST,
        training=sum(row.line is not None and row.line.part == TRAINING for row in lines),
        development=sum(row.line is not None and row.line.part == DEVELOPMENT for row in lines),
        silent=sum(not row.taught for row in lines),
        gold=count[GOLD],
        ordinary=count[ORDINARY],
        lexicon=shipped().version,
        folds=FOLDS,
        quiet=" and ".join(f"{share:.2%}" for share in ORDINARY_RAISED.values()),
        right=" and ".join(f"{share:.0%}" for share in RIGHT.values()),
        beside="\n".join(_beside(learnt, scores, meta.limits)),
    )


def _beside(learnt: Sequence[Row], scores: Sequence[Scores], limits: Limits) -> list[str]:
    read = list(zip(learnt, scores, strict=True))
    told = [one for one in read if one[0].line and one[0].line.part == TRAINING and one[0].taught]
    sets = [(name, [one for one in told if pick(one[0])]) for name, pick in SETS]
    sets.append(
        ("SMILE turns read by a person, L2 and above", [o for o in read if o[0].kind == GOLD and o[0].level >= 2])
    )
    sets.append(("SMILE turns read by a person, L0", [o for o in read if o[0].kind == GOLD and o[0].level == 0]))
    sets.append(("SMILE ordinary turns", [one for one in read if one[0].kind == ORDINARY]))
    return [_row(name, rows, limits) for name, rows in sets]


def _row(name: str, read: Sequence[tuple[Row, Scores]], limits: Limits) -> str:
    rules = [heard(row.found) for row, _ in read]
    both = [
        max(found, HIGH if high >= limits.high else MEDIUM if medium >= limits.medium else 0)
        for found, (_, (medium, high)) in zip(rules, read, strict=True)
    ]
    cells = [sum(level >= least for level in levels) for least in (MEDIUM, HIGH) for levels in (rules, both)]
    return f"| {name} | {len(read)} | {' | '.join(map(str, cells))} |"
