"""Tokens and word lists, on spaCy: a character a token in Chinese, a word a token in Latin script, so that one stream
serves Chinese, English and lines that mix them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

PIECES = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|\s|.", re.DOTALL)


class Tokens:
    """A tokenizer for spaCy; text is expected folded (see normalise)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = PIECES.findall(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


class Atom(NamedTuple):
    """A listed word in a text, with the lists it stands in; places in characters."""

    lists: frozenset[str]
    start: int
    end: int


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
        self.lists: dict[int, frozenset[str]] = {}
        for number, (shared, words) in enumerate(same.items()):
            self.matcher.add(str(number), [self.tokens(word) for word in words])
            self.lists[self.tokens.vocab.strings[str(number)]] = shared

    def find(self, text: str) -> list[Atom]:
        """Every listed word in `text`."""
        if not text:
            return []
        # A zone, so that words students typed do not stay in spaCy's memory; a zone serves one thread at a time.
        with self.lock, self.tokens.vocab.memory_zone():
            doc = self.tokens(text)
            found = self.matcher(doc)
            lists = self.lists
            if len(doc) == len(text):
                return [Atom(lists[match], start, end) for match, start, end in found]
            places = [*(token.idx for token in doc), len(text)]
            return [Atom(lists[match], places[start], places[end]) for match, start, end in found]


def present(atoms: Iterable[Atom]) -> set[str]:
    """The lists that have a word in the text."""
    return set().union(*{atom.lists for atom in atoms})
