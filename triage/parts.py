"""Long lines in parts for the learner: whole clauses, so that a talk around it makes nothing quieter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .tokens import PIECES

MOST = 30  # tokens: longer lines are read in parts cut between clauses, and the strongest part speaks for the line
CLAUSE = 60  # tokens: a clause without an end is cut here
ENDS = re.compile(r"[,.!?;~…。，！？；、\n]")


@dataclass(frozen=True, slots=True)
class Part:
    """`start`: where it begins in the folded line, in characters."""

    start: int
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.words)

    def without(self, first: int, last: int) -> str:
        """What is left when words[first:last] are taken out."""
        return "".join((*self.words[:first], *self.words[last:]))

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """Where words[first:last] stand in the folded line, without blanks around them; None for nothing but blanks."""
        said = "".join(self.words[first:last])
        if not said.strip():
            return None
        start = self.start + sum(map(len, self.words[:first]))
        return start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def parts(folded: str) -> Iterator[Part]:
    words: list[str] = PIECES.findall(folded)
    if not folded.strip():
        return
    if len(words) <= MOST:
        yield Part(0, tuple(words))
        return
    at = 0
    part: list[str] = []
    for clause in _clauses(words):
        if part and len(part) + len(clause) > MOST:
            yield Part(at, tuple(part))
            at += sum(map(len, part))
            part = []
        part += clause
    yield Part(at, tuple(part))


def _clauses(words: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for i, word in enumerate(words):
        clause.append(word)
        last = i + 1 == len(words)
        if last or len(clause) == CLAUSE or (ENDS.match(word) and not ENDS.match(words[i + 1])):
            yield clause
            clause = []
