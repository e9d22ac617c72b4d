"""Checks a lexicon before anybody relies on it: `python -m triage check [folder]`. What is refused is never used.

Checked are the files themselves, every example of every entry, and time: no entry may need more on hostile text than
its length warrants. Shown is what the change does to the evaluation set.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from . import evaluate
from .entries import UNSURE, Combination, Entry, Example, Line, Mask, Question, Rule, Spelling, StanceRule
from .lexicon import SHIPPED, BadLexicon, Lexicon, load
from .line import HIDDEN, read
from .normalise import normalise
from .verdict import Said, Verdict, own
from .weigh import weigh

HOSTILE = 2000
TICK = 0.002  # what a clock of processor time may be off by
BUDGET = 0.02  # CPU seconds one entry may take on 2,000 hostile characters (P); a runaway takes minutes


def checked(folder: Path = SHIPPED) -> Lexicon:
    """The folder's lexicon, its examples and its time checked. Raises BadLexicon with every finding."""
    lexicon = load(folder)
    lexicon.warm()
    findings = [*_examples(lexicon), *_runaways(lexicon)]
    if findings:
        raise BadLexicon("\n".join(findings))
    return lexicon


def effect(old: Lexicon, new: Lexicon) -> str:
    """What the change from `old` to `new` does to the evaluation set, line by line and in figures."""
    chosen = evaluate.lines()
    before = evaluate.figures(lambda text, context: weigh(text, context, old), chosen)
    after = evaluate.figures(lambda text, context: weigh(text, context, new), chosen)
    out = []
    for (line, was), (_, now) in zip(before.pairs, after.pairs, strict=True):
        if was.level != now.level:
            better = abs(now.level - line.level) < abs(was.level - line.level)
            verdict = "better" if better else "WORSE"
            out.append(f"  {verdict} {line.id} should be L{line.level}: L{was.level} -> L{now.level}  {line.text}")
    out.sort()
    out.append(f"{len(out)} of {len(chosen)} lines change their level")
    for name, figures in (("before", before), ("after", after)):
        count, of = figures.raised(2, evaluate.look_alike)
        rates = " ".join(
            f"{what} {rate:.3f}" if rate is not None else f"{what} -"
            for what, rate in (
                ("recall L3+", figures.recall(3)),
                ("recall L2+", figures.recall(2)),
                ("precision L2+", figures.precision(2)),
            )
        )
        out.append(f"{name}: {rates}, look-alikes raised {count} of {of}")
    return "\n".join(out)


def _examples(lexicon: Lexicon) -> Iterator[str]:
    for entry in lexicon.entries:
        for example in entry.must:
            if not _shows(lexicon, entry, example):
                yield f"{entry.id}: does not find its example {_text(example)!r}"
        for example in entry.must_not:
            if _shows(lexicon, entry, example):
                yield f"{entry.id}: finds what it must not, {_text(example)!r}"


def _shows(lexicon: Lexicon, entry: Entry, example: Example) -> bool:
    """Whether an entry is at work in an example."""
    text, context = _text(example), _context(example)
    if isinstance(entry, Spelling):
        line = read(lexicon, text, cued=any(weigh(said.text, (), lexicon).level >= 2 for said in context))
        return line.normal.text.count(entry.to) > normalise(text).text.count(entry.to)
    if isinstance(entry, Mask):
        return HIDDEN in read(lexicon, text).masked
    verdict = weigh(text, context, lexicon)
    if isinstance(entry, StanceRule):
        return any(entry.kind in reason.modifiers for reason in verdict.reasons)
    if isinstance(entry, Rule | Question | Combination):
        return _found(verdict, entry.id)
    raise TypeError(f"no examples are known for {type(entry).__name__}")


def _found(verdict: Verdict, rule: str) -> bool:
    return any(reason.rule in (rule, rule + UNSURE) for reason in own(verdict.reasons))


def _text(example: Example) -> str:
    return example.text if isinstance(example, Line) else example


def _context(example: Example) -> list[Said]:
    return [said(words) for words in example.context] if isinstance(example, Line) else []


def said(words: str) -> Said:
    """A context line of a lexicon example: `you: ` begins what the line's counsellor said."""
    return Said(words[5:], "counsellor") if words.startswith("you: ") else Said(words, "student")


def _runaways(lexicon: Lexicon) -> Iterator[str]:
    """Entries that take too long on text made of their own words, repeated without end."""
    for compiled in lexicon.compiled:
        for pattern in compiled.patterns:
            if any(_runs_away(pattern.regex, text) for text in _hostile(lexicon, pattern.needs)):
                yield f"{compiled.entry.id}: {pattern.source!r} takes too long on hostile text"


def _runs_away(regex: re.Pattern[str], text: str) -> bool:
    """Tried on ever longer pieces, so that a pattern that would take hours is found out in milliseconds."""
    size = HOSTILE // 32
    while size <= HOSTILE:
        allowed = max(BUDGET * size / HOSTILE, TICK)
        # Three times: a busy machine is not a slow pattern.
        if min(_seconds(regex, text[:size]) for _ in range(3)) > allowed:
            return True
        size *= 2
    return False


def _seconds(regex: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    for _ in regex.finditer(text):
        pass
    return time.process_time() - began


def _hostile(lexicon: Lexicon, needs: tuple[str, ...]) -> Iterator[str]:
    words = [(lexicon.words.get(need) or need[1:].split("|"))[0] for need in sorted(needs)]
    for mixed in ("".join(words), "".join(reversed(words)), "哦".join(words), *words):
        yield (mixed * HOSTILE)[:HOSTILE]
