"""The lexicon: read from its files, checked, compiled. A lexicon that does not check is never put to use."""

from __future__ import annotations

import gc
import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Generic, TypeVar

import msgspec

from .entries import Combination, Entry, File, Mask, Question, Rule, Spelling, StanceRule
from .grammar import BadPattern, Pattern, anchors, any_of, check_template, proved, read_pattern, spell_out
from .tokens import SPELLED, Atoms, WordLists, signature

SHIPPED = Path(__file__).parent / "lexicon"
BETWEEN = 0.01  # seconds
FILED = 2  # a pattern is filed under so many of the lists it needs, the rarest: more cost more than they spare
NEEDED = ("me", "you", "other", "possessed", "toward", "speech", "yes", "no_answer", "vague", "denial", "calm", "cue")


ANSWERS = ("vague", "no_answer", "yes")
BEGINNING = r"[^\u3400-\u9fffa-z0-9]{0,3}"


class BadLexicon(ValueError):
    """Every finding, one a line: file, entry, what is wrong with it."""


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Compiled(Generic[E]):
    entry: E
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class CompiledStance:
    entry: StanceRule
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    around: re.Pattern[str] | None
    near: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    needs: frozenset[str]


class Index(Generic[E]):
    """Patterns filed under the words of the rarest list they need: only those whose lists all occur are tried."""

    def __init__(self, entries: Sequence[Compiled[E]], lists: WordLists) -> None:
        patterns = [(pattern, compiled.entry) for compiled in entries for pattern in compiled.patterns]
        holding: dict[str, list[int]] = {}
        for group in lists.groups.values():
            for name in group.lists:
                holding.setdefault(name, []).append(group.number)
        self._filed: dict[int, list[tuple[int, int, Pattern, E]]] = {}
        for number, (pattern, entry) in enumerate(patterns):
            rarest = pattern.needs[0]
            one = (signature(pattern.needs), number, pattern, entry)
            for group_number in holding[rarest]:
                self._filed.setdefault(group_number, []).append(one)

    def candidates(self, atoms: Atoms) -> list[tuple[re.Pattern[str], E]]:
        """What may match in a text that holds these words, in the order of the files."""
        bits = atoms.signature
        found: dict[int, tuple[Pattern, E]] = {}
        for group in atoms.groups:
            for need, number, pattern, entry in self._filed.get(group, ()):
                if need & bits == need:
                    found[number] = (pattern, entry)
        there = atoms.present
        return [
            (pattern.regex, entry) for _, (pattern, entry) in sorted(found.items()) if there.issuperset(pattern.needs)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """`version` is the newest date in the files and a digest of their content. `lists` holds the word lists, the words
    written out in patterns, and the spellings, whose names begin with SPELLED."""

    version: str
    words: dict[str, list[str]]
    lists: WordLists
    spellings: dict[str, tuple[Spelling, re.Pattern[str] | None, re.Pattern[str] | None]]
    masks: Index[Mask]
    rules: Index[Rule]
    stances: tuple[CompiledStance, ...]
    questions: Index[Question]
    combinations: tuple[Combination, ...]
    answers: tuple[tuple[str, re.Pattern[str]], ...]
    entries: tuple[Entry, ...]
    compiled: tuple[Compiled[Any], ...]

    def warm(self, stop: Event | None = None) -> None:
        """Compile every pattern now, or with `stop`, until it is set, bit by bit beside other work. Raises BadLexicon
        with those that cannot be."""
        findings = []
        for compiled in self.compiled:
            for pattern in compiled.patterns:
                if stop is not None and stop.wait(BETWEEN):
                    return
                try:
                    _ = pattern.regex
                except BadPattern as problem:
                    findings.append(f"{compiled.entry.id}: {pattern.source!r}: {problem}")
        if findings:
            raise BadLexicon("\n".join(findings))


def load(folder: Path = SHIPPED) -> Lexicon:
    """Read, check and compile every .toml file of the folder. Raises BadLexicon with all findings.

    Examples are checked by `triage.check`, which needs the whole pipeline.
    """
    with _uncollected():
        return _load(folder)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hundreds of thousands of objects that stay are no garbage: looking through them again and again costs a fifth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _load(folder: Path) -> Lexicon:
    findings: list[str] = []
    files: list[tuple[str, File]] = []
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        raw = path.read_bytes()
        digest.update(raw)
        try:
            files.append((path.name, msgspec.convert(tomllib.loads(raw.decode()), File)))
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as problem:
            findings.append(f"{path.name}: {problem}")
    if not files:
        findings.append(f"{folder}: no lexicon file")
    words = _words(files, findings)
    builder = _Builder(words, findings)
    for name, file in files:
        builder.add(name, file)
    findings += [f"no word list is called {name}" for name in NEEDED if name not in words]
    if findings:
        raise BadLexicon("\n".join(findings))
    newest = max(file.since for _, file in files)
    return builder.lexicon(f"{newest}+{digest.hexdigest()[:8]}")


def _words(files: list[tuple[str, File]], findings: list[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, file in files:
        for key, listed in file.words.items():
            given.setdefault(key, []).extend(listed)
            if not listed or any(not word.strip() for word in listed):
                findings.append(f"{name}: word list {key} is empty or holds an empty word")

    def opened(key: str, inside: tuple[str, ...]) -> list[str]:
        if key in inside or key not in given:
            findings.append(f"word list {key}: {'takes itself in' if key in inside else 'does not exist'}")
            return []
        found: list[str] = []
        for word in given[key]:
            found += opened(word[1:-1], (*inside, key)) if word.startswith("<") else [word]
        return found

    return {key: list(dict.fromkeys(opened(key, ()))) for key in given}


class _Builder:
    def __init__(self, words: dict[str, list[str]], findings: list[str]) -> None:
        self.words, self.findings = words, findings
        self.seen: set[str] = set()
        self.spellings: list[Spelling] = []
        self.masks: list[Compiled[Mask]] = []
        self.rules: list[Compiled[Rule]] = []
        self.stances: list[CompiledStance] = []
        self.questions: list[Compiled[Question]] = []
        self.combinations: list[Combination] = []

    def add(self, name: str, file: File) -> None:
        for entry in (*file.spelling, *file.mask, *file.rule, *file.stance, *file.question, *file.combination):
            if entry.id in self.seen:
                self.findings.append(f"{name}: {entry.id}: stands twice")
            if not entry.must:
                self.findings.append(f"{name}: {entry.id}: no example that it must match")
            self.seen.add(entry.id)
        where = name
        self.spellings += file.spelling
        self.combinations += file.combination
        self.masks += [Compiled(e, self._patterns(where, e.id, e.patterns)) for e in file.mask]
        self.rules += [Compiled(e, self._patterns(where, e.id, e.patterns)) for e in file.rule]
        self.rules += [Compiled(e.alone, self._patterns(where, e.id, e.unsure)) for e in file.rule if e.unsure]
        self.questions += [Compiled(e, self._patterns(where, e.id, e.patterns)) for e in file.question]
        self.stances += [self._stance(where, e) for e in file.stance]

    def _patterns(self, name: str, entry: str, templates: list[str]) -> tuple[Pattern, ...]:
        compiled = []
        for template in templates:
            try:
                compiled.append(read_pattern(template, self.words, FILED))
            except (BadPattern, ValueError, IndexError) as problem:
                self.findings.append(f"{name}: {entry}: {template!r}: {problem}")
        return tuple(compiled)

    def _stance(self, name: str, entry: StanceRule) -> CompiledStance:
        def one(template: str, wrap: str = "{}") -> re.Pattern[str] | None:
            if not template:
                return None
            try:
                check_template(template, self.words)
                return proved(wrap.format(f"(?:{spell_out(template, self.words)})"))
            except (BadPattern, ValueError, IndexError) as problem:
                self.findings.append(f"{name}: {entry.id}: {template!r}: {problem}")
                return None

        return CompiledStance(
            entry,
            one(entry.before, "{}$"),
            one(entry.after),
            one(entry.around),
            one(entry.near),
            one(entry.unless),
            frozenset(need for template in (entry.before, entry.after, entry.around) for need in anchors(template)),
        )

    def _guard(self, template: str, end: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{spell_out(template, self.words)}){end}") if template else None

    def lexicon(self, version: str) -> Lexicon:
        every: tuple[Compiled[Any], ...] = (*self.masks, *self.rules, *self.questions)
        named = (
            name[1:-1] for entry in self.combinations for group in entry.all_of for name in group if name[0] == "<"
        )
        looked_for = {
            *NEEDED,
            *named,
            *(need for stance in self.stances for need in stance.needs),
            *(need for compiled in every for pattern in compiled.patterns for need in pattern.needs),
        }
        words = {name: self.words.get(name) or name[1:].split("|") for name in sorted(looked_for)}
        spellings = {
            SPELLED + entry.id: (entry, self._guard(entry.unless_before, "$"), self._guard(entry.unless_after))
            for entry in self.spellings
        }
        spelled = {name: entry.spelled for name, (entry, _, _) in spellings.items()}
        lists = WordLists(words | spelled)
        return Lexicon(
            version,
            self.words,
            lists,
            spellings,
            Index(self.masks, lists),
            Index(self.rules, lists),
            tuple(self.stances),
            Index(self.questions, lists),
            tuple(self.combinations),
            tuple((kind, re.compile(BEGINNING + any_of(tuple(self.words[kind])))) for kind in ANSWERS),
            (
                *self.spellings,
                *(compiled.entry for compiled in every),
                *(stance.entry for stance in self.stances),
                *self.combinations,
            ),
            every,
        )
