"""The learner: small linear models over character n-grams. They may raise a line to L2 or L3 and do nothing else.

It reads for wording that no rule foresaw. It reads the line together with what the rules found in it,
and never lowers anything. How it was trained, on what, and how it does: model/card.md.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import spacy
from spacy.language import Language
from spacy.pipeline.textcat_multilabel import MultiLabel_TextCategorizer
from spacy.tokens import Doc

from . import window
from .line import LONGEST
from .normalise import normalise
from .parts import CLAUSE, MOST, parts
from .tokens import PIECES
from .verdict import MODEL, OTHER, SELF, Reason, Said, heard, own

SHIPPED = Path(__file__).parent / "model"
RULE = "learner"
MEDIUM, HIGH = 2, 3
LEVELS = ("medium_and_above", "high_and_above")
KINDS = (
    "passive_wish",
    "ideation",
    "plan",
    "means",
    "attempt",
    "farewell",
    "self_injury",
    "bullying",
    "sexual_abuse",
    "home_violence",
    "violence",
    "psychosis",
    "runaway",
    "eating",
    "substance",
    "pregnancy",
    "bereavement",
)
ENGINES = {"levels": (LEVELS, 1 << 19), "kinds": ((*KINDS, OTHER), 1 << 15)}
APART = "\x00"  # between marks, so that no n-gram joins two of them
PIECE = 5  # tokens hidden at a time to see what the judgement rests on
PIECES_SHOWN = 3
MANY = 4  # parts; more of them cost no more


class BadModel(Exception):
    """The folder holds no model that can be trusted; the message says why."""


class Limits(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Log-odds from which a line is raised to L2 and to L3."""

    medium: float
    high: float


class Meta(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`version` is date and digest, `digest` that of the weights and the limits."""

    version: str
    digest: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Piece:
    """Words the judgement rests on, placed in the original text; `weight` is how much it falls without them."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True)
class Engine:
    """A categoriser of spaCy with several labels, and its own language."""

    nlp: Language
    categoriser: MultiLabel_TextCategorizer

    def odds(self, texts: Sequence[str], marks: Sequence[str] = ()) -> list[list[float]]:
        """The log-odds of every label, a row for each folded text, read together with marks."""
        if not texts:
            return []
        with self.nlp.memory_zone():  # words of students are not kept in the engine's list of strings
            found = self.categoriser.predict([self.doc(text, marks) for text in texts])
            return [[_logit(float(one)) for one in row] for row in found]

    def doc(self, text: str, marks: Sequence[str]) -> Doc:
        """The tokens of a folded text, and marks behind them, each apart from its neighbours."""
        words: list[str] = PIECES.findall(text)
        words += [word for mark in marks for word in (APART, APART, mark)]
        return Doc(self.nlp.vocab, words=words, spaces=[False] * len(words))


def blank(labels: Sequence[str], length: int) -> Engine:
    """An engine that is not trained yet, with `length` places for weights. Nothing is downloaded."""
    nlp = spacy.blank("xx")
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 3,
        "length": length,
        "no_output_layer": False,
    }
    categoriser = nlp.add_pipe("textcat_multilabel", config={"model": model})
    assert isinstance(categoriser, MultiLabel_TextCategorizer)
    for label in labels:
        categoriser.add_label(label)
    return Engine(nlp, categoriser)


def read_meta(folder: Path = SHIPPED) -> Meta:
    """What the model in `folder` says of itself, without loading it. Raises BadModel."""
    try:
        return msgspec.json.decode((folder / "meta.json").read_bytes(), type=Meta)
    except (OSError, msgspec.DecodeError) as problem:
        raise BadModel(f"{folder}: {problem}") from problem


def digest(folder: Path, limits: Limits) -> str:
    """Of what decides: engines, weights and limits."""
    weighed = hashlib.sha256(repr((ENGINES, MOST, CLAUSE, limits)).encode())
    for name in ENGINES:
        for file in ("cfg", "model"):
            weighed.update((folder / name / file).read_bytes())
    return weighed.hexdigest()


class Learner:
    """Reads one line at a time; not to be shared between threads."""

    def __init__(self, levels: Engine, kinds: Engine, version: str, limits: Limits) -> None:
        self._levels, self._kinds = levels, kinds
        self.version, self.limits = version, limits

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Learner:
        """Raises BadModel when something is missing, unreadable or not what was measured."""
        meta = read_meta(folder)
        engines = {name: blank(*shape) for name, shape in ENGINES.items()}
        try:
            if digest(folder, meta.limits) != meta.digest:
                raise BadModel(f"{folder}: the weights or the limits are not those the digest was made of")
            for name, engine in engines.items():
                engine.categoriser.from_disk(folder / name, exclude=["vocab"])
        except BadModel:
            raise
        except Exception as problem:  # a damaged file fails in many ways
            raise BadModel(f"{folder}: {problem!r}") from problem
        return cls(engines["levels"], engines["kinds"], meta.version, meta.limits)

    def scores(self, text: str, found: Sequence[Reason] = ()) -> tuple[float, float]:
        """How strongly the strongest part of the text speaks for L2 and for L3, as log-odds; minus infinity when
        nothing stands there. `found`: the reasons of the rules. Each further part is a further chance to be wrong and
        costs a little, but a long talk around it silences nothing."""
        odds = self._levels.odds([part.text for part in parts(normalise(text[:LONGEST]).text)], marks(found))
        less = math.log(min(max(len(odds), 1), MANY))
        return (
            max((row[0] - less for row in odds), default=-math.inf),
            max((row[1] - less for row in odds), default=-math.inf),
        )

    def raises(self, text: str, context: Sequence[str | Said] = (), found: Sequence[Reason] = ()) -> Reason | None:
        """The reason to raise the line above what the rules found in it, placed on the piece that weighs most; None to
        leave it as it is.

        Of `context` only short messages of the student just before are read, as pieces of one sentence.
        """
        already = heard(found)
        level = self._level(*self.scores(text, found))
        before = window.pieces(window.students(context)) if window.short(text) else ""
        if before and text.strip() and level < HIGH:
            whole = self._level(*self.scores(before + text, found))
            if whole > max(level, already):
                return self._reason(text, (0, len(text)), whole, before + text, found, ("split",))
        if level <= already:
            return None
        shown = self.pieces(text, level, found)
        place = (shown[0].start, shown[0].end) if shown else (0, len(text))
        return self._reason(text, place, level, text, found, ())

    def _level(self, medium: float, high: float) -> int:
        return HIGH if high >= self.limits.high else MEDIUM if medium >= self.limits.medium else 0

    def _reason(
        self,
        text: str,
        place: tuple[int, int],
        level: int,
        read: str,
        found: Sequence[Reason],
        modifiers: tuple[str, ...],
    ) -> Reason:
        *kinds, other = self._kinds.odds([normalise(read[:LONGEST]).text], marks(found))[0]
        third = other > 0
        return Reason(
            *place,
            text[place[0] : place[1]],
            RULE,
            KINDS[max(range(len(KINDS)), key=kinds.__getitem__)],
            level,
            OTHER if third else SELF,
            modifiers=(*modifiers, *(("third_person",) if third else ())),
            source=MODEL,
            flags=("someone_else",) if third else (),
        )

    def pieces(self, text: str, level: int = MEDIUM, found: Sequence[Reason] = ()) -> list[Piece]:
        """The up to three pieces of the strongest part that weigh most, heaviest first: for people to check."""
        normal = normalise(text[:LONGEST])
        label = level - MEDIUM
        marked = marks(found)
        whole = list(parts(normal.text))
        if not whole:
            return []
        scores = [row[label] for row in self._levels.odds([part.text for part in whole], marked)]
        best = max(range(len(whole)), key=scores.__getitem__)
        part = whole[best]
        windows = [(i, i + min(PIECE, len(part.words))) for i in range(max(1, len(part.words) - PIECE + 1))]
        without = [row[label] for row in self._levels.odds([part.without(i, j) for i, j in windows], marked)]
        taken: list[tuple[int, int]] = []
        shown = []
        for (i, j), rest in sorted(zip(windows, without, strict=True), key=lambda one: (one[1], one[0])):
            if len(taken) == PIECES_SHOWN or (taken and rest >= scores[best]):
                break
            place = part.place(i, j)
            if place is not None and all(j <= a or b <= i for a, b in taken):
                taken.append((i, j))
                start, end = normal.span(*place)
                shown.append(Piece(start, end, text[start:end], scores[best] - rest))
        return shown


def marks(found: Sequence[Reason]) -> list[str]:
    """What the rules found, as words beside the line's own: which rules, of what, how grave, how meant."""
    ruled = [reason for reason in own(found) if reason.source != MODEL]
    marked = {f"level {heard(ruled)}"} if ruled else set()
    for reason in ruled:
        marked |= {f"rule {reason.rule}", f"{reason.category} {reason.level}", f"{reason.subject} {reason.polarity}"}
        marked |= {f"how {modifier}" for modifier in reason.modifiers}
    return sorted(marked)


def _logit(probability: float) -> float:
    inside = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(inside / (1 - inside))
