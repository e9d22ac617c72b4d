"""Weighs a line with the ones before it: text in, verdict out. Pure, bounded, in microseconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from . import lexicon as lexicons
from . import window
from .lexicon import Lexicon
from .line import LONGEST, Line, read
from .line import floor as line_floor
from .normalise import normalise
from .verdict import AFFIRMED, Reason, Said, Verdict

DANGER = 2  # an earlier line at this level is cue enough to read ambiguous spellings as evasions
NEAR = 2
REMEMBERED = 256


def weigh(text: str, context: Sequence[str | Said] = (), lexicon: Lexicon | None = None) -> Verdict:
    """The verdict on `text` after `context` (earlier messages, oldest first; strings are of unknown sender).

    Reads at most the first 2,000 characters of a message and the last ten messages before it.
    """
    lexicon = lexicon or shipped()
    said = [Said(one) if isinstance(one, str) else one for one in context]
    mine, asked, since = window.sort_out(said)
    texts = [one.text[:LONGEST] for one in mine]
    earlier = [_earlier(lexicon, one) for one in texts]
    near = "\n".join(line.masked for line in earlier[-NEAR:])
    cued = any(reason.level >= DANGER for line in earlier for reason in line.reasons)
    line = read(lexicon, text, near, cued)
    split: list[Reason] = []
    if pieces := window.pieces(texts):
        split, before = window.joined(lexicon, line, pieces)
        earlier.append(before)
    reasons = [
        *line.reasons,
        *split,
        *window.answered(lexicon, line, asked, since),
        *window.together(lexicon, line, earlier),
        *window.kept(lexicon, line, earlier),
    ]
    return verdict_of(reasons, lexicon.version)


@cache
def shipped() -> Lexicon:
    """The lexicon this program came with."""
    return lexicons.load()


def verdict_of(reasons: Sequence[Reason], lexicon: str, model: str | None = None) -> Verdict:
    """Level, categories, flags, subject and polarity that follow from the reasons."""
    ordered = tuple(sorted(reasons, key=lambda r: (r.start, -r.level)))
    level = max((reason.level for reason in ordered), default=0)
    top = [reason for reason in ordered if reason.level == level]
    by_level = sorted(ordered, key=lambda r: -r.level)
    return Verdict(
        level,
        tuple(dict.fromkeys(reason.category for reason in by_level if reason.level or reason.polarity == AFFIRMED)),
        tuple(dict.fromkeys(flag for reason in by_level for flag in reason.flags)),
        "other" if top and all(reason.subject == "other" for reason in top) else "self",
        next((p for p in (AFFIRMED, *(r.polarity for r in top)) if any(r.polarity == p for r in top)), AFFIRMED),
        ordered,
        lexicon,
        model,
    )


@lru_cache(maxsize=REMEMBERED)
def _earlier(lexicon: Lexicon, text: str) -> Line:
    return read(lexicon, text)


def floor(text: str, lexicon: Lexicon | None = None) -> int:
    """The highest level any rule names in the text, stances and window left out: what holds when the rest fails."""
    return line_floor(lexicon or shipped(), normalise(text[:LONGEST]).text)
