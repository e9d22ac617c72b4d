"""How words were meant: of whom they speak, and whether they are denied, past, supposed, quoted, played or asked by
a professional. A stance speaks for its clause or sentence; it may lower what was found, and is always told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .entries import Rule
from .grammar import SENTENCE, STOP
from .lexicon import CompiledStance, Lexicon
from .tokens import Atoms
from .verdict import AFFIRMED, OTHER, SELF

CLAUSE = re.compile(f"[{STOP}]")
WHOLE = re.compile(f"[{SENTENCE}]")
PEOPLE = frozenset({"me", "you", "other"})
OBJECT = "object"
SUSPECTED = (("kin", "guardian_suspected"), ("school", "school_suspected"))
REACH = 60  # characters before a hit in which a denial may stand
IMMINENT, FLOOR = 4, 3  # what is under way is never denied, past or supposed below L3; `firm` rules not by any stance
TOLD = {"quoted", "fiction", "professional"}
TO = {"negated": 1, "past": 1, "hypothetical": 2, "quoted": 1, "fiction": 0, "professional": 0}
POLARITY = {"negated": "negated", "past": "past", "hypothetical": "hypothetical"}


@dataclass(frozen=True, slots=True)
class Person:
    """`lists` are the word lists the name stands in."""

    start: int
    end: int
    who: str
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class Meant:
    """The level that is left, of whom, how, and what was found about it."""

    level: int
    subject: str
    polarity: str
    modifiers: tuple[str, ...]


def bounds(text: str, start: int, end: int, stop: re.Pattern[str]) -> tuple[int, int]:
    """The stretch around text[start:end] that holds no `stop`, looked for at most 200 characters away."""
    low = max(0, start - 200)
    left = low
    for match in stop.finditer(text, low, start):
        left = match.end()
    right = stop.search(text, end, min(len(text), end + 200))
    return left, right.start() if right else min(len(text), end + 200)


def people(text: str, atoms: Atoms) -> list[Person]:
    """Who is named, in order; the owner in "my friend" and whom something is said or done to are nobody's subject."""
    named = sorted(
        ((atom.start, -atom.end, name, atom.group.lists) for atom in atoms for name in PEOPLE & atom.group.lists),
        key=lambda one: one[:2],
    )
    toward = {atom.end for atom in atoms if "toward" in atom.group.lists}
    owners = {(atom.start, atom.end) for atom in atoms if "possessed" in atom.group.lists}
    others = {start for start, _, name, _ in named if name == "other"}
    found: list[Person] = []
    for start, minus_end, name, lists in named:
        end = -minus_end
        if found and start < found[-1].end:
            continue
        if (start, end) in owners and (end in others or end + 1 in others):
            continue
        aimed_at = start in toward or (text[start - 1 : start] == " " and start - 1 in toward)
        found.append(Person(start, end, OBJECT if aimed_at else name, lists))
    return found


class Stances:
    """How the words of one line were meant. `near` is what the student said just before, folded."""

    def __init__(self, lexicon: Lexicon, text: str, atoms: Atoms, near: str) -> None:
        self._lexicon, self._text, self._near = lexicon, text, near + "\n" + text
        self._named = people(text, atoms)
        self._possible = [stance for stance in lexicon.stances if stance.needs <= atoms.present]
        self._known: dict[tuple[str, int], bool] = {}
        self._last_subject: str | None = None

    def of(self, start: int, end: int, rule: Rule) -> Meant:
        """How text[start:end], found by `rule`, was meant. To be asked in the order of the line."""
        clause = bounds(self._text, start, end, CLAUSE)
        sentence = bounds(self._text, start, end, WHOLE)
        subject, told = self._subject(start, end, clause, sentence, rule)
        if told:
            self._last_subject = subject
        third = ("third_person",) if subject == OTHER else ()
        if not rule.stances:
            return Meant(rule.level, subject, AFFIRMED, third)
        kinds: dict[str, str] = {}
        before = self._text[max(clause[0], start - REACH) : start]
        for stance in self._possible:
            only = stance.entry.only
            if only and rule.category not in only:
                continue
            if stance.entry.kind not in kinds and self._holds(stance, before, end, clause, sentence):
                kinds[stance.entry.kind] = stance.entry.id
        level = min([rule.level, *(TO[kind] for kind in kinds)])
        if rule.firm or (rule.level == IMMINENT and not TOLD & kinds.keys()):
            level = max(level, min(FLOOR, rule.level))
        polarity = next((POLARITY.get(kind, "quoted") for kind in sorted(kinds, key=lambda k: TO[k])), AFFIRMED)
        return Meant(level, subject, polarity, (*kinds, *third))

    def suspected(self, start: int, end: int) -> tuple[str, ...]:
        """Flags for who does it: named in the words found, or last before them in the clause."""
        clause = bounds(self._text, start, end, CLAUSE)
        inside = [p for p in self._named if start <= p.start < end and p.who != "me"]
        before = [p for p in self._named if clause[0] <= p.start < start and p.who != "me"]
        return tuple(flag for who, flag in SUSPECTED if any(who in p.lists for p in inside or before[-1:]))

    def _subject(
        self, start: int, end: int, clause: tuple[int, int], sentence: tuple[int, int], rule: Rule
    ) -> tuple[str, bool]:
        """Of whom the words speak, and whether their own clause says so."""
        named, text = self._named, self._text
        if rule.done_to:
            inside = [p.who for p in named if start <= p.start < end]
            if "me" in inside or (OBJECT in inside and "other" not in inside):
                return SELF, True
            before = [p.who for p in named if clause[0] <= p.start < start]
            passive = "被" in text[max(0, start - 3) : end]
            return (OTHER, True) if before and before[-1] == "other" and passive else (SELF, False)
        here = [p for p in named if clause[0] <= p.start < end and p.who != OBJECT]
        before = [p.who for p in here if p.start <= start] or [p.who for p in here][:1]
        if before:
            return (SELF if before[-1] == "me" else OTHER), True
        if any(word in text[clause[0] : start] for word in self._lexicon.words["speech"]):
            earlier = [p.who for p in named if sentence[0] <= p.start < start and p.who != OBJECT]
            if earlier and earlier[-1] == "other":
                return OTHER, True
        return (self._last_subject or SELF), False

    def _holds(
        self,
        stance: CompiledStance,
        before: str,
        end: int,
        clause: tuple[int, int],
        sentence: tuple[int, int],
    ) -> bool:
        entry, text = stance.entry, self._text
        if stance.before and not stance.before.search(before):
            return False
        if stance.after and not stance.after.match(text, end, clause[1]):
            return False
        if stance.around and not self._once(entry.id, stance.around, text[sentence[0] : sentence[1]], sentence[0]):
            return False
        if stance.near and not self._once(entry.id + " near", stance.near, self._near, 0):
            return False
        if stance.unless is None:
            return True
        if stance.before and not stance.around and not stance.near:
            return not stance.unless.search(before)
        return not self._once(entry.id + " unless", stance.unless, self._near if stance.near else text, 0)

    def _once(self, what: str, regex: re.Pattern[str], where: str, at: int) -> bool:
        """A search whose outcome holds for every hit in the same stretch."""
        key = (what, at)
        if key not in self._known:
            self._known[key] = bool(regex.search(where))
        return self._known[key]
