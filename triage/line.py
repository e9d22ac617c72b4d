"""Reads one line by itself: fold, spell out, mask what is figurative, look for rules, ask how each was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .entries import UNSURE, Rule
from .lexicon import Lexicon
from .normalise import Normal, normalise
from .stance import WHOLE, Stances
from .tokens import Atoms
from .verdict import RULE, Reason

LONGEST = 2000
STRETCH = 240
HIDDEN = "\x00"
BEFORE = 40  # characters in which what stands before another spelling is looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a rule in the folded text."""

    start: int
    end: int
    rule: Rule


@dataclass(frozen=True)
class Line:
    """A line that was read. `masked` is the folded text with figurative speech hidden; `atoms` are the listed words."""

    typed: str
    normal: Normal
    masked: str
    atoms: Atoms
    reasons: tuple[Reason, ...]

    @cached_property
    def present(self) -> set[str]:
        """The word lists of which a word stands in the line, outside figurative speech."""
        return Atoms(atom for atom in self.atoms if HIDDEN not in self.masked[atom.start : atom.end]).present

    def place(self, name: str) -> tuple[int, int]:
        """Where the first word of a list stands in what was typed."""
        atom = next(atom for atom in self.atoms if name in atom.group.lists)
        return self.normal.span(atom.start, atom.end)


def read(lexicon: Lexicon, typed: str, near: str = "", cued: bool = False) -> Line:
    """`near` is what the student said just before, folded; `cued`: the conversation already speaks of danger."""
    normal = normalise(typed[:LONGEST])
    atoms = lexicon.lists.find(normal.text)
    spelled, evasions = _spelled(lexicon, normal, atoms, cued)
    if spelled is not normal:
        atoms = lexicon.lists.find(spelled.text)
    masked = spelled.text
    for regex, _ in lexicon.masks.candidates(atoms):
        masked = regex.sub(lambda match: HIDDEN * len(match.group()), masked)
    hits = _hits(lexicon, masked, atoms)
    reasons = []
    stances = Stances(lexicon, masked, atoms, near) if hits else None
    for hit in hits:
        assert stances is not None
        meant = stances.of(hit.start, hit.end, hit.rule)
        start, end = spelled.span(hit.start, hit.end)
        evasive = any(first < end and start < last for first, last in evasions)
        modifiers = (
            *meant.modifiers,
            *(("evasion",) if evasive else ()),
            *(("unsure",) if hit.rule.id.endswith(UNSURE) else ()),
        )
        suspected = stances.suspected(hit.start, hit.end) if hit.rule.done_to else ()
        flags = (*hit.rule.flags, *suspected, *(("someone_else",) if meant.subject == "other" else ()))
        reasons.append(
            Reason(
                start,
                end,
                typed[start:end],
                hit.rule.id,
                hit.rule.category,
                meant.level,
                meant.subject,
                meant.polarity,
                modifiers,
                RULE,
                tuple(dict.fromkeys(flags)) if meant.level else (),
            )
        )
    return Line(typed, spelled, masked, atoms, tuple(_strongest(reasons)))


def floor(lexicon: Lexicon, text: str) -> int:
    """The highest level any rule names in the folded text, whatever was meant by it."""
    return max((hit.rule.level for hit in _hits(lexicon, text, lexicon.lists.find(text))), default=0)


def _hits(lexicon: Lexicon, masked: str, atoms: Atoms) -> list[Hit]:
    """Where rules stand in folded text, in order."""
    hits = [
        Hit(*match.span(), rule)
        for start, end in _stretches(masked)
        for regex, rule in lexicon.rules.candidates(
            atoms if end - start == len(masked) else Atoms(atom for atom in atoms if start <= atom.start < end)
        )
        for match in regex.finditer(masked, start, end)
    ]
    return sorted(hits, key=lambda hit: (hit.start, -hit.rule.level, hit.end, hit.rule.id))


def _stretches(masked: str) -> Iterator[tuple[int, int]]:
    """A long text in stretches of whole sentences, so that what may match in one place is not tried in all others."""
    start = 0
    while len(masked) - start > STRETCH:
        end = start
        for match in WHOLE.finditer(masked, start, start + STRETCH):
            end = match.end()
        if end == start:
            after = WHOLE.search(masked, start + STRETCH)
            end = after.end() if after else len(masked)
        yield start, end
        start = end
    yield start, len(masked)


def _strongest(reasons: list[Reason]) -> list[Reason]:
    """One reason a rule and place: of overlapping finds of one rule the first, strongest."""
    kept: list[Reason] = []
    for reason in reasons:
        if not any(k.rule == reason.rule and reason.start < k.end and k.start < reason.end for k in kept):
            kept.append(reason)
    return kept


def _spelled(lexicon: Lexicon, normal: Normal, atoms: Atoms, cued: bool) -> tuple[Normal, list[tuple[int, int]]]:
    """The line with other spellings written out, and where in the typed text an evasion stood."""
    found = [(atom.start, -atom.end, name) for atom in atoms for name in atom.group.spelled]
    if not found:
        return normal, []
    changes: list[tuple[int, int, str]] = []
    evasions: list[tuple[int, int]] = []
    cued = cued or any("cue" in atom.group.lists for atom in atoms)
    at = 0
    for start, minus_end, name in sorted(found):
        end = -minus_end
        entry, before, after = lexicon.spellings[name]
        if (
            start >= at
            and (cued or not entry.cue)
            and not (before and before.search(normal.text[max(0, start - BEFORE) : start]))
            and not (after and after.match(normal.text, end))
        ):
            changes.append((start, end, entry.to))
            evasions += [normal.span(start, end)] if entry.disguise else []
            at = end
    return (normal.with_spans(changes) if changes else normal), evasions
