"""Trains the learner: `python -m triage.train --data <folder with smile-*.jsonl>`. Two runs give the same digest.

Learns from the development part of `triage/evaluation` and from SMILE client turns in the folder, whose words go
nowhere but into the weights. The threshold is set on families and conversations the learner has not seen.

    --into <folder>    where the model goes (triage/model)
    --compare <which>  train nothing; rules alone beside rules and learner: "development" (every line read by a learner
                       that has not seen its family) or "test" (the shipped one; look once, at the end)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from spacy.language import Language
from spacy.pipeline.textcat_multilabel import MultiLabel_TextCategorizer
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from . import evaluate
from .evaluate import ALIKE, DEVELOPMENT, TEST, Labelled, look_alike
from .judge import with_learner
from .learner import ENDS, LABEL, LEVEL, MOST, SHIPPED, Learner, Meta, blank, digest, read_meta
from .normalise import normalise
from .verdict import MODEL, Reason, Said
from .weigh import shipped, weigh

SEED = 1
FOLDS = 5
ROUNDS = 3  # more of them fit the families that are there, and find fewer of those that are not
RATE = 0.002
BATCH = 64
WHOLE, SHORT = 0.15, 0.3  # of the ordinary turns: read whole; read as one or two clauses, as students type them
ORDINARY_RAISED = 0.001
LOOK_ALIKES_RAISED = 0.005
# What these lines mean stands in the messages before them, which the learner does not read.
IN_CONTEXT = ("context", "split", "denial_after", "calm_after")
LINE, GOLD, ORDINARY = "line", "gold", "ordinary"
DEATH = ("passive_wish", "ideation", "plan", "means", "attempt", "farewell")
BESIDE = "## Beside the rules"
CARD = """# The learner, {version}

Digest `{digest}`, threshold {threshold} (log-odds). Written by `python -m triage.train`; do not edit.

## What it is for
It reads a student's line for wording that no rule foresaw and may raise it to level 2 (medium), so that a human looks.
It may only raise, and never above 2. It is no diagnosis, and its silence never means that there is no risk.
Its one category is "ideation" because it cannot tell kinds of danger apart: it was tried, and it named the right one no
more often than always saying "ideation" does. It shows the piece its judgement rests on; a human decides.

## What it is
spaCy's bag-of-words text categoriser on n-grams of one to three characters (words in Latin script) of the folded line,
one label: medium and above against the rest. A line of more than {most} tokens is read in parts cut between clauses,
and the strongest speaks for it. Nothing was downloaded; no text is in the files, only weights at hashed places.

## What it learnt from
- The development part of `triage/evaluation/`: {lines} lines written for this project, labelled by one rater; of these
  {silent} whose meaning stands in earlier messages were left out. Lines are much alike within a family of phrases.
- SMILE/SmileChat client turns (repository qiuhuachuan/smile): {gold} labelled by one reader, provisional until
  clinicians review, and {ordinary} ordinary ones filtered by words, not read by a person, of which a part is used.
  Declared CC0-1.0 by its uploader; it is a machine rewrite of help-seeking posts whose first collection had a stricter
  agreement. The turns themselves are not in this repository. The weights carry this provenance with them.

## How it does alone
Raised by learners that had not seen the family or the conversation ({folds} folds). The threshold was set on these same
figures: at most 1 in 1,000 ordinary turns and 0.5 % of look-alikes.

| texts | raised | of | share |
| --- | --- | --- | --- |
{alone}

## Limits
- Most lines are synthetic and short; SMILE turns are a machine's rewriting. Neither is a student's chat. Nothing here
  was measured on real students, on speech, or by two raters.
- It finds few lines whose family it has not seen. Rules carry recall; what it adds beside them is below, if measured.
- It does not understand who is meant, when, or whether words are denied: that is the rules' work.
- English lines are few, and other languages none.
"""


@dataclass(frozen=True)
class Row:
    """A text to learn from. `group`: what must not stand on both sides of a fold. `line`: of the evaluation set."""

    text: str
    level: int
    group: str
    kind: str
    line: Labelled | None = None

    @property
    def taught(self) -> bool:
        return self.line is None or self.line.modifier not in IN_CONTEXT

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % FOLDS


def rows(data: Path) -> list[Row]:
    """Everything there is to learn from. Never the test part."""
    lines = [line for line in evaluate.lines() if line.part == DEVELOPMENT]
    groups = _groups(lines)
    return [
        *(Row(line.text, line.level, groups[line.family], LINE, line) for line in lines),
        *smile(data / "smile-gold-train.jsonl", GOLD),
        *smile(data / "smile-background-train.jsonl", ORDINARY),
    ]


def smile(path: Path, kind: str) -> list[Row]:
    """Client turns; turns of one conversation are one group."""
    return [Row(turn.text, turn.level, turn.id.rsplit("-", 1)[0], kind) for turn in evaluate.read_file(path)]


def _groups(lines: Sequence[Labelled]) -> dict[str, str]:
    """Families that share a concept (the name after the file's), or hold lines much alike, are one group."""
    near: dict[str, set[str]] = defaultdict(set)
    concepts: dict[str, str] = {}
    for line in lines:
        same = concepts.setdefault(line.family.split(".", 1)[-1], line.family)
        near[same].add(line.family)
        near[line.family].add(same)
    grams = [frozenset(line.text.lower()[i : i + 3] for i in range(max(1, len(line.text) - 2))) for line in lines]
    holding: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        shared = Counter(other for gram in own for other in holding[gram])
        for other, count in shared.items():
            if count >= ALIKE * (len(own) + len(grams[other]) - count):
                near[lines[index].family].add(lines[other].family)
                near[lines[other].family].add(lines[index].family)
        for gram in own:
            holding[gram].append(index)
    groups: dict[str, str] = {}
    for line in lines:
        moving = [line.family]
        while moving:
            family = moving.pop()
            if family not in groups:
                groups[family] = line.family
                moving += sorted(near[family])
    return groups


def fit(learnt: Iterable[Row]) -> tuple[Language, MultiLabel_TextCategorizer]:
    """A trained engine; the same rows in the same order give the same weights."""
    fix_random_seed(SEED)
    chance = random.Random(SEED)  # noqa: S311 - drawing examples, no secret
    nlp, engine = blank()
    engine.add_label(LABEL)
    examples = []
    for text, danger in _taught(learnt, chance):
        doc = nlp.make_doc(text)
        example = Example(doc, doc.copy())
        example.reference.cats = {LABEL: float(danger)}
        examples.append(example)
    nlp.initialize(lambda: examples[:10])
    optimizer = Adam(RATE, L2=0.0, grad_clip=0.0, use_averages=False)
    for _ in range(ROUNDS):
        chance.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            engine.update(examples[start : start + BATCH], sgd=optimizer)
    return nlp, engine


def _taught(learnt: Iterable[Row], chance: random.Random) -> Iterable[tuple[str, bool]]:
    """Folded texts, and whether each is medium or above. Of the ordinary turns only some: they are many and alike."""
    for row in learnt:
        folded = normalise(row.text).text
        if row.kind != ORDINARY:
            if row.taught:
                yield folded, row.level >= LEVEL
            continue
        if chance.random() < WHOLE:
            yield folded, False
        if chance.random() < SHORT:
            clauses = _clauses(folded)
            first = chance.randrange(len(clauses))
            yield "".join(clauses[first : first + chance.choice((1, 1, 2))]), False


def _clauses(folded: str) -> list[str]:
    cuts = [0]
    for match in ENDS.finditer(folded):
        if match.end() - cuts[-1] > 4:
            cuts.append(match.end())
    ends = [*cuts[1:], len(folded)]
    return [folded[a:b] for a, b in zip(cuts, ends, strict=True) if a < b] or [folded]


def unseen(learnt: Sequence[Row]) -> list[float]:
    """For every row the score of a learner that has not seen its group."""
    scores = [-math.inf] * len(learnt)
    for fold in range(FOLDS):
        nlp, engine = fit(row for row in learnt if row.fold != fold)
        learner = Learner(nlp, engine, "fold", math.inf)
        for i, row in enumerate(learnt):
            if row.fold == fold:
                scores[i] = learner.score(row.text)
    return scores


def threshold(learnt: Sequence[Row], scores: Sequence[float]) -> float:
    """The lowest at which both kinds of false alarm stay within what is allowed."""
    ordinary = [score for row, score in zip(learnt, scores, strict=True) if row.kind == ORDINARY]
    alike = [score for row, score in zip(learnt, scores, strict=True) if row.line and look_alike(row.line)]
    return max(_above(ordinary, ORDINARY_RAISED), _above(alike, LOOK_ALIKES_RAISED))


def _above(scores: Sequence[float], share: float) -> float:
    """Just above the first score that is one too many, rounded up."""
    too_many = sorted(scores, reverse=True)[int(len(scores) * share)]
    return (math.floor(too_many * 1000) + 1) / 1000


def train(data: Path, into: Path) -> Meta:
    learnt = rows(data)
    scores = unseen(learnt)
    limit = threshold(learnt, scores)
    _, engine = fit(learnt)
    into.mkdir(parents=True, exist_ok=True)
    engine.to_disk(into / "textcat", exclude=["vocab"])
    made_of = digest(into, limit)
    meta = Meta(f"{datetime.now(UTC):%Y-%m-%d}.{made_of[:8]}", made_of, limit)
    (into / "meta.json").write_text(
        json.dumps({"version": meta.version, "digest": meta.digest, "threshold": limit}, indent=1) + "\n", "utf-8"
    )
    (into / "card.md").write_text(_card(meta, learnt, alone(learnt, scores, limit)), "utf-8")
    return meta


def alone(learnt: Sequence[Row], scores: Sequence[float], limit: float) -> list[tuple[str, int, int]]:
    """What a learner that has not seen them raises, by kind of text: name, raised, of."""
    kinds: list[tuple[str, Callable[[Row], bool]]] = [
        ("development lines, medium and above", lambda row: row.line is not None and row.level >= LEVEL),
        ("- of these Chinese", lambda row: row.line is not None and row.level >= LEVEL and row.line.lang == "zh"),
        ("- of these suicide", lambda row: row.line is not None and row.level >= LEVEL and row.line.category in DEATH),
        ("development lines, none", lambda row: row.line is not None and row.level == 0),
        ("development lines, low", lambda row: row.line is not None and row.level == 1),
        ("- look-alikes among none and low", lambda row: row.line is not None and look_alike(row.line)),
        ("SMILE turns read by a person, medium and above", lambda row: row.kind == GOLD and row.level >= LEVEL),
        ("SMILE turns read by a person, none", lambda row: row.kind == GOLD and row.level == 0),
        ("SMILE turns read by a person, low", lambda row: row.kind == GOLD and row.level == 1),
        ("SMILE ordinary turns", lambda row: row.kind == ORDINARY),
    ]
    found = []
    for name, pick in kinds:
        chosen = [score >= limit for row, score in zip(learnt, scores, strict=True) if pick(row)]
        found.append((name, sum(chosen), len(chosen)))
    return found


def _card(meta: Meta, learnt: Sequence[Row], found: Sequence[tuple[str, int, int]]) -> str:
    count = {kind: sum(row.kind == kind for row in learnt) for kind in (LINE, GOLD, ORDINARY)}
    return CARD.format(
        version=meta.version,
        digest=meta.digest,
        threshold=meta.threshold,
        most=MOST,
        lines=count[LINE],
        silent=sum(not row.taught for row in learnt),
        gold=count[GOLD],
        ordinary=count[ORDINARY],
        folds=FOLDS,
        alone="\n".join(f"| {name} | {raised} | {of} | {raised / of:.2%} |" for name, raised, of in found),
    )


def compare(part: str, data: Path, folder: Path) -> str:
    """Rules alone beside rules and learner: at the threshold, and at the lowest that adds no false alarm among the
    development lines (which, for the development part, was looked up in the same lines)."""
    meta = read_meta(folder)
    learnt = rows(data)
    seen = dict(zip((row.text for row in learnt), unseen(learnt), strict=True))
    lines = [row for row in learnt if row.line is not None]
    level = {row.text: weigh(row.text, row.line.context).level for row in lines if row.line}
    quiet = max((seen[row.text] for row in lines if row.level < LEVEL and level[row.text] < LEVEL), default=-math.inf)
    score: Callable[[str], float] = seen.__getitem__
    if part == TEST:
        score = Learner.load(folder).score
        chosen = [line for line in evaluate.lines() if line.part == TEST]
        learnt = [
            *(Row(line.text, line.level, line.family, LINE, line) for line in chosen),
            *smile(data / "smile-gold-dev.jsonl", GOLD),
            *smile(data / "smile-background-dev.jsonl", ORDINARY),
        ]
    out = [f"### {part}: lexicon {shipped().version}, learner {meta.version}", ""]
    if not any(row.kind == LINE for row in learnt):
        out += ["No lines of the evaluation set are in this part.", ""]
    for limit, name in ((meta.threshold, "at the threshold"), (_above([quiet], 0), "without one more false alarm")):
        out += [
            f"{name.capitalize()} ({limit:.3f}):",
            "",
            "| texts | of | rules | rules and learner |",
            "| --- | --- | --- | --- |",
        ]
        for kind, texts in (
            (LINE, "lines"),
            (GOLD, "SMILE turns read by a person"),
            (ORDINARY, "SMILE ordinary turns"),
        ):
            told = [row for row in learnt if row.kind == kind]
            rules, both = _raised(told, score, math.inf), _raised(told, score, limit)
            for what, pick in SETS.items():
                of = [i for i, row in enumerate(told) if pick(row)]
                if of:
                    out.append(
                        f"| {texts}, {what} | {len(of)} | {sum(rules[i] for i in of)} | {sum(both[i] for i in of)} |"
                    )
        out.append("")
    return "\n".join(out)


SETS: dict[str, Callable[[Row], bool]] = {
    "medium and above": lambda row: row.level >= LEVEL,
    "none and low": lambda row: row.level < LEVEL,
    "none": lambda row: row.level == 0,
    "look-alikes": lambda row: row.line is not None and look_alike(row.line),
}


def _raised(told: Sequence[Row], score: Callable[[str], float], limit: float) -> list[bool]:
    """Of each row, whether rules and a learner with this limit take it to medium."""

    def raises(text: str, context: Sequence[str | Said]) -> Reason | None:
        strong = score(text) >= limit
        return Reason(0, len(text), text, "learner", "ideation", LEVEL, source=MODEL) if strong else None

    both = with_learner(weigh, raises, "")
    return [both(row.text, row.line.context if row.line else ()).level >= LEVEL for row in told]


def _beside(folder: Path, part: str, found: str) -> None:
    """Writes a comparison into the card, in place of an earlier one of the same part."""
    path = folder / "card.md"
    text, _, sections = path.read_text("utf-8").partition(f"\n{BESIDE}\n")
    kept = [f"### {one}" for one in sections.split("### ")[1:] if not one.startswith(part)]
    written = [text.rstrip(), BESIDE, *(one.rstrip() for one in kept), found.rstrip()]
    path.write_text("\n\n".join(written) + "\n", "utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m triage.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with smile-*.jsonl")
    parser.add_argument("--into", type=Path, default=SHIPPED, help="folder of the model")
    parser.add_argument("--compare", choices=(DEVELOPMENT, TEST), help="compare with the rules; train nothing")
    given = parser.parse_args(argv)
    if given.compare:
        found = compare(given.compare, given.data, given.into)
        _beside(given.into, given.compare, found)
        sys.stdout.write(found)
    else:
        meta = train(given.data, given.into)
        sys.stdout.write(f"{meta.version}\n{meta.digest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
