"""The language lexicon patterns are written in: regular expressions with word lists and bounded gaps.

    <die>    any word of the list `die`          ~   up to 6 characters inside the clause      ~3   up to 3
    <die>?   or none                             ≈   up to 12 characters, commas allowed        ≈20  up to 20
    (?:药|pills)   any of these words; a word in Latin script always stands alone

`*`, `+` and `{n,}` are refused, and so are repeats inside repeats: what is left is matched in a time bounded by the
length of the line times the length of the pattern's longest match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import prod
from typing import Any

STOP = r"，。！？；,.!?;\n"
SENTENCE = r"。！？.!?\n"
WORD = re.compile(r"<([a-z_]+)>")
GAP = re.compile(r"([~≈])(\d{0,2})")
UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}")
LONGEST_GAP = 40
MOST_WAYS = 1_000_000
LATIN = re.compile("[a-z]")
EVERYWHERE = frozenset("我你他她的了不想要有在就都说去给好人是把被让那这会很还也没到过着上下来个吃打看")
PLAIN = r"[a-z0-9\u3400-\u9fff' ]+"
CHOICE = re.compile(rf"\(\?:((?:{PLAIN}\|)*{PLAIN})\)")
PIECE = re.compile(
    rf"(?P<escape>\\.)|(?P<set>\[\^?.[^\]]*\])|(?P<list><[a-z_]+>)|(?P<choice>{CHOICE.pattern})|(?P<gap>[~≈]\d{{0,2}})"
    r"|(?P<count>\{[\d,]+\})|(?P<open>\((?:\?(?:[:=!]|<[=!]))?)|(?P<close>\))|(?P<han>[\u3400-\u9fff])|(?P<any>.)",
    re.DOTALL,
)


class BadPattern(ValueError):
    """Why a pattern cannot be used, in words for who wrote it."""


@dataclass(frozen=True)
class Pattern:
    """A pattern, spelled out and compiled when it is first tried. It can only match where a word of every list in
    `needs` stands; the rarest list comes first."""

    source: str
    needs: tuple[str, ...]
    words: Mapping[str, Sequence[str]] = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return proved(spell_out(self.source, self.words))


def spell_out(template: str, words: Mapping[str, Sequence[str]]) -> str:
    """The regular expression of a template that was checked."""

    def gap(match: re.Match[str]) -> str:
        inside = match.group(1) == "~"
        longest = int(match.group(2) or (6 if inside else 12))
        return f"[^{STOP if inside else SENTENCE}]{{0,{longest}}}?"

    chosen = CHOICE.sub(lambda match: any_of(tuple(match.group(1).split("|"))), template)
    return WORD.sub(lambda match: any_of(tuple(words[match.group(1)])), GAP.sub(gap, chosen))


@lru_cache(maxsize=4096)
def any_of(words: tuple[str, ...]) -> str:
    """Any of the words, the longest that fits first; a word in Latin script stands alone.

    Common beginnings are written once: a list of hundreds costs little more than one of ten.
    """
    latin = [word for word in words if LATIN.match(word[0]) and LATIN.match(word[-1])]
    other = [_guarded(word) for word in words if word not in latin]
    parts = [f"(?<![a-z])(?:{_shared(latin)})(?![a-z])"] if latin else []
    parts += [guarded for guarded in other if guarded.startswith("(")]
    plain = [word for word in words if word not in latin and _guarded(word) == word]
    parts += [_shared(plain)] if plain else []
    return "(?:" + "|".join(parts) + ")"


def _guarded(word: str) -> str:
    before = "(?<![a-z])" if LATIN.match(word[0]) else ""
    after = "(?![a-z])" if LATIN.match(word[-1]) else ""
    return f"(?:{before}{re.escape(word)}{after})" if before or after else word


def _shared(words: Sequence[str]) -> str:
    """Alternatives with their common beginnings factored out."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ends = [character for character, below in node.items() if character and below.keys() == {""}]
    out = [re.escape(character) + _below(below) for character, below in node.items() if character not in ("", *ends)]
    if ends:
        out.append(re.escape(ends[0]) if len(ends) == 1 else "[" + "".join(map(re.escape, ends)) + "]")
    return "|".join(out)


def _below(node: dict[str, Any]) -> str:
    inside = _branches(node)
    if "" in node:
        return f"(?:{inside})?"
    return f"(?:{inside})" if "|" in inside else inside


def read_pattern(template: str, words: Mapping[str, Sequence[str]], most: int = 9) -> Pattern:
    """With the rarest `most` of the lists it needs. Raises BadPattern when it could run away, names a list that does
    not exist, or needs no word at all."""
    check_template(template, words)
    needs = anchors(template)
    if not needs:
        raise BadPattern("no word or list that must stand in it, outside brackets and without ?")
    rarest = sorted(needs, key=lambda name: (sum(map(common, words.get(name) or name[1:].split("|"))), name))
    return Pattern(template, tuple(rarest[:most]), words)


def common(word: str) -> float:
    """A guess at how often a word is met in ordinary lines: short ones often."""
    if word[0].isascii():
        return float(0.5 ** len(word))
    return (3.0 if word in EVERYWHERE else 1.0) if len(word) == 1 else float(0.1 ** (len(word) - 1))


def check_template(template: str, words: Mapping[str, Sequence[str]]) -> None:
    """Raises BadPattern."""
    if UNBOUNDED.search(template):
        raise BadPattern("an unbounded repeat: use {0,n}, ~n or ≈n")
    if _nested(template):
        raise BadPattern("a repeat inside a repeat")
    for match in GAP.finditer(template):
        if int(match.group(2) or 0) > LONGEST_GAP:
            raise BadPattern(f"a gap of {match.group(2)}: at most {LONGEST_GAP}")
    ways = prod(int(match.group(2) or (6 if match.group(1) == "~" else 12)) + 1 for match in GAP.finditer(template))
    if ways > MOST_WAYS:
        raise BadPattern(f"its gaps together can be filled in {ways} ways: at most {MOST_WAYS}")
    for match in WORD.finditer(template):
        if match.group(1) not in words:
            raise BadPattern(f"no word list is called {match.group(1)}")


def proved(spelled: str) -> re.Pattern[str]:
    """Compiled. Raises BadPattern when it is no regular expression."""
    try:
        return re.compile(spelled)
    except re.error as problem:
        raise BadPattern(f"not a regular expression: {problem}") from problem


def anchors(template: str) -> frozenset[str]:
    """What must stand in a text for the pattern to match: names of lists, and `=word|word` for words written out."""
    found: set[str] = set()
    depth = 0
    literal = ""
    for match in PIECE.finditer(template):
        piece = match.group()
        optional = template[match.end() : match.end() + 1] == "?" or template[match.end() : match.end() + 2] == "{0"
        if match.lastgroup == "han" and depth == 0 and not optional:
            literal += piece
            continue
        if literal:
            found.add("=" + literal)
            literal = ""
        if match.lastgroup in ("open", "close"):
            depth += 1 if match.lastgroup == "open" else -1
        elif depth == 0 and piece == "|":
            return frozenset()
        elif depth == 0 and not optional and match.lastgroup == "list":
            found.add(piece[1:-1])
        elif depth == 0 and not optional and match.lastgroup == "choice":
            found.add("=" + piece[3:-1])
    if literal:
        found.add("=" + literal)
    return frozenset(found)


def _nested(template: str) -> bool:
    """Whether a group that is repeated more than once holds a gap or a repeat."""
    opened: list[int] = []
    for index, character in enumerate(template):
        if index and template[index - 1] == "\\":
            continue
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            inside = template[opened.pop() : index]
            if re.match(r"\{\d*,?([2-9]|\d\d)", template[index + 1 :]) and re.search(r"[~≈]|\{\d", inside):
                return True
    return False
