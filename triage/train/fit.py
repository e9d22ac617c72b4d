"""Fits the engines; the same rows in the same order give the same weights."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from ..learner import ENGINES, HIGH, KINDS, LEVELS, MEDIUM, Engine, blank, marks
from ..normalise import normalise
from ..parts import ENDS, MOST, parts
from ..tokens import PIECES
from ..verdict import OTHER
from .rows import ORDINARY, Row

SEED = 1
ROUNDS = 6
RATE = 0.003
BATCH = 64
WHOLE, SHORT = 1.0, 0.3  # of the ordinary turns: read as they are; read as one or two clauses, as students type them

Taught = tuple[str, Sequence[str], dict[str, float]]


def levels(learnt: Iterable[Row]) -> Engine:
    """The engine that knows how grave a line is."""
    chance = random.Random(SEED)  # noqa: S311 - drawing examples, no secret
    return _fit("levels", [(text, found, _grave(level)) for text, found, level in _texts(learnt, chance)], chance)


def kinds(learnt: Iterable[Row]) -> Engine:
    """The engine that knows what a grave line speaks of, and whether it is about somebody else."""
    taught = [
        (
            normalise(row.read).text,
            marks(row.marked),
            {name: float(name == row.line.category) for name in KINDS} | {OTHER: float(row.line.subject == OTHER)},
        )
        for row in learnt
        if row.line and row.taught and row.level >= MEDIUM
    ]
    return _fit("kinds", taught, random.Random(SEED))  # noqa: S311


def _grave(level: int) -> dict[str, float]:
    return dict(zip(LEVELS, (float(level >= MEDIUM), float(level >= HIGH)), strict=True))


def _fit(name: str, taught: Sequence[Taught], chance: random.Random) -> Engine:
    fix_random_seed(SEED)
    engine = blank(*ENGINES[name])
    examples = []
    for text, found, cats in taught:
        doc = engine.doc(text, found)
        example = Example(doc, doc.copy())
        example.reference.cats = cats
        examples.append(example)
    engine.nlp.initialize(lambda: examples[:10])
    optimizer = Adam(RATE, L2=0.0, grad_clip=0.0, use_averages=False)
    for _ in range(ROUNDS):
        chance.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            engine.categoriser.update(examples[start : start + BATCH], sgd=optimizer)
    return engine


def _texts(learnt: Iterable[Row], chance: random.Random) -> Iterable[tuple[str, Sequence[str], int]]:
    """Folded texts, what the rules found, and their levels. What is harmless is learnt as it will be read, in parts;
    of the ordinary turns only some: they are many and alike."""
    for row in learnt:
        folded, found = normalise(row.read).text, marks(row.marked)
        if row.kind != ORDINARY:
            if row.taught:
                yield folded, found, row.level
                if row.level < MEDIUM and len(PIECES.findall(folded)) > MOST:
                    yield from ((part.text, found, row.level) for part in parts(folded))
            continue
        if chance.random() < WHOLE:
            yield from ((part.text, found, 0) for part in parts(folded))
        if chance.random() < SHORT:
            clauses = _clauses(folded)
            first = chance.randrange(len(clauses))
            yield "".join(clauses[first : first + chance.choice((1, 1, 2))]), found, 0


def _clauses(folded: str) -> list[str]:
    cuts = [0]
    for match in ENDS.finditer(folded):
        if match.end() - cuts[-1] > 4:
            cuts.append(match.end())
    ends = [*cuts[1:], len(folded)]
    return [folded[a:b] for a, b in zip(cuts, ends, strict=True) if a < b] or [folded]
