"""Brings what was typed to one form, and remembers where each character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

HAN = "\u3400-\u9fff"
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# One character a time, each parted by the same kind of mark, is one word written wide.
WIDE = re.compile(rf"(?:[{HAN}][\s,.，。、;；:：!！?？*_\-·~|/+=]){{2,40}}[{HAN}]")
BETWEEN = re.compile(rf"(?<=[{HAN}])[\s.*_\-·~|/+=^#@]{{1,3}}(?=[{HAN}])")
BLANKS = re.compile(r"(?<=[ \t])[ \t]+")
LETTERS = re.compile(r"(?<![a-z])[a-z](?:([ .*_\-·~|/])[a-z](?:\1[a-z]){1,20})(?![a-z])", re.IGNORECASE)
ACCENTED = re.compile(r"[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
RUN = 2  # a blank beside a run of at most this many characters splits a word; between longer runs it parts clauses


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` after folding; character i stands for typed[first[i]:last[i]]."""

    text: str
    first: tuple[int, ...]
    last: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in what was typed."""
        return self.first[start], self.last[end - 1]

    def with_spans(self, changes: list[tuple[int, int, str]]) -> Normal:
        """The same with text[start:end] read as something else; `changes` in order, not overlapping."""
        text, first, last, at = [], list[int](), list[int](), 0
        for start, end, reads in changes:
            text += [self.text[at:start], reads]
            first += [*self.first[at:start], *[self.first[start]] * len(reads)]
            last += [*self.last[at:start], *[self.last[end - 1]] * len(reads)]
            at = end
        text.append(self.text[at:])
        return Normal("".join(text), (*first, *self.first[at:]), (*last, *self.last[at:]))


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters as simplified ones, character by character (OpenCC's table), so that places stay."""
    han = [chr(code) for code in (*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0))]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(a): b for a, b in zip(han, simple, strict=True) if a != b} | {ord("’"): "'", ord("‘"): "'"}


def normalise(typed: str) -> Normal:
    """NFKC, lower case, simplified, accents of Latin letters off; what is invisible or splits a word is dropped.

    A blank between longer stretches of Chinese stands for a comma, as people type it.
    """
    dropped, commas = _splitting(typed)
    if not dropped and not commas:
        folded = unicodedata.normalize("NFKC", typed).lower().translate(_simplified())
        if len(folded) == len(typed) and not ACCENTED.search(folded):
            return Normal(folded, tuple(range(len(typed))), tuple(range(1, len(typed) + 1)))
    characters: list[str] = []
    first: list[int] = []
    for index, character in enumerate(typed):
        if index in dropped:
            continue
        for part in _fold("," if index in commas else character):
            characters.append(part)
            first.append(index)
    return Normal("".join(characters), tuple(first), tuple(index + 1 for index in first))


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    parted = unicodedata.normalize("NFKD", character)
    if len(parted) > 1 and "a" <= parted[0].lower() <= "z":
        parted = "".join(c for c in parted if not unicodedata.combining(c))
    else:
        parted = unicodedata.normalize("NFKC", character)
        if unicodedata.combining(parted[0]):
            return ""
    return parted.lower().translate(_simplified())


def _splitting(typed: str) -> tuple[set[int], set[int]]:
    """Places to drop, and blanks that part clauses."""
    dropped = {i for match in INVISIBLE.finditer(typed) for i in range(*match.span())}
    dropped |= {i for match in BLANKS.finditer(typed) for i in range(*match.span())}
    commas: set[int] = set()
    for match in WIDE.finditer(typed):
        dropped |= set(range(match.start() + 1, match.end(), 2))
    for match in LETTERS.finditer(typed):
        dropped |= set(range(match.start() + 1, match.end(), 2))
    for match in BETWEEN.finditer(typed):
        if match.group().isspace() and min(_run(typed, match.start(), -1), _run(typed, match.end(), 1)) > RUN:
            commas.add(match.start())
            dropped |= set(range(match.start() + 1, match.end()))
        else:
            dropped |= set(range(*match.span()))
    return dropped, commas - dropped


def _run(typed: str, at: int, step: int) -> int:
    """How many Chinese characters stand there in a row, counted as far as it matters."""
    count = 0
    index = at - 1 if step < 0 else at
    while 0 <= index < len(typed) and "\u3400" <= typed[index] <= "\u9fff" and count <= RUN:
        count += 1
        index += step
    return count
