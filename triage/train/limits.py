"""From which score on a line is raised: set on authors and conversations the learner has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from ..evaluate import TRAINING
from ..learner import HIGH, MEDIUM, Learner, Limits
from ..verdict import heard
from . import fit
from .rows import FOLDS, LINE, ORDINARY, Row

Scores = tuple[float, float]
# Our proposals. Of ordinary turns so many may be raised by the learner beside the rules, and of the lines of the
# training part that it raises at least so many must be what it takes them for.
ORDINARY_RAISED = {MEDIUM: 0.001, HIGH: 0.001}
RIGHT = {MEDIUM: 0.92, HIGH: 0.82}
PROCESSES = 2


def unseen(learnt: Sequence[Row]) -> list[Scores]:
    """For every row the scores of a learner that has not seen its group."""
    scores = [(-math.inf, -math.inf)] * len(learnt)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        for found in pool.map(partial(_fold, learnt), range(FOLDS)):
            for place, score in found:
                scores[place] = score
    return scores


def _fold(learnt: Sequence[Row], fold: int) -> list[tuple[int, Scores]]:
    engine = fit.levels(row for row in learnt if row.fold != fold)
    learner = Learner(engine, engine, "fold", Limits(math.inf, math.inf))
    return [(place, learner.scores(row.read, row.found)) for place, row in enumerate(learnt) if row.fold == fold]


def chosen(learnt: Sequence[Row], scores: Sequence[Scores]) -> Limits:
    """The lowest limits at which both kinds of false alarm stay within what is allowed."""
    return Limits(*(_lowest(learnt, [score[level - MEDIUM] for score in scores], level) for level in (MEDIUM, HIGH)))


def _lowest(learnt: Sequence[Row], scores: Sequence[float], level: int) -> float:
    left = [(score, row) for score, row in zip(scores, learnt, strict=True) if heard(row.found) < level]
    turns = sorted((score for score, row in left if row.kind == ORDINARY), reverse=True)
    quiet = turns[int(len(turns) * ORDINARY_RAISED[level])]
    lines = sorted(((score, row.level >= level) for score, row in left if _told(row)), key=lambda one: -one[0])
    right = 0
    lowest = lines[0][0]
    for raised, (score, true) in enumerate(lines, 1):
        right += true
        if right >= RIGHT[level] * raised:
            lowest = score
    return math.ceil(max(quiet + 0.001, lowest) * 1000) / 1000


def _told(row: Row) -> bool:
    return row.kind == LINE and row.line is not None and row.line.part == TRAINING and row.taught
