"""The learner: a small linear model over character n-grams that may raise a line to L2 and do nothing else.

It reads for wording that no rule foresaw. It knows no levels and no kinds of danger, and it never lowers anything.
How it was trained, on what, and how it does: model/card.md.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import spacy
from spacy.language import Language
from spacy.pipeline.textcat_multilabel import MultiLabel_TextCategorizer

from .line import LONGEST
from .normalise import normalise
from .tokens import PIECES, Tokens
from .verdict import MODEL, Reason, Said

SHIPPED = Path(__file__).parent / "model"
LABEL = "medium_and_above"
RULE, CATEGORY, LEVEL = "learner", "ideation", 2
MOST = 30  # tokens: longer lines are read in parts cut between clauses, and the strongest part speaks for the line
CLAUSE = 60  # tokens: a clause without an end is cut here
PIECE = 5  # tokens hidden at a time to see what the judgement rests on
PIECES_SHOWN = 3
ENDS = re.compile(r"[,.!?;~…。，！？；、\n]")
ENGINE = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 3,
    "length": 1 << 17,
    "no_output_layer": False,
}


class BadModel(Exception):
    """The folder holds no model that can be trusted; the message says why."""


class Meta(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`version` is date and digest, `digest` that of the weights and the threshold."""

    version: str
    digest: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words the judgement rests on, placed in the original text; `weight` is how much it falls without them."""

    start: int
    end: int
    text: str
    weight: float


def blank() -> tuple[Language, MultiLabel_TextCategorizer]:
    """The engine, not trained yet. Nothing is downloaded."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokens(nlp.vocab)
    engine = nlp.add_pipe("textcat_multilabel", config={"model": ENGINE})
    assert isinstance(engine, MultiLabel_TextCategorizer)
    return nlp, engine


def read_meta(folder: Path = SHIPPED) -> Meta:
    """What the model in `folder` says of itself, without loading it. Raises BadModel."""
    try:
        return msgspec.json.decode((folder / "meta.json").read_bytes(), type=Meta)
    except (OSError, msgspec.DecodeError) as problem:
        raise BadModel(f"{folder}: {problem}") from problem


def digest(folder: Path, threshold: float) -> str:
    """Of what decides: engine, weights and threshold."""
    weighed = hashlib.sha256(repr((sorted(ENGINE.items()), MOST, CLAUSE, threshold)).encode())
    for name in ("cfg", "model"):
        weighed.update((folder / "textcat" / name).read_bytes())
    return weighed.hexdigest()


class Learner:
    """Reads one line at a time; not to be shared between threads."""

    def __init__(self, nlp: Language, engine: MultiLabel_TextCategorizer, version: str, threshold: float) -> None:
        self._nlp, self._engine = nlp, engine
        self.version, self.threshold = version, threshold

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Learner:
        """Raises BadModel when something is missing, unreadable or not what was measured."""
        meta = read_meta(folder)
        nlp, engine = blank()
        try:
            if digest(folder, meta.threshold) != meta.digest:
                raise BadModel(f"{folder}: the weights or the threshold are not those the digest was made of")
            engine.from_disk(folder / "textcat", exclude=["vocab"])
        except BadModel:
            raise
        except Exception as problem:  # a damaged file fails in many ways
            raise BadModel(f"{folder}: {problem!r}") from problem
        return cls(nlp, engine, meta.version, meta.threshold)

    def score(self, text: str) -> float:
        """How strongly the strongest part of the text speaks, as log-odds; minus infinity when nothing stands there."""
        parts = list(_parts(normalise(text[:LONGEST]).text))
        return max(self._weigh([words for _, words in parts]), default=-math.inf)

    def raises(self, text: str, context: Sequence[str | Said] = ()) -> Reason | None:
        """The reason to raise the line to L2, placed on the piece that weighs most; None to leave it as it is.

        `context` is for the rules of the window: the learner goes by the line alone.
        """
        if self.score(text) < self.threshold:
            return None
        start, end = next(((one.start, one.end) for one in self.pieces(text)), (0, len(text)))
        return Reason(start, end, text[start:end], RULE, CATEGORY, LEVEL, source=MODEL)

    def pieces(self, text: str) -> list[Piece]:
        """The up to three pieces of the strongest part that weigh most, heaviest first: for people to check."""
        normal = normalise(text[:LONGEST])
        parts = list(_parts(normal.text))
        if not parts:
            return []
        scores = self._weigh([words for _, words in parts])
        best = max(range(len(parts)), key=scores.__getitem__)
        at, words = parts[best]
        windows = [(i, i + min(PIECE, len(words))) for i in range(max(1, len(words) - PIECE + 1))]
        without = self._weigh([words[:i] + words[j:] for i, j in windows])
        ranked = sorted(zip(windows, without, strict=True), key=lambda one: (one[1], one[0]))
        places = [at]
        for word in words:
            places.append(places[-1] + len(word))
        taken: list[tuple[int, int]] = []
        found = []
        for (i, j), rest in ranked:
            if len(taken) == PIECES_SHOWN or (taken and rest >= scores[best]):
                break
            said = "".join(words[i:j])
            if said.strip() and all(j <= a or b <= i for a, b in taken):
                taken.append((i, j))
                first, last = places[i] + len(said) - len(said.lstrip()), places[i] + len(said.rstrip())
                start, end = normal.span(first, last)
                found.append(Piece(start, end, text[start:end], scores[best] - rest))
        return found

    def _weigh(self, parts: Sequence[Sequence[str]]) -> list[float]:
        if not parts:
            return []
        with self._nlp.memory_zone():  # words of students are not kept in the engine's list of strings
            odds = self._engine.predict([self._nlp.make_doc("".join(words)) for words in parts])[:, 0]
            return [_logit(float(one)) for one in odds]


def _logit(probability: float) -> float:
    inside = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(inside / (1 - inside))


def _parts(folded: str) -> Iterator[tuple[int, list[str]]]:
    """Where each part begins, and its tokens."""
    words: list[str] = PIECES.findall(folded)
    if not folded.strip():
        return
    if len(words) <= MOST:
        yield 0, words
        return
    at = 0
    part: list[str] = []
    for clause in _clauses(words):
        if part and len(part) + len(clause) > MOST:
            yield at, part
            at += sum(map(len, part))
            part = []
        part += clause
    yield at, part


def _clauses(words: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for i, word in enumerate(words):
        clause.append(word)
        last = i + 1 == len(words)
        if last or len(clause) == CLAUSE or (ENDS.match(word) and not ENDS.match(words[i + 1])):
            yield clause
            clause = []
