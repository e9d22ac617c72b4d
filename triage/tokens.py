"""Tokens and word lists, on spaCy: a character a token in Chinese, a word a token in Latin script, so that one stream
serves Chinese, English and lines that mix them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from threading import Lock
from typing import NamedTuple
from zlib import crc32

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

PIECES = re.compile(r"[a-z]+(?:'(?!s(?![a-z]))[a-z]+)?|'s(?![a-z])|[0-9]+|\s|.", re.DOTALL)

SIGNATURE = 1024
SPELLED = "~"


class Tokens:
    """A tokenizer for spaCy; text is expected folded (see normalise)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = PIECES.findall(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


class Group(NamedTuple):
    """Words that stand in just the same lists. `signature`: see below. `spelled`: the lists whose names begin with
    SPELLED."""

    number: int
    lists: frozenset[str]
    signature: int
    spelled: tuple[str, ...]


class Atom(NamedTuple):
    """A listed word in a text; places in characters."""

    group: Group
    start: int
    end: int


class Atoms(tuple[Atom, ...]):
    """The listed words of one text, and what follows from them, worked out once."""

    @cached_property
    def groups(self) -> dict[int, Group]:
        return {atom.group.number: atom.group for atom in self}

    @cached_property
    def present(self) -> set[str]:
        """The lists that have a word in the text."""
        return set().union(*(group.lists for group in self.groups.values()))

    @cached_property
    def signature(self) -> int:
        """The signature of these lists."""
        bits = 0
        for group in self.groups.values():
            bits |= group.signature
        return bits


class WordLists:
    """Finds every listed word in one pass over the tokens. A word is looked for once, however many lists hold it."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.tokens = Tokens(Vocab())
        self.matcher = PhraseMatcher(self.tokens.vocab)
        self.lock = Lock()
        holding: dict[str, set[str]] = {}
        for name, words in lists.items():
            for word in words:
                holding.setdefault(word, set()).add(name)
        same: dict[frozenset[str], list[str]] = {}
        for word, names in holding.items():
            same.setdefault(frozenset(names), []).append(word)
        self.groups: dict[int, Group] = {}
        for number, (shared, words) in enumerate(same.items()):
            self.matcher.add(str(number), [self.tokens(word) for word in words])
            self.groups[self.tokens.vocab.strings[str(number)]] = Group(
                number,
                shared,
                signature(shared),
                tuple(name for name in shared if name.startswith(SPELLED)),
            )

    def find(self, text: str) -> Atoms:
        """Every listed word in `text`."""
        if not text:
            return Atoms()
        # A zone, so that words students typed do not stay in spaCy's memory; a zone serves one thread at a time.
        with self.lock, self.tokens.vocab.memory_zone():
            doc = self.tokens(text)
            found = self.matcher(doc)
            groups = self.groups
            if len(doc) == len(text):
                return Atoms([Atom(groups[match], start, end) for match, start, end in found])
            places = [*doc.to_array("IDX").tolist(), len(text)]
            return Atoms([Atom(groups[match], places[start], places[end]) for match, start, end in found])


def signature(names: Iterable[str]) -> int:
    """A bit for each name, some shared: what lacks a bit lacks a name, what has all bits may have all names."""
    bits = 0
    for name in names:
        bits |= 1 << (crc32(name.encode()) % SIGNATURE)
    return bits
